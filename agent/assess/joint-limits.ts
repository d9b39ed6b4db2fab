import type { JointLimits, WindowFeatures } from '../contract/features.ts';
import type { Profile } from '../contract/profile.ts';

/** Limits of the stream's joints in the order of its parts. */
export function jointLimits({ layout }: WindowFeatures, profile: Profile): JointLimits {
  return layout.parts.map((part) => {
    const joint = profile.joints.find(({ name }) => name === part);
    return { velocityRadPerS: joint?.velocityRadPerS, torqueNm: joint?.torqueNm, currentA: joint?.currentA };
  });
}
