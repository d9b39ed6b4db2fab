/** A source is silent after this many of its periods (decisions A7). */
const silencePeriodCount = 3;

/**
 * A reading holds at least this long, ms. At 500 Hz three periods are 6 ms, which the jitter of any network exceeds: over loopback on a busy
 * computer 11 ms are exceeded once in a thousand messages and the longest wait in half a minute is 152 ms (ADR 0012).
 */
export const holdMsMin = 250;

/** How long a stream of this declared period may say nothing before it is silent, ms. */
export function silenceMsOf(periodMs: number): number {
  return Math.max(periodMs * silencePeriodCount, holdMsMin);
}
