import type { HealthIndices } from '../contract/health.ts';
import type { GapList, ReportPayload } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import type { UsageCounters } from '../contract/usage.ts';
import type { ExposureStretch } from './exposure-stretch.ts';
import { type ReportRecord, recordMs } from './recompute-chain.ts';

/** Gaps a report lists one by one. */
const gapsListedMax = 64;

/** What the records of one report add up to, read without any assessment. */
export interface RecordedTotals {
  readonly counters: UsageCounters;
  /** True when the last total was written as the report closed: hours of a thinned or folded ledger may lie behind it. */
  readonly isTickedAtClose: boolean;
  readonly countByClass: Readonly<Record<string, number>>;
  readonly gaps: GapList;
  readonly alarmCount: number;
  readonly maxStepMs: number;
  readonly stretches: readonly ExposureStretch[];
  /** What the last `health.indices` says; undefined when none was written, and what was in force before still is. */
  readonly health: HealthIndices | undefined;
  /** What the last `anomaly.windows` says; undefined when none was written. */
  readonly anomaly: Readonly<Record<string, Json>> | undefined;
}

/** Adds up the records of a report, in order. */
export function recomputeTotals(payload: ReportPayload, records: readonly ReportRecord[]): RecordedTotals {
  const of = (type: string): readonly ReportRecord[] => records.filter((record) => record.type === type);
  const ticks = of('meter.tick');
  const [last, lastTick] = [records.at(-1), ticks.at(-1)];
  return {
    counters: Object.assign({}, payload.exposure.opening, ...ticks.map(({ data }) => data)) as UsageCounters,
    isTickedAtClose: last !== undefined && lastTick !== undefined && recordMs(lastTick) === recordMs(last),
    countByClass: countBy(of('event.started').map(({ data }) => String(data.eventClass))),
    gaps: gapsOf(of('usage.gap')),
    alarmCount: of('anomaly.alarm').length,
    maxStepMs: of('clock.step').reduce((sum, { data }) => sum + Math.abs(Number(data.stepMs)), 0),
    stretches: of('assessment.exposure').map(({ data }) => data as unknown as ExposureStretch),
    health: of('health.indices').at(-1)?.data as unknown as HealthIndices | undefined,
    anomaly: of('anomaly.windows').at(-1)?.data,
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function gapsOf(records: readonly ReportRecord[]): GapList {
  const gaps = records.map(({ wall, data }) => {
    const durationMs = Number(data.durationMs);
    return { from: new Date(Date.parse(wall) - durationMs).toISOString(), durationMs, cause: String(data.cause) };
  });
  return {
    gapCount: gaps.length,
    durationMs: gaps.reduce((sum, { durationMs }) => sum + durationMs, 0),
    listed: gaps.slice(0, gapsListedMax),
  };
}
