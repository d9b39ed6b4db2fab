import type { FromSchema } from 'json-schema-to-ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { conversions } from '../../../agent/contract/unit.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    toolCurrent: {
      enum: ['A', 'mA', 'unknown'],
      default: 'unknown',
      description: 'Unit of tool_current: what the driver passes on is described in both.',
    },
  },
} as const;

type Options = FromSchema<typeof optionsSchema>;

/** `ur_msgs/ToolDataMsg`: temperature, supply voltage and, where its unit is known, current of the tool flange. */
export const toolReadings: MessageType = {
  name: 'ur_msgs/ToolDataMsg',
  optionsSchema,
  bind: (plan) => new ToolDecoder(plan, plan.topic.decode as Options),
};

class ToolDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [];
  readonly #filler: FrameFiller;
  readonly #ampsPerUnit: number;

  constructor(plan: TopicPlan, { toolCurrent = 'unknown' }: Options) {
    const current: SignalName[] = toolCurrent === 'unknown' ? [] : ['currentA'];
    this.#ampsPerUnit = conversions[toolCurrent]?.factor ?? Number.NaN;
    const signals: SignalName[] = ['temperatureC', 'voltageV', ...current];
    this.#filler = new FrameFiller({ sourceId: plan.sourceId, component: 'tool', parts: ['tool'], signals, periodMs: plan.periodMs });
    this.layouts = [this.#filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    // The ROS 2 driver never fills tool_voltage_48v, so a bare zero is a field without a value and no supply of 0 V.
    const voltageV = numberOf(message.tool_voltage_48v) || Number.NaN;
    this.#filler.begin(time);
    this.#filler.set(0, 0, numberOf(message.tool_temperature));
    this.#filler.set(1, 0, voltageV);
    if (this.#filler.layout.signals.length > 2) this.#filler.set(2, 0, numberOf(message.tool_current) * this.#ampsPerUnit);
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }
}
