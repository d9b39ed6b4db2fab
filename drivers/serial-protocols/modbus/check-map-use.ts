import type { Problem } from '../../../agent/contract/errors.ts';
import type { Profile } from '../../../agent/contract/profile.ts';
import { entriesOf } from './plan-reads.ts';
import type { RegisterMap } from './register-map.ts';

/** What is wrong with reading these joints of this robot by this map; `place` names the unit. */
export function checkMapUse(
  { map, jointNames, profile }: { map: RegisterMap; jointNames: readonly string[]; profile: Profile },
  place: string,
): Problem[] {
  const known = profile.joints.map(({ name }) => name);
  const problems: Problem[] = jointNames
    .filter((name) => !known.includes(name))
    .map((name) => ({ place: `${place}.joints`, value: `"${name}"`, remedy: `write joints of the profile: ${known.join(', ')}` }));
  if (jointNames.length > map.jointCountMax) {
    const remedy = `name at most ${map.jointCountMax} in joints, in the order of the registers`;
    problems.push({ place: `${place}.joints`, value: `${jointNames.length} joints`, remedy });
  }
  if (entriesOf(map).length === 0) {
    const remedy = 'compare them with what the robot shows, then set acceptUnverified: true';
    problems.push({ place: `${place}.map`, value: `every entry of ${map.name} is unverified`, remedy });
  }
  return problems;
}
