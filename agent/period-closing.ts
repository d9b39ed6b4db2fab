import type { Aggregator } from './aggregate/aggregator.ts';
import type { Assessor } from './assess/assessor.ts';
import type { Json } from './contract/schema.ts';
import type { TimePoint } from './contract/time.ts';
import type { PipelineState } from './pipeline-state.ts';
import type { Ledger } from './record/ledger.ts';
import type { Totals } from './record/recorder.ts';
import type { PeriodClosing } from './report/close-report.ts';
import type { PeriodState } from './report/period.ts';

/** The stages that have a say when a report closes. */
export interface ClosingStages {
  readonly state: PipelineState;
  readonly aggregator: Aggregator;
  readonly assessor: Assessor;
  readonly ledger: Ledger;
}

/** What the stages say at the moment a period closes; its last records must be on the ledger. */
export function periodClosing(stages: ClosingStages, period: PeriodState, at: { time: TimePoint; lossBoundMs: number }): PeriodClosing {
  const { state, aggregator, assessor, ledger } = stages;
  const { counters } = state.aggregate.meter;
  assessor.closeDuty(period.opening, counters);
  return {
    ...at,
    counters,
    log: ledger.head(),
    consistency: ledger.consistencyFrom(period.logSize, period.logPeaks),
    environment: assessor.grade,
    notObserved: assessor.notObserved(aggregator.observable()),
    risk: assessor.assess(counters),
    health: assessor.state.assessment.health,
    anomaly: { ...assessor.anomalyReport(), alarmCount: period.alarmCount },
    intake: state.intake as unknown as Readonly<Record<string, Json>>,
    assessment: assessor.assessmentState(),
    lastReceipt: ledger.lastReceiptSha256(),
  };
}

/** The slower totals, asked for only when due. */
export function totalsOf({ state, aggregator, assessor }: ClosingStages): Totals {
  return {
    counters: state.aggregate.meter.counters,
    travelUrad: () => aggregator.travelUrad(),
    intake: () => state.intake as unknown as Json,
    anomaly: () => assessor.anomalyTotals(),
  };
}
