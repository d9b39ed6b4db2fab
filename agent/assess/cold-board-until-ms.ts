import { monoMsOf, type TimePoint } from '../contract/time.ts';

const offMsMin = 2 * 3_600_000;
/** A clock that says more than a year is more likely wrong than the robot was off for so long. */
const offMsMax = 366 * 24 * 3_600_000;
/** Later than this after the boot its boards have warmed up. */
const sinceBootMsMax = 10 * 60_000;

/**
 * Until when a first board temperature is that of the air, on the monotonic clock (rule R-7); undefined where the boards had no 2 h to cool
 * down. They had where this is another boot than that of `before`, the last moment known of the process before, and it began 2 h after it. A
 * host that went on without the agent was off for less than this says, and wall clocks may be wrong: what is derived from a cold start is
 * therefore never better than E2, and stands behind every measurement and declaration.
 */
export function coldBoardUntilMs(before: TimePoint | undefined, now: TimePoint): number | undefined {
  if (before === undefined || before.bootId === now.bootId || now.boottimeMs > sinceBootMsMax) return undefined;
  const offMs = now.wallMs - now.boottimeMs - before.wallMs;
  if (offMs < offMsMin || offMs > offMsMax) return undefined;
  return monoMsOf(now) + sinceBootMsMax - now.boottimeMs;
}
