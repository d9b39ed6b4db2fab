import { type FleetPriorDocument, fleetRobotCountMin, type JointTraits, type TraitName, traitNames } from '../../contract/fleet-prior.ts';
import { traitMins } from './joint-traits.ts';
import { significant } from './significant.ts';

/** What commissioning found of one robot, by name of the joint. */
export type RobotTraits = Readonly<Record<string, JointTraits>>;

/** 1 and 99 in a hundred of a normal distribution. */
const quantileScore = 2.326;
/** Of a normal distribution, standard deviations per median absolute deviation. */
const sdPerMad = 1.4826;
/** Units of one build are never more alike than this, as a logarithm: a fleet learned on one bench would call every other site worn. */
const spreadMin = Math.log(1.15);

/** So many times the least that counts is still no difference: both are steps of a sensor. */
const leastHighRatio = 3;

type Joints = FleetPriorDocument['joints'];

/**
 * Range of 1 … 99 in a hundred of each trait of each joint, by median and median absolute deviation of the logarithms: a worn robot among twenty moves neither.
 * A trait that fewer than 20 robots have is left out; undefined when that leaves nothing.
 */
export function fitFleetPrior(robots: readonly RobotTraits[], profileSha256: string): FleetPriorDocument | undefined {
  const names = [...new Set(robots.flatMap((robot) => Object.keys(robot)))].sort();
  const joints: Joints = Object.fromEntries(names.map((joint) => [joint, rangesOf(robots.map((robot) => robot[joint] ?? {}))]));
  const known = Object.entries(joints).filter(([, ranges]) => Object.keys(ranges).length > 0);
  return known.length === 0 ? undefined : { fleetPrior: 1, profileSha256, robotCount: robots.length, joints: Object.fromEntries(known) };
}

function rangesOf(seen: readonly JointTraits[]): Joints[string] {
  const ranges = traitNames.map(
    (trait) =>
      [
        trait,
        rangeOf(
          trait,
          seen.flatMap((one) => one[trait] ?? []),
        ),
      ] as const,
  );
  return Object.fromEntries(ranges.filter(([, range]) => range !== undefined)) as Readonly<Partial<Record<TraitName, never>>>;
}

function rangeOf(trait: TraitName, values: readonly number[]): { low: number; high: number } | undefined {
  if (values.length < fleetRobotCountMin) return undefined;
  const logs = values.map(Math.log);
  const centre = median(logs);
  const spread = Math.max(spreadMin, sdPerMad * median(logs.map((one) => Math.abs(one - centre))));
  const high = Math.max(leastHighRatio * traitMins[trait], Math.exp(centre + quantileScore * spread));
  return { low: significant(Math.exp(centre - quantileScore * spread)), high: significant(high) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
