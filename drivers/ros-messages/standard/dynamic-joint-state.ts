import type { FromSchema } from 'json-schema-to-ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { NameJoin } from '../decoding/name-join.ts';
import { arrayOf, headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    effort: { enum: ['torqueNm', 'currentA', 'unknown'], default: 'unknown', description: 'What this robot puts into effort.' },
    temperature: {
      enum: ['motorTemperatureC', 'driverTemperatureC', 'shellTemperatureC', 'windingTemperatureC', 'unknown'],
      default: 'unknown',
      description: 'Which temperature the interface named temperature is; motor_temperature says so itself.',
    },
    prefix: { type: 'string', default: '', description: 'Put before every joint name of the profile to give the name on the topic.' },
  },
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;

const interfacesMax = 64;

/** `control_msgs/DynamicJointState`: named interfaces for each joint; interfaces of other names are the vendor's own and not read. */
export const dynamicJointState: MessageType = {
  name: 'control_msgs/DynamicJointState',
  optionsSchema,
  bind: (plan) => new DynamicJointStateDecoder(plan, plan.topic.decode as Options),
};

class DynamicJointStateDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [];
  readonly #topic: string;
  readonly #filler: FrameFiller;
  readonly #join: NameJoin;
  /** Signal of each interface, one for joints that turn and one for those that slide. */
  readonly #turning: ReadonlyMap<unknown, number>;
  readonly #sliding: ReadonlyMap<unknown, number>;
  readonly #slides: readonly boolean[];

  constructor(plan: TopicPlan, { effort = 'unknown', temperature = 'unknown', prefix = '' }: Options = {}) {
    const { joints } = plan.profile;
    const both: (readonly [string, SignalName])[] = [['motor_temperature', 'motorTemperatureC']];
    if (temperature !== 'unknown') both.unshift(['temperature', temperature]);
    if (effort === 'currentA') both.push(['effort', effort]);
    const torque: (readonly [string, SignalName])[] = effort === 'torqueNm' ? [['effort', effort]] : [];
    const turning = [['position', 'positionRad'] as const, ['velocity', 'velocityRadPerS'] as const, ...torque, ...both];
    const sliding = [['position', 'positionM'] as const, ['velocity', 'velocityMPerS'] as const, ...both];
    this.#slides = joints.map(({ type }) => type === 'prismatic');
    const used = [...(this.#slides.includes(false) ? turning : []), ...(this.#slides.includes(true) ? sliding : [])];
    const signals = [...new Set(used.map(([, signal]) => signal))];
    const parts = joints.map(({ name }) => name);
    this.#filler = new FrameFiller({ sourceId: plan.sourceId, component: 'joint', parts, signals, periodMs: plan.periodMs });
    this.#turning = new Map(turning.map(([name, signal]) => [name, signals.indexOf(signal)]));
    this.#sliding = new Map(sliding.map(([name, signal]) => [name, signals.indexOf(signal)]));
    this.#join = new NameJoin(plan, { prefix });
    this.#topic = plan.topic.topic;
    this.layouts = [this.#filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const places = this.#join.placesOf(message.joint_names, out);
    const interfaces = arrayOf(message.interface_values);
    if (interfaces.length !== places.length) {
      out.flaw({ code: 'ros-messages/array-length-unequal', place: this.#topic, text: 'interface_values', discarded: true });
      return;
    }
    this.#filler.begin(time, headerStampMs(message));
    let jointCount = 0;
    for (let entry = 0; entry < places.length; entry++) {
      const part = places[entry] ?? -1;
      if (part < 0) continue;
      jointCount++;
      this.#fillJoint(part, messageOf(interfaces[entry]));
    }
    const frame = this.#filler.frame();
    if (frame !== undefined && jointCount > 0) out.frame(frame);
  }

  #fillJoint(part: number, { interface_names, values }: RosMessage): void {
    const names = arrayOf(interface_names);
    const numbers = arrayOf(values);
    const signalOf = this.#slides[part] === true ? this.#sliding : this.#turning;
    const count = Math.min(names.length, numbers.length, interfacesMax);
    for (let index = 0; index < count; index++) {
      const signalIndex = signalOf.get(names[index]);
      const value = numberOf(numbers[index]);
      if (signalIndex !== undefined && Number.isFinite(value)) this.#filler.set(signalIndex, part, value);
    }
  }
}
