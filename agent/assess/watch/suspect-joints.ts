import { type FleetPrior, type JointTraits, type SuspectJoint, type TraitName, traitNames } from '../../contract/fleet-prior.ts';
import { mirrorPairs } from './mirror-pairs.ts';
import { significant } from './significant.ts';

/** Two joints of one build differ by less than this in friction, and in what their motion does not explain. */
const mirrorRatio = 3;
/** Shares of a limit below this are a sensor's step on either side, and no ratio is made of them. */
const mirrorMinRatio = 0.005;
/** Traits a joint shares with its mirror; how warm it gets is not one: left and right arm work differently. */
const mirroredTraits: readonly TraitName[] = ['frictionRatio', 'scatterRatio'];

/**
 * Joints whose commissioning is no normal life to judge by (facts §5.2, "do not absorb faults"): those that rub or scatter three times as much as their mirror,
 * and those with a trait outside what their fleet shows. One reason per joint, the fleet's before the mirror's. Without a prior, without a mirror,
 * or where both sides are worn alike, nothing is said.
 */
export function suspectJoints(
  parts: readonly string[],
  traits: readonly JointTraits[],
  fleet: Pick<FleetPrior, 'joints'> | undefined,
): readonly SuspectJoint[] {
  const mirrors = new Map(mirrorPairs(parts).flatMap(([left, right]) => [[left, right] as const, [right, left] as const]));
  return parts.flatMap((joint, index) => {
    const mine = traits[index] ?? {};
    const its = traits[mirrors.get(index) ?? -1] ?? {};
    return outsideFleet(joint, mine, fleet) ?? unlikeMirror(joint, mine, its) ?? [];
  });
}

function outsideFleet(joint: string, mine: JointTraits, fleet: Pick<FleetPrior, 'joints'> | undefined): SuspectJoint | undefined {
  const ranges = fleet !== undefined && Object.hasOwn(fleet.joints, joint) ? (fleet.joints[joint] ?? {}) : {};
  for (const trait of traitNames) {
    const [value, range] = [mine[trait], ranges[trait]];
    if (value !== undefined && range !== undefined && (value < range.low || value > range.high))
      return { joint, cause: 'outsideFleet', trait, value, low: range.low, high: range.high };
  }
  return undefined;
}

/** Of two that differ the one that rubs or scatters more. */
function unlikeMirror(joint: string, mine: JointTraits, its: JointTraits): SuspectJoint | undefined {
  for (const trait of mirroredTraits) {
    const [value, found] = [mine[trait], its[trait]];
    if (value === undefined || found === undefined) continue;
    const other = Math.max(mirrorMinRatio, found);
    if (value <= mirrorRatio * other) continue;
    return { joint, cause: 'unlikeMirror', trait, value, low: significant(other / mirrorRatio), high: significant(other * mirrorRatio) };
  }
  return undefined;
}
