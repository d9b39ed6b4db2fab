import { isUnknown, type Knowable, unknown } from '../contract/unknown.ts';
import type { AssessmentState } from './assessment-state.ts';
import { clamp } from './clamp.ts';
import type { ReferenceModel } from './reference-model.ts';

/** f_health = exp(0.015·(80 − health index)) within its clamp (risk model §3.7); an unknown index stays unknown and counts as 1. */
export function healthRelativity(healthIndex: Knowable<number>, rules: ReferenceModel['health']): Knowable<number> {
  if (isUnknown(healthIndex)) return healthIndex;
  return clamp(Math.exp(rules.lnPerIndex * (rules.referenceIndex - healthIndex)), rules);
}

/** Health index in force, or the one given instead; what was never evaluated is not observed and counts as the reference. */
export function healthIndexOf({ healthIndex, state }: { healthIndex?: Knowable<number>; state: AssessmentState }): Knowable<number> {
  return healthIndex ?? state.health?.index ?? unknown('notObserved');
}
