import type { TopicPlan } from './message-type.ts';

/** Longer than nothing, so that a code of this very message stands. */
const atOnceMs = 1;

/**
 * How long a code of this topic must be gone to count as healed. A topic that is published when it changes only says so once: the message
 * without the code is the healing. Undefined, the watch's own default, for topics that come at a rate.
 */
export function healMsOf({ topic }: TopicPlan): number | undefined {
  return topic.onChange === true ? atOnceMs : undefined;
}
