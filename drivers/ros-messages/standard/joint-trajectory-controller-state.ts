import type { FromSchema } from 'json-schema-to-ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { NameJoin } from '../decoding/name-join.ts';
import { headerStampMs, messageOf } from '../decoding/read-field.ts';
import { JointColumn } from './joint-column.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    feedback: {
      type: 'boolean',
      default: false,
      description: 'Also read the measured positions; only where no joint state is read, since travel would count twice.',
    },
    prefix: { type: 'string', default: '', description: 'Put before every joint name of the profile to give the name on the topic.' },
  },
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;

const commands = [
  { field: 'positions', turning: 'positionCommandRad' },
  { field: 'velocities', turning: 'velocityCommandRadPerS' },
] as const;
const measured = [
  { field: 'positions', turning: 'positionRad', sliding: 'positionM' },
  { field: 'velocities', turning: 'velocityRadPerS', sliding: 'velocityMPerS' },
] as const;

/**
 * `control_msgs/JointTrajectoryControllerState`: what the joints are told, from `reference`, or `desired` in older releases; what they do
 * from `feedback` or `actual`.
 */
export const jointTrajectoryControllerState: MessageType = {
  name: 'control_msgs/JointTrajectoryControllerState',
  optionsSchema,
  bind: (plan) => new ControllerStateDecoder(plan, plan.topic.decode as Options),
};

class ControllerStateDecoder implements TopicDecoder {
  readonly layouts;
  readonly observable = [];
  readonly #filler: FrameFiller;
  readonly #join: NameJoin;
  readonly #commands: readonly JointColumn[];
  readonly #measured: readonly JointColumn[];

  constructor(plan: TopicPlan, { feedback = false, prefix = '' }: Options = {}) {
    const { sourceId, periodMs, profile } = plan;
    const signals = JointColumn.signalsOf([...commands, ...(feedback ? measured : [])], profile.joints);
    const filler = new FrameFiller({ sourceId, component: 'joint', parts: profile.joints.map(({ name }) => name), signals, periodMs });
    this.#filler = filler;
    this.#join = new NameJoin(plan, { prefix });
    this.#commands = commands.map((field) => new JointColumn(field, { plan, filler }));
    this.#measured = feedback ? measured.map((field) => new JointColumn(field, { plan, filler })) : [];
    this.layouts = [filler.layout];
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const places = this.#join.placesOf(message.joint_names, out);
    const reference = pointOf(message.reference, message.desired);
    const feedback = pointOf(message.feedback, message.actual);
    this.#filler.begin(time, headerStampMs(message));
    let filledCount = 0;
    for (const column of this.#commands) filledCount += column.fill(reference[column.field], { places, isByIndex: false, out });
    for (const column of this.#measured) filledCount += column.fill(feedback[column.field], { places, isByIndex: false, out });
    const frame = this.#filler.frame();
    if (frame !== undefined && filledCount > 0) out.frame(frame);
  }
}

/** The newer field where it holds positions: releases in between carry both, and fill only one. */
function pointOf(newer: unknown, older: unknown): RosMessage {
  const point = messageOf(newer);
  const positions = point.positions as ArrayLike<unknown> | undefined;
  return positions === undefined || positions === null || positions.length === 0 ? { ...point, ...messageOf(older) } : point;
}
