import { Ajv, type ValidateFunction } from 'ajv';
import type { Profile, RosTopic } from '../../agent/contract/profile.ts';
import type { MessageType, TopicDecoder } from '../../drivers/ros-messages/decoding/message-type.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';
import { timeAt, twoJointProfile } from './telemetry.ts';

/** One moment as both generations of ROS stamp it; as wall time {@link stampedWallMs}. */
export const stampedWallMs = 1_700_000_000_250;
export const ros1Header = { seq: 1, stamp: { secs: 1_700_000_000, nsecs: 250_000_000 }, frame_id: '' };
export const ros2Header = { stamp: { sec: 1_700_000_000, nanosec: 250_000_000 }, frame_id: '' };
export const bothHeaders = [
  ['ROS 1', ros1Header],
  ['ROS 2', ros2Header],
] as const;

export interface Bound {
  readonly decoder: TopicDecoder;
  readonly sink: RecordingSink;
  /** Decodes at so many milliseconds; what came out is in the sink. */
  decode(message: object, ms?: number): void;
}

const validators = new Map<MessageType, ValidateFunction>();

function validatorOf(type: MessageType): ValidateFunction {
  const made = validators.get(type) ?? new Ajv({ useDefaults: true }).compile(type.optionsSchema);
  validators.set(type, made);
  return made;
}

/** A message type bound to a topic with these options, filled in and checked by its schema as a profile's are. */
export function bindType(type: MessageType, decode: object = {}, profile: Profile = twoJointProfile): Bound {
  const options = structuredClone(decode);
  const validate = validatorOf(type);
  if (!validate(options)) throw new Error(JSON.stringify(validate.errors));
  const topic: RosTopic = {
    topic: '/topic',
    type: type.name,
    rateHz: 10,
    onChange: false,
    optional: false,
    unverified: false,
    decode: { ...options },
  };
  const decoder = type.bind({ sourceId: 'ros', profile, topic, periodMs: 100 });
  const sink = recordingSink();
  return { decoder, sink, decode: (message, ms = 0) => decoder.decode({ ...message }, timeAt(ms), sink) };
}
