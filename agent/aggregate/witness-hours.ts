import { toleranceMs } from './witness-book.ts';
import type { WitnessSeries, WitnessState } from './witness-state.ts';
import { tellsHours } from './witness-tolerance.ts';

/** An hour counter that says more than we account for, or less than we counted, since both were last compared. */
export interface HourFinding {
  readonly type: 'meter.unmeteredRun' | 'witness.behind';
  readonly key: string;
  readonly witnessMs: number;
  readonly ownMs: number;
  /** What is imputed; 0 when the witness is behind. */
  readonly unmeteredMs: number;
}

/**
 * Within a run: the hours of every strong witness beside ours, at the moments it was read, since they were last compared (M-7). One that
 * counts more finds a run that nobody metered, and its whole excess is imputed; one that counts less is said once per run and changes
 * nothing. Updates the anchors.
 */
export function compareHours(state: WitnessState): HourFinding[] {
  return Object.keys(state.series).flatMap((key) => {
    const series = state.series[key];
    const found = series === undefined || series.readRunCount !== state.runCount ? undefined : compareSeries(key, series);
    if (found === undefined || (found.type === 'witness.behind' && series?.behindRunCount === state.runCount)) return [];
    accountFor(state, found.unmeteredMs);
    anchorSeries(state, key);
    const anchored = state.series[key];
    if (anchored !== undefined && found.type === 'witness.behind') state.series[key] = { ...anchored, behindRunCount: state.runCount };
    return [found];
  });
}

function compareSeries(key: string, series: WitnessSeries): HourFinding | undefined {
  const { anchor, counter, reading, readAt } = series;
  if (series.serialNumber === null || series.isAway || !tellsHours(counter)) return undefined;
  const witnessMs = reading.totalValue - anchor.totalValue;
  const accountedMs = readAt.accountedMs - anchor.accountedMs;
  const unmeteredMs = witnessMs - accountedMs;
  if (unmeteredMs > toleranceMs(series, witnessMs)) return { type: 'meter.unmeteredRun', key, witnessMs, ownMs: accountedMs, unmeteredMs };
  const ownMs = counter === 'operatingMs' ? readAt.operatingMs - anchor.operatingMs : readAt.powerOnMs - anchor.powerOnMs;
  if (ownMs - witnessMs > toleranceMs(series, ownMs)) return { type: 'witness.behind', key, witnessMs, ownMs, unmeteredMs: 0 };
  return undefined;
}

/** Time was imputed: every witness that was read in this run has it accounted for, so that no second one finds it again. */
export function accountFor(state: WitnessState, imputedMs: number): void {
  if (imputedMs === 0) return;
  for (const [key, series] of Object.entries(state.series)) {
    const { readAt } = series;
    if (series.readRunCount === state.runCount)
      state.series[key] = { ...series, readAt: { ...readAt, accountedMs: readAt.accountedMs + imputedMs } };
  }
}

/** The series is compared from its last reading on. */
export function anchorSeries(state: WitnessState, key: string): void {
  const series = state.series[key];
  if (series !== undefined) state.series[key] = { ...series, anchor: { ...series.readAt, totalValue: series.reading.totalValue } };
}
