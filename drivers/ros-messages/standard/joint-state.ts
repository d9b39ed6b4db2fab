import type { FromSchema } from 'json-schema-to-ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { arrayOf, headerStampMs, numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    effort: {
      enum: ['torqueNm', 'currentA', 'unknown'],
      default: 'unknown',
      description: 'What this robot puts into effort: not every driver means a torque.',
    },
    joinBy: {
      enum: ['name', 'index'],
      default: 'name',
      description: 'index: the n-th entry is the n-th joint of the profile, for robots whose names are not known.',
    },
    prefix: { type: 'string', default: '', description: 'Put before every joint name of the profile to give the name on the topic.' },
  },
} as const;

type Options = FromSchema<typeof optionsSchema>;

const unlistedNamesMax = 64;

/**
 * `sensor_msgs/JointState`. Each of its arrays is empty or as long as `name`; their order is not stable between publishers, so values
 * are joined by name. Joints that the profile does not know are counted once each.
 */
export const jointState: MessageType = {
  name: 'sensor_msgs/JointState',
  optionsSchema,
  bind: (plan) => new JointStateDecoder(plan, plan.topic.decode as Options),
};

class JointStateDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [];
  readonly #filler: FrameFiller;
  readonly #plan: TopicPlan;
  readonly #options: Options;
  readonly #columns: readonly (readonly [field: string, signalIndex: number])[];
  readonly #partIndexOf = new Map<string, number>();

  constructor(plan: TopicPlan, options: Options) {
    const effort: SignalName[] = options.effort === 'unknown' || options.effort === undefined ? [] : [options.effort];
    const signals: SignalName[] = ['positionRad', 'velocityRadPerS', ...effort];
    const parts = plan.profile.joints.map(({ name }) => name);
    this.#plan = plan;
    this.#options = options;
    this.#filler = new FrameFiller({ sourceId: plan.sourceId, component: 'joint', parts, signals, periodMs: plan.periodMs });
    this.#columns = (['position', 'velocity', 'effort'] as const).slice(0, signals.length).map((field, index) => [field, index]);
    this.layouts = [this.#filler.layout];
    parts.forEach((name, index) => {
      this.#partIndexOf.set(`${options.prefix ?? ''}${name}`, index);
    });
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const names = arrayOf(message.name);
    this.#filler.begin(time, headerStampMs(message));
    for (const [field, signalIndex] of this.#columns) {
      const values = arrayOf(message[field]);
      for (let entry = 0; entry < values.length; entry++) {
        const part = this.#partOf(names[entry], entry, out);
        if (part >= 0) this.#filler.set(signalIndex, part, numberOf(values[entry]));
      }
    }
    const frame = this.#filler.frame();
    if (frame !== undefined) out.frame(frame);
  }

  /** −1 for a joint that is not the profile's. */
  #partOf(name: unknown, entry: number, out: DecodedSink): number {
    if (this.#options.joinBy === 'index') return entry < this.#filler.layout.parts.length ? entry : -1;
    if (typeof name !== 'string') return -1;
    const known = this.#partIndexOf.get(name);
    if (known !== undefined) return known;
    this.#countUnlisted(name, out);
    return -1;
  }

  #countUnlisted(name: string, out: DecodedSink): void {
    if (this.#partIndexOf.size >= this.#filler.layout.parts.length + unlistedNamesMax) return;
    this.#partIndexOf.set(name, -1);
    const { topic } = this.#plan.topic;
    out.flaw({ code: 'ros-messages/joint-not-in-profile', place: topic, text: name.slice(0, 80), discarded: true });
  }
}
