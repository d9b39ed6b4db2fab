import { type FleetPriorDocument, fleetRobotCountMin, type JointTraits, type TraitName, traitNames } from '../../contract/fleet-prior.ts';
import { traitMins } from './joint-traits.ts';
import { significant } from './significant.ts';

/** What commissioning found of one robot, by name of the joint. */
export type RobotTraits = Readonly<Record<string, JointTraits>>;

/** 1 and 99 in a hundred of a normal distribution, for a joint that is looked at three times: a third of that each (Bonferroni). */
const quantileScore = 2.713;
/** Of a normal distribution, 95 in a hundred. */
const confidenceScore = 1.645;
/** A median absolute deviation knows as much as a standard deviation of so many of its values (Rousseeuw and Croux 1993). */
const madEfficiencyRatio = 0.37;
/** Of a normal distribution, standard deviations per median absolute deviation. */
const sdPerMad = 1.4826;
/** Units of one build are never more alike than this, as a logarithm: a fleet learned on one bench would call every other site worn. */
const spreadMin = Math.log(1.15);
/** So many times the least that counts is still no difference: both are steps of a sensor. */
const leastHighRatio = 3;

type Joints = FleetPriorDocument['joints'];

/**
 * Range of each trait of each joint that leaves 2 in a hundred sound joints outside, by median and median absolute deviation of the logarithms: a worn robot
 * among twenty moves neither. It is a tolerance interval: so wide that 95 of a hundred fleets of this size keep that (Howe 1969). A trait that fewer than 20 robots have is left out; undefined when that leaves nothing.
 */
export function fitFleetPrior(robots: readonly RobotTraits[], profileSha256: string): FleetPriorDocument | undefined {
  const names = [...new Set(robots.flatMap((robot) => Object.keys(robot)))].sort();
  const joints: Joints = Object.fromEntries(names.map((joint) => [joint, rangesOf(robots.map((robot) => robot[joint] ?? {}))]));
  const known = Object.entries(joints).filter(([, ranges]) => Object.keys(ranges).length > 0);
  return known.length === 0 ? undefined : { fleetPrior: 1, profileSha256, robotCount: robots.length, joints: Object.fromEntries(known) };
}

function rangesOf(seen: readonly JointTraits[]): Joints[string] {
  const ranges = traitNames.flatMap((trait) => {
    const values = seen.flatMap((one) => one[trait] ?? []);
    return values.length < fleetRobotCountMin ? [] : [[trait, rangeOf(trait, values)] as const];
  });
  return Object.fromEntries(ranges);
}

function rangeOf(trait: TraitName, values: readonly number[]): { low: number; high: number } {
  const logs = values.map(Math.log);
  const centre = median(logs);
  const spread = Math.max(spreadMin, sdPerMad * median(logs.map((one) => Math.abs(one - centre))));
  const reach = quantileScore * toleranceRatio(values.length) * spread;
  const high = Math.max(leastHighRatio * traitMins[trait], Math.exp(centre + reach));
  return { low: significant(Math.exp(centre - reach)), high: significant(high) };
}

/** How much wider than the range itself, for what so few robots do not tell; the χ² quantile after Wilson and Hilferty (1931). */
function toleranceRatio(robotCount: number): number {
  const freedom = madEfficiencyRatio * robotCount;
  const root = 1 - 2 / (9 * freedom) - confidenceScore * Math.sqrt(2 / (9 * freedom));
  return Math.sqrt((1 + 1 / robotCount) / root ** 3);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
