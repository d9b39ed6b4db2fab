import type { HealthIndices } from '../contract/health.ts';
import { roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import type { MsByGrade } from '../contract/usage.ts';
import { type AnomalyState, openingAnomaly } from './anomaly-decision.ts';
import type { CausalChainState } from './causal-chain.ts';
import { type EnvironmentState, openingEnvironment } from './environment-grade.ts';
import { noHours } from './hours-by-grade.ts';
import { openingSafetyHistory, type SafetyHistoryState } from './safety-history.ts';
import type { ActiveStage, StageCell } from './stage-cells.ts';
import type { DutyState } from './trailing-duty.ts';
import { openingUse, type UseState } from './use-relativity.ts';

/** Everything the assessment remembers: plain JSON, rounded at every step, so that a resumed run equals an uninterrupted one (A3). */
export interface AssessmentState {
  readonly version: 1;
  readonly environment: EnvironmentState;
  readonly chain: CausalChainState;
  /** Stage and scene that the totals below belong to; a state saved before there were any has none, and belongs to the undeclared ones. */
  readonly stage?: ActiveStage;
  /** Totals of the stages and scenes that were left. */
  readonly parked?: readonly StageCell[];
  readonly history: SafetyHistoryState;
  /** Operating time by grade, aged with the model's half-life; the meter's lifetime counters are not aged. */
  readonly agedMsByE: MsByGrade;
  readonly agedMsByEPhys: MsByGrade;
  readonly agedMsByEPeople: MsByGrade;
  readonly use: UseState;
  readonly anomaly: AnomalyState;
  /** Operating time since the last ageing. */
  readonly ageingPendingMs: number;
  /** Trailing duty, for what nobody metered; absent until the first report, and in a state saved by an older version. */
  readonly duty?: DutyState;
  /** What the last `health.indices` says; absent before anything was evaluated, and in a state saved by an older version. */
  readonly health?: HealthIndices;
}

export function openingAssessmentState(): AssessmentState {
  return {
    version: 1,
    environment: openingEnvironment,
    chain: null,
    history: openingSafetyHistory(),
    agedMsByE: noHours,
    agedMsByEPhys: noHours,
    agedMsByEPeople: noHours,
    use: openingUse,
    anomaly: openingAnomaly,
    ageingPendingMs: 0,
  };
}

const stateDecimals = 9;

/** The state to save: every number to nine decimals. Of a state made by `stepAssessment` it changes nothing. */
export function roundAssessmentState(state: AssessmentState): AssessmentState {
  return rounded(state as unknown as Json) as unknown as AssessmentState;
}

function rounded(value: Json): Json {
  if (typeof value === 'number') return Number.isInteger(value) ? value : roundTo(value, stateDecimals);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(rounded);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item as Json)]));
}
