import type { Flaw } from '../../../../agent/contract/driver.ts';

export type Generation = 'ros1' | 'ros2';

/** One topic of a recording as one publisher declared it. */
export interface RecordedChannel {
  readonly topic: string;
  /** `package/Type`, whichever way the recording writes it. */
  readonly type: string;
  /** Undefined when its messages are encoded in no way of ROS. */
  readonly generation: Generation | undefined;
  /** The type's definition as text, where the recording holds one. */
  readonly definition: string | undefined;
}

export interface RecordedMessage {
  readonly channel: RecordedChannel;
  /** When the recorder received it, nanoseconds since 1970. */
  readonly logTimeNs: bigint;
  /** Serialised; valid for ever, a reader never writes into it again. */
  readonly bytes: Uint8Array;
  /** Named when a recording has several parts. */
  readonly partName: string | undefined;
  /** Its place among all messages of its part, from 1. */
  readonly messageSeq: number;
}

/** Some messages in the order of the file, with what was wrong in between. */
export interface BagBatch {
  readonly messages: readonly RecordedMessage[];
  readonly flaws: readonly Flaw[];
}

/** What a part of a recording holds, by channel. */
export interface ChannelCount {
  readonly channel: RecordedChannel;
  readonly messageCount: number;
}

/** Reads one part of a recording from its begin; holds one batch. Never throws for what stands in the file: that is a flaw. */
export interface BagReader {
  /** The next messages; undefined at the end. An empty batch says nothing about what follows. Throws TransientError when reading fails. */
  next(): Promise<BagBatch | undefined>;
  /** The channels of the whole part with their counts, from its index where it has one, else by reading it all. */
  survey(): Promise<readonly ChannelCount[]>;
  close(): Promise<void>;
}

export interface BagPart {
  readonly path: string;
  /** Undefined when it is the only one. */
  readonly name: string | undefined;
}

/** Which channels' messages are handed out; the others are passed over. */
export type WantsChannel = (channel: RecordedChannel) => boolean;

/** `package/Type` of a type's name in either generation: `sensor_msgs/msg/Imu` and `sensor_msgs/Imu` are one type. */
export function plainTypeName(name: string): string {
  const words = name.split('/');
  return words.length < 2 ? name : `${words[0]}/${words.at(-1)}`;
}

/** `message 17`, or `talker_1.mcap message 17`. */
export function placeOfMessage({ partName, messageSeq }: Pick<RecordedMessage, 'partName' | 'messageSeq'>): string {
  return placeIn(partName, `message ${messageSeq}`);
}

export function placeIn(partName: string | undefined, place: string): string {
  return partName === undefined ? place : `${partName} ${place}`;
}

/** Adds what a survey counted to a list, channels of the same topic, type and definition together. */
export function countChannel(counts: Map<RecordedChannel, number>, channel: RecordedChannel, messageCount: number): void {
  counts.set(channel, (counts.get(channel) ?? 0) + messageCount);
}

export function channelCounts(counts: ReadonlyMap<RecordedChannel, number>): readonly ChannelCount[] {
  return [...counts].map(([channel, messageCount]) => ({ channel, messageCount }));
}
