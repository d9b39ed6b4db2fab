import { stepAgeing } from './ageing.ts';
import { ageAnomaly } from './anomaly-decision.ts';
import type { AssessmentState } from './assessment-state.ts';
import { ageMs } from './hours-by-grade.ts';
import { ageSafetyHistory } from './safety-history.ts';
import { ageUse } from './use-relativity.ts';

export interface AgedAssessment {
  readonly state: AssessmentState;
  /** True when a whole operating hour was completed and everything lost its share. */
  readonly isAged: boolean;
}

/** Operating time towards the next ageing; at every completed operating hour all aged counts and durations lose their share (§3.4). */
export function ageAssessment(state: AssessmentState, operatingMs: number, halfLifeH: number): AgedAssessment {
  const { pendingMs, factorRatio } = stepAgeing(state.ageingPendingMs, operatingMs, halfLifeH);
  if (factorRatio === 1) return { state: { ...state, ageingPendingMs: pendingMs }, isAged: false };
  const aged = {
    ...state,
    history: ageSafetyHistory(state.history, factorRatio),
    agedMsByE: ageMs(state.agedMsByE, factorRatio),
    agedMsByEPhys: ageMs(state.agedMsByEPhys, factorRatio),
    agedMsByEPeople: ageMs(state.agedMsByEPeople, factorRatio),
    use: ageUse(state.use, factorRatio),
    anomaly: ageAnomaly(state.anomaly, factorRatio),
    ageingPendingMs: pendingMs,
  };
  return { state: aged, isAged: true };
}
