import { type AggregateState, openingAggregateState, restartAggregate } from './aggregate/aggregate-state.ts';
import { type AssessorState, openingAssessor } from './assess/assessor.ts';
import { lifetimeEventCounts } from './assess/stage-cells.ts';
import type { Json } from './contract/schema.ts';
import { monoNs, type TimePoint } from './contract/time.ts';
import { noUsage } from './contract/usage.ts';
import type { IntakeCounts } from './ingest/intake-counts.ts';
import { openingRecorder, type RecorderState } from './record/recorder.ts';
import type { CarriedState, LeftOver } from './record/recovery/open-ledger.ts';
import type { KnownReport } from './record/recovery/own-report.ts';
import { openPeriod, type PeriodState } from './report/period.ts';

/** Everything the pipeline remembers between two commits; plain JSON. A resumed replay equals an uninterrupted one. */
export interface PipelineState {
  readonly version: 1;
  /** Items taken from the source so far: where a replay resumes. */
  itemCount: number;
  finished: boolean;
  time: SavedTime | null;
  aggregate: AggregateState;
  assessor: AssessorState;
  intake: Record<string, IntakeCounts>;
  recorder: RecorderState;
  period: PeriodState | null;
  /** Events by class since the very first record. */
  eventCounts: Record<string, number>;
  /** Events since the last assessment step, by class. */
  pendingEvents: Record<string, number>;
}

type SavedTime = Omit<TimePoint, 'monoNs'> & { readonly monoNs: string };

export function openingPipeline(assessor: AssessorState): PipelineState {
  return {
    version: 1,
    itemCount: 0,
    finished: false,
    time: null,
    aggregate: openingAggregateState(),
    assessor,
    intake: {},
    recorder: openingRecorder(),
    period: null,
    eventCounts: {},
    pendingEvents: {},
  };
}

/**
 * The state a new process goes on with: counters, history and the open report period stay; what was measured against the old
 * process's clock is gone, so that the time in between counts in no counter.
 */
export function restartPipeline(saved: PipelineState): PipelineState {
  return {
    ...saved,
    finished: false,
    aggregate: restartAggregate(saved.aggregate),
    recorder: { ...saved.recorder, tickedMs: null, totalsRecordedMs: null },
  };
}

/**
 * What a new epoch of the ledger starts with: the saved state, unless a report is known that closed after it; then what that report
 * closed with. Sequence and chain of reports go on (decisions D1); the log starts at 0. Nothing at all is said as `zero`.
 */
export function carryPipeline({ state, newest }: LeftOver): CarriedState {
  const saved = state as unknown as PipelineState | undefined;
  const isNewer = saved?.version === 1 && (saved.period?.reportSeq ?? 0) > (newest?.payload.reportSeq ?? -1);
  if (isNewer) {
    const period = saved.period && { ...saved.period, logSize: 0, logPeaks: [] };
    return { state: { ...saved, period } as unknown as Json, totalsFrom: 'state' };
  }
  if (newest === undefined) return { state: undefined, totalsFrom: 'zero' };
  return { state: pipelineAfter(newest) as unknown as Json, totalsFrom: 'report' };
}

/** The totals a report closed with, and the period after it; what was counted since then was never reported and is not counted. */
function pipelineAfter({ payload, sha256 }: KnownReport): PipelineState {
  const assessment = payload.assessmentState.closing as unknown as AssessorState['assessment'];
  const counters = { ...noUsage, ...payload.exposure.closing };
  const opening = openingPipeline({ ...openingAssessor(), assessment });
  return {
    ...opening,
    aggregate: { ...opening.aggregate, meter: { ...opening.aggregate.meter, counters } },
    intake: payload.intake as unknown as PipelineState['intake'],
    eventCounts: lifetimeEventCounts(assessment),
    period: openPeriod({
      reportSeq: payload.reportSeq + 1,
      prevReport: sha256,
      openedWallMs: Date.parse(payload.period.to),
      opening: counters,
      openingAssessment: payload.assessmentState.closing,
      logSize: 0,
      logPeaks: [],
    }),
  };
}

/** An event began: for the next assessment, and for the total. */
export function countEvent({ pendingEvents, eventCounts }: PipelineState, eventClass: string): void {
  for (const counts of [pendingEvents, eventCounts]) counts[eventClass] = (counts[eventClass] ?? 0) + 1;
}

export function saveTime(time: TimePoint): SavedTime {
  return { ...time, monoNs: String(time.monoNs) };
}

export function restoreTime(saved: SavedTime): TimePoint {
  return { ...saved, monoNs: monoNs(BigInt(saved.monoNs)) };
}
