import type { DriverContext } from '../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../agent/contract/errors.ts';
import { messageType, messageTypeNames } from '../../ros-messages/message-types.ts';
import { checkDecode } from '../formats/check-decode.ts';
import type { ChosenTopic } from '../formats/choose-topics.ts';
import type { RosbridgeOptions } from '../options-schema.ts';
import { TopicReader } from './topic-reader.ts';

/** The reader of one topic with its decoder, or what its type or its `decode` block makes impossible. */
export function openTopic(
  chosen: ChosenTopic,
  { staleMs }: Pick<RosbridgeOptions, 'staleMs'>,
  { sourceId, profile, clock }: Omit<DriverContext, 'readDocument'>,
): { readonly reader: readonly TopicReader[]; readonly problems: readonly Problem[] } {
  const place = `ros.topics ${chosen.topic.topic}`;
  const type = messageType(chosen.topic.type);
  if (type === undefined) {
    const remedy = `write one of ${messageTypeNames().join(', ')}`;
    return { reader: [], problems: [{ place, value: `${chosen.topic.type} has no decoder`, remedy }] };
  }
  const { decode, problems } = checkDecode(chosen.topic.decode, type.optionsSchema, `${place} decode`);
  if (problems.length > 0) return { reader: [], problems };
  const topic = { ...chosen.topic, decode };
  try {
    const decoder = type.bind({ sourceId, profile, topic, periodMs: chosen.periodMs });
    return { reader: [new TopicReader({ chosen: { ...chosen, topic }, decoder, clock, staleMs })], problems };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { reader: [], problems: error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` })) };
  }
}
