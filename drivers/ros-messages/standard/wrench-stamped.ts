import type { FromSchema } from 'json-schema-to-ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { part: { type: 'string', minLength: 1, default: 'flange', description: 'Where the sensor sits.' } },
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;

const forces: readonly SignalName[] = ['forceXN', 'forceYN', 'forceZN'];
const torques: readonly SignalName[] = ['torqueXNm', 'torqueYNm', 'torqueZNm'];

/** `geometry_msgs/WrenchStamped`: force and torque at the tool, in the sensor's own axes. */
export const wrenchStamped: MessageType = {
  name: 'geometry_msgs/WrenchStamped',
  optionsSchema,
  bind: (plan) => new WrenchDecoder(plan, plan.topic.decode as Options),
};

class WrenchDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [];
  readonly #filler: FrameFiller;

  constructor({ sourceId, periodMs }: TopicPlan, { part = 'flange' }: Options = {}) {
    this.#filler = new FrameFiller({ sourceId, component: 'tool', parts: [part], signals: [...forces, ...torques], periodMs });
    this.layouts = [this.#filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const { force, torque } = messageOf(message.wrench);
    this.#filler.begin(time, headerStampMs(message));
    this.#fill(0, messageOf(force));
    this.#fill(forces.length, messageOf(torque));
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }

  #fill(at: number, { x, y, z }: RosMessage): void {
    [x, y, z].forEach((value, axis) => {
      const number = numberOf(value);
      if (Number.isFinite(number)) this.#filler.set(at + axis, 0, number);
    });
  }
}
