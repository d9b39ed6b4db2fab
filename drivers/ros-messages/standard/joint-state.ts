import type { FromSchema } from 'json-schema-to-ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { NameJoin } from '../decoding/name-join.ts';
import { headerStampMs } from '../decoding/read-field.ts';
import { JointColumn } from './joint-column.ts';

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

type Options = Partial<FromSchema<typeof optionsSchema>>;

/**
 * `sensor_msgs/JointState`. Each of its arrays is empty or as long as `name`; their order is not stable between publishers, so values
 * are joined by name. A message without any joint of the profile makes no frame: several publishers may share the topic.
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
  readonly #join: NameJoin;
  readonly #columns: readonly JointColumn[];

  constructor(plan: TopicPlan, { effort = 'unknown', joinBy, prefix }: Options = {}) {
    const { sourceId, periodMs, profile } = plan;
    const fields = [
      { field: 'position', turning: 'positionRad', sliding: 'positionM' },
      { field: 'velocity', turning: 'velocityRadPerS', sliding: 'velocityMPerS' },
      ...(effort === 'torqueNm' ? [{ field: 'effort', turning: effort } as const] : []),
      ...(effort === 'currentA' ? [{ field: 'effort', turning: effort, sliding: effort } as const] : []),
    ] as const;
    this.#join = new NameJoin(plan, { ...(joinBy && { joinBy }), ...(prefix && { prefix }) });
    const signals = JointColumn.signalsOf(fields, profile.joints);
    const parts = profile.joints.map(({ name }) => name);
    this.#filler = new FrameFiller({ sourceId, component: 'joint', parts, signals, periodMs });
    this.#columns = fields.map((each) => new JointColumn(each, { plan, filler: this.#filler }));
    this.layouts = [this.#filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const places = this.#join.placesOf(message.name, out);
    if (!hasPart(places)) return;
    this.#filler.begin(time, headerStampMs(message));
    let filledCount = 0;
    for (const column of this.#columns) filledCount += column.fill(message[column.field], { places, isByIndex: this.#join.isByIndex, out });
    const frame = this.#filler.frame();
    if (frame !== undefined && filledCount > 0) out.frame(frame);
  }
}

function hasPart(places: Int32Array): boolean {
  for (let entry = 0; entry < places.length; entry++) if ((places[entry] ?? -1) >= 0) return true;
  return false;
}
