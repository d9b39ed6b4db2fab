import { type FindingTally, noFindings, type TalliedRecord, tallyFinding } from '../contract/finding.ts';
import type { GapList } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import type { Gap, UsageCounters } from '../contract/usage.ts';

/** Gaps listed one by one in a report; the rest are in the counters and the ledger. */
const gapsListedMax = 64;

/** What the open report period remembers; plain JSON, saved with the records. */
export interface PeriodState {
  readonly reportSeq: number;
  readonly prevReport: string | null;
  /** Wall label of the opening, ms. */
  readonly openedWallMs: number;
  readonly opening: UsageCounters;
  readonly openingAssessment: Json;
  readonly logSize: number;
  readonly logPeaks: readonly string[];
  readonly countByClass: Readonly<Record<string, number>>;
  readonly gaps: GapList;
  readonly alarmCount: number;
  readonly maxStepMs: number;
  /** A period opened by an older version has none. */
  readonly findings?: FindingTally;
}

export type PeriodOpening = Pick<
  PeriodState,
  'reportSeq' | 'prevReport' | 'openedWallMs' | 'opening' | 'openingAssessment' | 'logSize' | 'logPeaks'
>;

export function openPeriod(opening: PeriodOpening): PeriodState {
  return { ...opening, countByClass: {}, gaps: { gapCount: 0, durationMs: 0, listed: [] }, alarmCount: 0, maxStepMs: 0 };
}

export function countEvent(period: PeriodState, eventClass: string): PeriodState {
  const countByClass = { ...period.countByClass, [eventClass]: (period.countByClass[eventClass] ?? 0) + 1 };
  return { ...period, countByClass };
}

/** Counts a record that is a finding, or a reply to one. */
export function countFinding(period: PeriodState, record: TalliedRecord): PeriodState {
  const before = period.findings ?? noFindings;
  const findings = tallyFinding(before, record);
  return findings === before ? period : { ...period, findings };
}

/** Counts a gap, and lists it with its wall label while there is room. */
export function addGap(period: PeriodState, gap: Gap, fromWallMs: number): PeriodState {
  const { gapCount, durationMs, listed } = period.gaps;
  const gapMs = gap.toMs - gap.fromMs;
  const entry = { from: new Date(fromWallMs).toISOString(), durationMs: gapMs, cause: gap.cause };
  return {
    ...period,
    gaps: {
      gapCount: gapCount + 1,
      durationMs: durationMs + gapMs,
      listed: gapCount < gapsListedMax ? [...listed, entry] : listed,
    },
  };
}
