import type { DriverContext, Flaw } from '../../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../../agent/contract/errors.ts';
import type { Profile, RosTopic } from '../../../../agent/contract/profile.ts';
import { checkDecode } from '../../../ros-messages/decoding/check-decode.ts';
import type { TopicDecoder } from '../../../ros-messages/decoding/message-type.ts';
import { messageType } from '../../../ros-messages/message-types.ts';
import type { ChannelCount, RecordedChannel } from './recorded-message.ts';

/** What of a recording is read, and by which decoders. */
export interface BagPlan {
  readonly decoders: ReadonlyMap<string, TopicDecoder>;
  /** Topics of the profile that are in the recording and are not read, each with its reason. */
  readonly notes: readonly Flaw[];
}

export interface PlanOptions extends Pick<DriverContext, 'profile' | 'sourceId'> {
  readonly recording: string;
  readonly includeUnverified: boolean;
}

interface Choice {
  readonly topic: RosTopic;
  readonly found: ChannelCount;
  /** Why it is not read; undefined when it is. */
  readonly reason: string | undefined;
}

const msPerSecond = 1000;
const listedTopicsMax = 40;

/** What a decoder is found by: topics of the same name, type and generation are one, whoever published them. */
export function channelKey({ generation, topic, type }: RecordedChannel): string {
  return `${generation} ${topic} ${type}`;
}

/**
 * Chooses the topics of the profile that a recording holds and binds their decoders. Throws one ConfigError when there are none, naming
 * what the recording holds instead, or with every problem of a `decode` block.
 */
export function planBag(survey: readonly ChannelCount[], options: PlanOptions): BagPlan {
  const { profile, recording } = options;
  const held = together(survey.filter(({ messageCount }) => messageCount > 0));
  if (profile.ros === undefined) throw refusal([noRosBlock(profile, recording)]);
  const choices = held.flatMap((found) => chooseTopic(found, profile.ros?.topics ?? [], options.includeUnverified));
  const read = choices.filter(({ reason }) => reason === undefined);
  if (read.length === 0) throw refusal(nothingToRead({ profile, recording, held, choices }));
  return { decoders: bindAll(read, options), notes: choices.flatMap(noteOf) };
}

/** Channels of one key with their counts added. */
function together(survey: readonly ChannelCount[]): readonly ChannelCount[] {
  const byKey = new Map<string, ChannelCount>();
  for (const { channel, messageCount } of survey) {
    const key = channelKey(channel);
    byKey.set(key, { channel, messageCount: messageCount + (byKey.get(key)?.messageCount ?? 0) });
  }
  return [...byKey.values()];
}

function chooseTopic(found: ChannelCount, topics: readonly RosTopic[], includeUnverified: boolean): Choice[] {
  const { topic: name, type, generation } = found.channel;
  const named = topics.filter((topic) => topic.topic === name && (topic.generation ?? generation) === generation);
  const topic = named.find((each) => each.type === type) ?? named[0];
  if (topic === undefined) return [];
  return [{ topic, found, reason: reasonNot(topic, found, includeUnverified) }];
}

function reasonNot(topic: RosTopic, { channel }: ChannelCount, includeUnverified: boolean): string | undefined {
  if (channel.generation === undefined) return 'its messages are not encoded as ROS does';
  if (topic.type !== channel.type) return `is ${channel.type}, the profile expects ${topic.type}`;
  if (messageType(topic.type) === undefined) return `${topic.type} has no decoder`;
  return topic.unverified && !includeUnverified ? 'is marked unverified in the profile' : undefined;
}

function bindAll(choices: readonly Choice[], options: PlanOptions): ReadonlyMap<string, TopicDecoder> {
  const decoders = new Map<string, TopicDecoder>();
  const problems: Problem[] = [];
  for (const choice of choices) {
    const bound = bindTopic(choice.topic, options);
    if ('problems' in bound) problems.push(...bound.problems);
    else decoders.set(channelKey(choice.found.channel), bound);
  }
  if (problems.length > 0) throw refusal(problems);
  return decoders;
}

function bindTopic(topic: RosTopic, { profile, sourceId }: PlanOptions): TopicDecoder | { readonly problems: readonly Problem[] } {
  const place = `profile ${profile.name} ros.topics ${topic.topic}`;
  const type = messageType(topic.type);
  if (type === undefined) return { problems: [] };
  const { decode, problems } = checkDecode(topic.decode, type.optionsSchema, `${place} decode`);
  if (problems.length > 0) return { problems };
  // A recording is read whole, so the declared period is that of the lowest rate the features need.
  const periodMs = Math.max(1, Math.round(msPerSecond / topic.rateHz));
  try {
    return type.bind({ sourceId, profile, topic: { ...topic, decode }, periodMs });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` })) };
  }
}

function noteOf({ topic, found, reason }: Choice): Flaw[] {
  if (reason === undefined) return [];
  const text = `${reason}: ${found.messageCount} messages are not read`;
  return [{ code: 'replay/topic-not-read', place: topic.topic, text, discarded: true }];
}

function noRosBlock({ name }: Profile, recording: string): Problem {
  const remedy = 'choose one that has a ros block with --profile, or write one: see config/profiles';
  return { place: recording, value: `is a recording of ROS, and profile ${name} does not say what its robot says over ROS`, remedy };
}

interface Nothing {
  readonly profile: Profile;
  readonly recording: string;
  readonly held: readonly ChannelCount[];
  readonly choices: readonly Choice[];
}

function nothingToRead({ profile, recording, held, choices }: Nothing): readonly Problem[] {
  if (held.length === 0) {
    return [{ place: recording, value: 'holds no message that can be read', remedy: 'give a recording that was written to its end' }];
  }
  const listed = held.slice(0, listedTopicsMax).map(({ channel, messageCount }) => `${channel.topic} ${channel.type} (${messageCount})`);
  const more = held.length > listed.length ? [`and ${held.length - listed.length} more`] : [];
  const wanted = (profile.ros?.topics ?? []).map(({ topic, type }) => `${topic} ${type}`);
  const nothing = {
    place: recording,
    value: `holds nothing that profile ${profile.name} reads; it holds ${[...listed, ...more].join(', ')}`,
    remedy: `choose the profile of this robot with --profile; this one reads ${wanted.join(', ')}`,
  };
  const reasons = choices.map(({ topic, reason }) => ({
    place: `${recording} ${topic.topic}`,
    value: reason ?? '',
    remedy: topic.unverified ? 'compare it with the robot, then read it with --include-unverified' : 'mend the topic in the profile',
  }));
  return [nothing, ...reasons];
}

function refusal(problems: readonly Problem[]): ConfigError {
  return new ConfigError('replay/recording-refused', problems);
}
