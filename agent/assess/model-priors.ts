import type { DeclaredContext } from '../contract/declared-context.ts';
import type { Profile } from '../contract/profile.ts';
import { stageGroup } from './context-relativity.ts';
import type { ClassPriors, ReferenceModel } from './reference-model.ts';

/** The priors of this robot: by category (one without its own uses cobot) and by stage and scene (decisions C3). */
export function priorsFor(model: ReferenceModel, profile: Pick<Profile, 'category'>, declared: DeclaredContext | undefined): ClassPriors {
  return model.priors[profile.category === 'humanoid' ? 'humanoid' : 'cobot'][stageGroup(declared)];
}
