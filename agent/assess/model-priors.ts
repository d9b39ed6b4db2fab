import type { DeclaredContext } from '../contract/declared-context.ts';
import type { Profile } from '../contract/profile.ts';
import { type RatedEventClass, ratedEventClasses } from '../contract/usage.ts';
import { stageGroup } from './context-relativity.ts';
import type { ClassPrior, ClassPriors, ClassRates, ReferenceModel } from './reference-model.ts';

/**
 * The priors of this robot: by category (one without its own uses cobot), by the group of its stage and scene, and within the group by
 * what its stage and, before that, its scene expects of a class (decisions C3). Weights are always the group's.
 */
export function priorsFor(model: ReferenceModel, profile: Pick<Profile, 'category'>, declared: DeclaredContext | undefined): ClassPriors {
  const category = profile.category === 'humanoid' ? 'humanoid' : 'cobot';
  const group = model.priors[category][stageGroup(declared)];
  const { stages, scenes } = model.stageRates?.[category] ?? {};
  const { lifecycleStage, scene } = declared ?? {};
  const ofStage: ClassRates = (lifecycleStage && stages?.[lifecycleStage]) ?? {};
  const ofScene: ClassRates = (scene && scenes?.[scene]) ?? {};
  const merged = (eventClass: RatedEventClass): ClassPrior => ({ ...group[eventClass], ...ofStage[eventClass], ...ofScene[eventClass] });
  return Object.fromEntries(ratedEventClasses.map((eventClass) => [eventClass, merged(eventClass)])) as unknown as ClassPriors;
}
