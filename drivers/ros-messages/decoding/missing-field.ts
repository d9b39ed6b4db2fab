import type { Flaw } from '../../../agent/contract/driver.ts';
import type { TopicPlan } from './message-type.ts';

/** The flaw of a message without the field it is read for. */
export function missingField({ topic }: TopicPlan, field: string): Flaw {
  return { code: 'ros-messages/field-missing', place: topic.topic, text: `no number in ${field}`, discarded: true };
}
