import type { DriverSink } from '../../../agent/contract/driver.ts';
import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { Profile, RosTopic } from '../../../agent/contract/profile.ts';
import type { OptionsSchema } from '../../../agent/contract/schema.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';

/** A message as JSON, CBOR or a CDR reader gives it: plain fields; arrays may be typed, 64-bit integers may be bigint. Nothing in it is trusted. */
export type RosMessage = Readonly<Record<string, unknown>>;

/** What a topic's decoder is made from, once. */
export interface TopicPlan {
  readonly sourceId: string;
  readonly profile: Profile;
  readonly topic: RosTopic;
  /** Period to declare in the layouts: of the rate asked for, not of the robot's own. */
  readonly periodMs: number;
}

/** Where decoded data goes; what it returns does not concern a decoder. */
export type DecodedSink = Pick<DriverSink, 'frame' | 'message' | 'flaw'>;

/** One topic's decoder. It may remember which faults stand; it never throws, whatever the message holds. */
export interface TopicDecoder {
  readonly layouts: readonly FrameLayout[];
  /** Event classes this topic can show. */
  readonly observable: readonly string[];
  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void;
}

/** One message type and its decoder; one file each. */
export interface MessageType {
  /** `package/Type`, as in the profile. */
  readonly name: string;
  /** What a profile may write under `decode`. */
  readonly optionsSchema: OptionsSchema;
  /** Throws ConfigError when the profile asks for what this type cannot give. */
  bind(plan: TopicPlan): TopicDecoder;
}
