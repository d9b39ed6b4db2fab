import type { DeclaredContext } from '../contract/declared-context.ts';
import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import type { WindowScore } from '../contract/features.ts';
import type { Profile } from '../contract/profile.ts';
import type { MonoMs } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import { ageAssessment } from './age-assessment.ts';
import { type AnomalyOutput, stepAnomaly } from './anomaly-decision.ts';
import type { AssessmentState } from './assessment-state.ts';
import { type ChainRecord, stepCausalChain } from './causal-chain.ts';
import { type Finding, stepEnvironment } from './environment-grade.ts';
import type { SiteObservation } from './environment-readings.ts';
import { addMs } from './hours-by-grade.ts';
import { priorsFor } from './model-priors.ts';
import type { ReferenceModel } from './reference-model.ts';
import { restartCredit, stepSafetyHistory } from './safety-history.ts';
import { addStageMs, declaredStage, enterStageAfterChain, mapHistories, wordsOf } from './stage-cells.ts';
import { openingUse, stepUse, type UseState } from './use-relativity.ts';

export { contextSchema } from '../contract/declared-context.ts';
export { type AssessmentState, openingAssessmentState, roundAssessmentState } from './assessment-state.ts';
export { explainRisk, type RiskExplanation } from './explanation.ts';
export { type ReferenceModel, referenceModelSchema } from './reference-model.ts';
export { assessRisk, type RiskInput } from './risk-index.ts';

/** One window of what happened; all counts and times are since the last step. */
export interface AssessmentInput extends SiteObservation {
  readonly nowMs: MonoMs;
  /** Length of the window; left out, nothing is counted at rest. */
  readonly windowMs?: number;
  readonly operatingMs: number;
  readonly operating: boolean;
  /** Events that began in this window, by class, before the causal chain. */
  readonly eventCounts: Readonly<Record<string, number>>;
  /** Classes a live source can report now. */
  readonly observable: readonly string[];
  readonly declared: DeclaredContext | undefined;
  readonly profile: Profile;
  readonly model: ReferenceModel;
  readonly score?: WindowScore | undefined;
  /** Time of the window that the watch judged; left out, its operating time. */
  readonly watchedMs?: number;
  /** True where the robot operates and its joints are seen. */
  readonly isLearnable?: boolean;
  /** Mean |τ_rms / τ_rated| of the window (`windowLoadRatio`); absent is unknown. */
  readonly loadRatio?: Knowable<number> | undefined;
  /** True in the window where safety configuration, limits, payload or TCP changed (decisions B7). */
  readonly safetyConfigurationChanged?: boolean;
  readonly commissioningMs?: number | undefined;
}

export interface AssessmentOutput {
  /** The grade this window's operating time counts for. */
  readonly grade: EnvironmentGrade;
  readonly findings: readonly (Finding | ChainRecord)[];
  readonly anomaly: AnomalyOutput;
  /** Load of this window alone, before any ageing. */
  readonly load: UseState;
  /** True when this window completed an operating hour and the totals were aged after it. */
  readonly isAged: boolean;
}

export interface AssessmentStep {
  readonly state: AssessmentState;
  readonly output: AssessmentOutput;
}

/**
 * One window through the assessment:
 * ```
 *  declared stage and scene ─▶ their cell
 *  readings ─▶ environment grade ─▶ hours by grade ─┐
 *  events ─▶ causal chain ─▶ safety history ────────┼─▶ ageing, once per operating hour ─▶ state
 *  load ─▶ use      window score ─▶ anomaly ────────┘
 * ```
 */
export function stepAssessment(before: AssessmentState, input: AssessmentInput): AssessmentStep {
  const { operatingMs, eventCounts } = input;
  const state = addStageMs(restarted(enterStageAfterChain(before, declaredStage(input.declared)), input), operatingMs);
  const environment = stepEnvironment(state.environment, input);
  const { grade, findings } = environment.output;
  const chain = stepCausalChain(state.chain, { nowMs: input.nowMs, eventCounts });
  const { nowMs, watchedMs = operatingMs, score, isLearnable, commissioningMs } = input;
  const anomaly = stepAnomaly(state.anomaly, {
    ...{ nowMs, score, robotScore: score?.robotScore, isLearnable, commissioningMs },
    operating: watchedMs > 0,
    operatingMs: watchedMs,
    quiet: isQuiet(input),
    promisedRatePerH: input.model.anomaly.designRatePerH,
  });
  const load = stepUse(openingUse, input.loadRatio ?? unknown('notReported'), operatingMs);
  const next: AssessmentState = {
    ...state,
    environment: environment.state,
    chain: chain.state,
    history: stepSafetyHistory(state.history, { operatingMs, eventCounts: chain.output, observable: input.observable }),
    agedMsByE: addMs(state.agedMsByE, grade.e, operatingMs),
    agedMsByEPhys: addMs(state.agedMsByEPhys, grade.ePhys, operatingMs),
    agedMsByEPeople: addMs(state.agedMsByEPeople, grade.ePeople, operatingMs),
    use: { loadMs: state.use.loadMs + load.loadMs, ratedMs: state.use.ratedMs + load.ratedMs },
    anomaly: anomaly.state,
  };
  const said = chain.joined === undefined ? findings : [...findings, chain.joined];
  const { state: aged, isAged } = ageAssessment(next, operatingMs, input.model.halfLifeH);
  return { state: aged, output: { grade, findings: said, anomaly: anomaly.output, load, isAged } };
}

/** A press of the emergency stop must move nothing, not even when the detector has learned enough (decisions B7). */
export function isQuiet({ eventCounts }: Pick<AssessmentInput, 'eventCounts'>): boolean {
  return Object.entries(eventCounts).every(([eventClass, count]) => count === 0 || eventClass === 'emergencyStop');
}

/** Another safety configuration restarts the credit of every stage and scene: it was earned with the one before. */
function restarted(state: AssessmentState, { safetyConfigurationChanged, model, profile }: AssessmentInput): AssessmentState {
  if (!safetyConfigurationChanged) return state;
  return mapHistories(state, (history, cell) => restartCredit(history, priorsFor(model, profile, wordsOf(cell))));
}
