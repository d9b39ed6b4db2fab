import type { DriverContext } from '../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../agent/contract/errors.ts';
import { checkDecode } from '../../ros-messages/decoding/check-decode.ts';
import { messageType, messageTypeNames } from '../../ros-messages/message-types.ts';
import type { Generation } from '../formats/ask-form.ts';
import type { ChosenTopic } from '../formats/choose-topics.ts';
import type { RosbridgeOptions } from '../options-schema.ts';
import { type RawReaders, rawReaders } from '../protocols/raw-reader.ts';
import { TopicReader } from './topic-reader.ts';

/** The reader of one topic with its decoder, or what its type, its `decode` block or its compression makes impossible. */
export function openTopic(
  chosen: ChosenTopic,
  { staleMs, generation }: Pick<RosbridgeOptions, 'staleMs' | 'generation'>,
  { sourceId, profile, clock }: Omit<DriverContext, 'readDocument'>,
): { readonly reader: readonly TopicReader[]; readonly problems: readonly Problem[] } {
  const place = `ros.topics ${chosen.topic.topic}`;
  const type = messageType(chosen.topic.type);
  if (type === undefined) {
    const remedy = `write one of ${messageTypeNames().join(', ')}`;
    return { reader: [], problems: [{ place, value: `${chosen.topic.type} has no decoder`, remedy }] };
  }
  const { decode, problems: wrongDecode } = checkDecode(chosen.topic.decode, type.optionsSchema, `${place} decode`);
  const { raw, problems: wrongRaw } = openRaw(chosen, generation);
  const problems = [...wrongDecode, ...wrongRaw];
  if (problems.length > 0) return { reader: [], problems };
  const topic = { ...chosen.topic, decode };
  try {
    const decoder = type.bind({ sourceId, profile, topic, periodMs: chosen.periodMs });
    return { reader: [new TopicReader({ chosen: { ...chosen, topic }, decoder, raw, clock, staleMs })], problems };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { reader: [], problems: error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` })) };
  }
}

/** Readers of bytes for the generations that may be met. One is enough where the generation is not known yet. */
function openRaw(
  { topic, compression }: ChosenTopic,
  set: RosbridgeOptions['generation'],
): { readonly raw: RawReaders; readonly problems: readonly Problem[] } {
  if (compression !== 'cbor-raw') return { raw: {}, problems: [] };
  const only = topic.generation ?? (set === 'auto' ? undefined : set);
  const generations: readonly Generation[] = only === undefined ? ['ros1', 'ros2'] : [only];
  const raw = rawReaders(topic.type, generations);
  if (Object.keys(raw).length > 0) return { raw, problems: [] };
  const known = messageTypeNames().filter((name) => Object.keys(rawReaders(name, generations)).length > 0);
  const remedy = `take compression out, or use it for one of ${known.join(', ')}`;
  return {
    raw,
    problems: [{ place: `topics ${topic.topic} compression`, value: `cbor-raw, and the layout of ${topic.type} is not known`, remedy }],
  };
}
