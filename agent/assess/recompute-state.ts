import { decimals, roundTo } from '../contract/rounding.ts';
import { ageAssessment } from './age-assessment.ts';
import type { AssessmentState } from './assessment-state.ts';
import { type ExposureStretch, stageOfStretch } from './exposure-stretch.ts';
import { addMs } from './hours-by-grade.ts';
import type { ClassPriors } from './reference-model.ts';
import { restartCredit, stepSafetyHistory } from './safety-history.ts';
import { addStageMs, type DeclaredStage, enterStage, mapHistories } from './stage-cells.ts';

/** What the model says of ageing and of the robot's classes. */
export interface HistoryTerms {
  readonly halfLifeH: number;
  /** Of each stage and scene; left out where no credit restarts. */
  readonly priorsIn?: (stage: DeclaredStage) => ClassPriors;
}

/**
 * The state after these stretches, from the state before them: history, aged hours by grade, load, and alarms. Grade readings, the open
 * causal chain and the anomaly baseline stay as they were given; none of them is in a stretch.
 */
export function recomputeState(opening: AssessmentState, stretches: readonly ExposureStretch[], terms: HistoryTerms): AssessmentState {
  const after = (state: AssessmentState, stretch: ExposureStretch): AssessmentState =>
    ageAssessment(addStretch(state, stretch, terms), stretch.operatingMs, terms.halfLifeH).state;
  return stretches.reduce(after, opening);
}

function addStretch(opening: AssessmentState, stretch: ExposureStretch, { priorsIn }: HistoryTerms): AssessmentState {
  const { operatingMs, chainCounts, observable, stage } = stretch;
  // A stretch written before there were stages stays in the cell it finds.
  const entered = stage === undefined ? opening : enterStage(opening, stageOfStretch(stretch));
  const restarts = stretch.creditRestarted && priorsIn !== undefined;
  const state = addStageMs(restarts ? mapHistories(entered, (was, cell) => restartCredit(was, priorsIn(cell))) : entered, operatingMs);
  const { anomaly } = state;
  return {
    ...state,
    history: stepSafetyHistory(state.history, { operatingMs, eventCounts: chainCounts, observable }),
    agedMsByE: addMs(state.agedMsByE, stretch.e, operatingMs),
    agedMsByEPhys: addMs(state.agedMsByEPhys, stretch.ePhys, operatingMs),
    agedMsByEPeople: addMs(state.agedMsByEPeople, stretch.ePeople, operatingMs),
    use: { loadMs: state.use.loadMs + stretch.loadMs, ratedMs: state.use.ratedMs + stretch.ratedMs },
    anomaly: {
      ...anomaly,
      activeMs: anomaly.activeMs + stretch.watchedMs,
      agedActiveMs: anomaly.agedActiveMs + stretch.watchedMs,
      alarmCount: anomaly.alarmCount + stretch.alarmCount,
      agedAlarmCount: roundTo(anomaly.agedAlarmCount + stretch.alarmCount, decimals.rate),
    },
  };
}
