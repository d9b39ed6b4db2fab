import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import type { AssessmentState } from './assessment-state.ts';
import { closeCausalChain } from './causal-chain.ts';
import type { ExposureStretch } from './exposure-stretch.ts';
import { recomputeState } from './recompute-state.ts';
import type { ReferenceModel } from './reference-model.ts';
import { stepSafetyHistory } from './safety-history.ts';

const hourMs = 3_600_000;

export interface FurtherHours {
  readonly hoursCount: number;
  readonly grades: Pick<EnvironmentGrade, 'e' | 'ePhys' | 'ePeople'>;
  readonly model: Pick<ReferenceModel, 'halfLifeH'>;
}

/**
 * The state after so many more operating hours at these grades, in which nothing happens and the classes observed so far stay observed:
 * what the assessment itself would reach. Load and alarms are as unknown as the future; what was known of them ages.
 */
export function furtherHours(state: AssessmentState, { hoursCount, grades, model }: FurtherHours): AssessmentState {
  const quiet = { ...state, chain: null, history: historyWithChain(state) };
  const observable = ratedEventClasses.filter((eventClass) => quiet.history[eventClass].exposureMs > 0);
  const { e, ePhys, ePeople } = grades;
  const stretch = (operatingMs: number): ExposureStretch => ({
    ...{ e, ePhys, ePeople, observable, operatingMs, chainCounts: {} },
    ...{ loadMs: 0, ratedMs: 0, watchedMs: 0, alarmCount: 0, isAged: operatingMs > 0 },
  });
  // The totals are aged at every completed operating hour, so the hours are cut where those complete.
  const first = hourMs - state.ageingPendingMs;
  const stretches = [stretch(first), ...Array.from({ length: hoursCount - 1 }, () => stretch(hourMs)), stretch(state.ageingPendingMs)];
  return recomputeState(quiet, stretches, { halfLifeH: model.halfLifeH });
}

function historyWithChain({ history, chain }: AssessmentState): AssessmentState['history'] {
  return stepSafetyHistory(history, { operatingMs: 0, eventCounts: closeCausalChain(chain), observable: [] });
}
