const hourMs = 3_600_000;

/** How much was said in this hour, and what it had to leave out; plain JSON. */
export interface HourLimit {
  readonly hourStartMs: number;
  readonly saidCount: number;
  readonly suppressedCount: number;
}

export const openingHourLimit: HourLimit = { hourStartMs: 0, saidCount: 0, suppressedCount: 0 };

/** A new process has a new clock; what the last hour left out is still to be said. */
export function restartHourLimit({ suppressedCount }: HourLimit): HourLimit {
  return { ...openingHourLimit, suppressedCount };
}

export interface LimitedStep {
  readonly limit: HourLimit;
  /** True when there is room for one more. */
  readonly maySpeak: boolean;
  /** What an hour that has just ended left out; 0 within an hour. */
  readonly suppressedCount: number;
}

/** One more wants to be said at `nowMs`, of at most `perHourMax`; a clock that runs backwards begins a new hour. */
export function stepHourLimit(limit: HourLimit, nowMs: number, perHourMax: number): LimitedStep {
  const isSameHour = nowMs >= limit.hourStartMs && nowMs - limit.hourStartMs < hourMs;
  const hour = isSameHour ? limit : { hourStartMs: nowMs, saidCount: 0, suppressedCount: 0 };
  const maySpeak = hour.saidCount < perHourMax;
  const counted = maySpeak ? { saidCount: hour.saidCount + 1 } : { suppressedCount: hour.suppressedCount + 1 };
  return { limit: { ...hour, ...counted }, maySpeak, suppressedCount: isSameHour ? 0 : limit.suppressedCount };
}
