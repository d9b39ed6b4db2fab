import type { Clock, TimePoint } from '../../../agent/contract/time.ts';

export interface Pace {
  readonly clock: Clock;
  /** The clock's monotonic time when the recording was begun. */
  readonly startNs: bigint;
  /** 0: as fast as possible. N: N times as fast as it was recorded. */
  readonly speedRatio: number;
}

const nsPerMs = 1e6;

/** How long until a moment of the recording is due, its time since the first divided by the speed; 0 when it is, or has no time. */
export function waitMs({ clock, startNs, speedRatio }: Pace, time: TimePoint | undefined): number {
  if (speedRatio === 0 || time === undefined) return 0;
  const sinceStartMs = Number(clock.now().monoNs - startNs) / nsPerMs;
  return Math.max(0, Number(time.monoNs) / nsPerMs / speedRatio - sinceStartMs);
}
