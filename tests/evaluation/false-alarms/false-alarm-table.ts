import { type Interval, poissonInterval } from '../intervals.ts';
import type { FalseAlarmOutcome, FalseAlarmPlan, PromiseOutcome } from './false-alarm-life.ts';

/** A promised rate counts as kept when the realised one is at most this many times as high (issue 9). */
export const promiseSlackRatio = 1.5;

/** One promised rate on all robots that were commissioned alike. */
export interface PromiseRow extends Pick<FalseAlarmPlan, 'collectH' | 'calibrateH'> {
  readonly ratePerH: number;
  /** Rules that were active, as many robots each. */
  readonly rules: Readonly<Record<string, number>>;
  readonly robotCount: number;
  readonly watchedH: number;
  readonly falseAlarmCount: number;
  readonly falsePerH: number;
  readonly falsePerHInterval: Interval;
  /** Least, median and most of a single robot. */
  readonly perRobotPerH: Interval & { readonly median: number };
  readonly faultCount: number;
  readonly detectedRatio: number;
  readonly medianDelayS: number;
}

export function promiseRows(outcomes: readonly FalseAlarmOutcome[]): readonly PromiseRow[] {
  const groups = Map.groupBy(outcomes, ({ plan: { collectH, calibrateH } }) => `${collectH} ${calibrateH}`);
  return [...groups.values()].flatMap((group) => {
    const rates = group[0]?.promises.map(({ ratePerH }) => ratePerH) ?? [];
    return rates.map((ratePerH) => promiseRow(group, ratePerH));
  });
}

function promiseRow(outcomes: readonly FalseAlarmOutcome[], ratePerH: number): PromiseRow {
  const own = outcomes.flatMap(({ watchedH, promises }) =>
    promises.filter((one) => one.ratePerH === ratePerH).map((promise) => ({ ...promise, watchedH })),
  );
  const watchedH = own.reduce((sum, one) => sum + one.watchedH, 0);
  const falseAlarmCount = own.reduce((sum, one) => sum + one.falseAlarmCount, 0);
  const { low, high } = poissonInterval(falseAlarmCount);
  const delays = Float64Array.from(own.flatMap(({ delaysS }) => delaysS)).sort();
  const { collectH = 0, calibrateH = 0 } = outcomes[0]?.plan ?? {};
  return {
    collectH,
    calibrateH,
    ratePerH,
    rules: countedRules(own),
    robotCount: own.length,
    watchedH,
    falseAlarmCount,
    falsePerH: falseAlarmCount / watchedH,
    falsePerHInterval: { low: low / watchedH, high: high / watchedH },
    perRobotPerH: spreadOf(own.map((one) => one.falseAlarmCount / one.watchedH)),
    faultCount: delays.length,
    detectedRatio: delays.filter(Number.isFinite).length / delays.length,
    medianDelayS: delays[Math.max(0, Math.ceil(delays.length / 2) - 1)] ?? Number.NaN,
  };
}

function countedRules(own: readonly PromiseOutcome[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(own, ({ rule }) => rule)].map(([rule, group]) => [rule, group.length]));
}

function spreadOf(rates: readonly number[]): PromiseRow['perRobotPerH'] {
  const sorted = Float64Array.from(rates).sort();
  return { low: sorted[0] ?? Number.NaN, median: sorted[sorted.length >> 1] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN };
}

/** In words: kept, not kept, or what so few hours cannot say. */
export function promiseVerdict({ ratePerH, falsePerH, falsePerHInterval: { low, high } }: PromiseRow): string {
  const most = promiseSlackRatio * ratePerH;
  if (low > most) return 'not kept';
  if (high <= most) return 'kept';
  return falsePerH <= most ? 'kept on average, not beyond doubt' : 'above on average, not beyond doubt';
}
