import { type AggregateState, openingAggregateState, restartAggregate } from './aggregate/aggregate-state.ts';
import type { AssessorState } from './assess/assessor.ts';
import { monoNs, type TimePoint } from './contract/time.ts';
import type { IntakeCounts } from './ingest/intake-counts.ts';
import { openingRecorder, type RecorderState } from './record/recorder.ts';
import type { PeriodState } from './report/period.ts';

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

export function saveTime(time: TimePoint): SavedTime {
  return { ...time, monoNs: String(time.monoNs) };
}

export function restoreTime(saved: SavedTime): TimePoint {
  return { ...saved, monoNs: monoNs(BigInt(saved.monoNs)) };
}
