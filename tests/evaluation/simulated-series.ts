import type { WindowFeatures } from '../../agent/contract/features.ts';
import { type SeededRandom, seededRandom } from '../../models/training/seeded-random.ts';
import { type SyntheticRobot, syntheticRobot } from '../../models/training/synthetic-robot.ts';
import type { LabelledRun, LabelledSeries } from './labelled-series.ts';
import { drawFault, type FaultKind, faultKinds, faultyJoints } from './simulated/fault-episode.ts';
import { SimulatedLife } from './simulated/simulated-life.ts';

/** Joint counts that are judged: arms, an arm with a hand, humanoids. */
export const simulatedJointCounts = [6, 7, 14, 29, 35] as const;
/** Seeds from here on belong to the evaluation; training draws its robots from seeds far below. */
export const evaluationSeedMin = 900_000;

export interface SimulatedPlan {
  readonly seed: number;
  readonly jointCount: number;
  /** Windows to learn from, s. */
  readonly commissioningS?: number;
  /** Windows to draw thresholds from, s; 0 leaves them to folds of the commissioning. */
  readonly calibrationS?: number;
  /** A run without any fault, s; 0 leaves it out. */
  readonly normalS?: number;
  /** Runs of each kind of fault. */
  readonly runCountPerFault?: number;
}

/** Half a shift each: the product takes twice as long, and the thousands of hours of false-alarms/ are lived with that. */
const defaults = { commissioningS: 14_400, calibrationS: 14_400, normalS: 1800, runCountPerFault: 1 };
/** Before and after an episode the robot is well, s. */
const healthyS = { low: 60, high: 180 };
const episodeS = { low: 60, high: 300 };
/** The joints cool between two runs, as over a break. */
const breakS = 900;
/** A robot is not looked at while its joints first warm up. */
const warmUpS = 600;

/**
 * One synthetic robot in labelled runs: it is commissioned, then lives on with breaks; each run has at most one fault episode. A run is named
 * `kind`, or `kind 2` and so on; the run without a fault `normal`.
 */
export function simulatedSeries(plan: SimulatedPlan): LabelledSeries {
  const { seed, jointCount, commissioningS, calibrationS, normalS, runCountPerFault } = { ...defaults, ...plan };
  const random = seededRandom(evaluationSeedMin + seed * 64 + jointCount);
  const robot = robotOf(jointCount, random);
  const life = new SimulatedLife(robot, random);
  for (let second = 0; second < warmUpS; second++) life.next();
  const seconds = (count: number): WindowFeatures[] => Array.from({ length: count }, () => life.next());
  const commissioning = seconds(commissioningS);
  const calibration = seconds(calibrationS);
  const stage = { robot, life, random };
  const normal: LabelledRun[] = normalS === 0 ? [] : [quietRun(stage, normalS)];
  const faulty = faultKinds.flatMap((kind) => Array.from({ length: runCountPerFault }, (_, index) => faultRun(stage, kind, index)));
  const { layout, limits } = robot;
  return {
    name: `simulated, ${jointCount} joints`,
    scope: 'joint',
    layout,
    limits,
    commissioning,
    calibration,
    runs: [...normal, ...faulty],
  };
}

/** A synthetic robot with so many joints; what it reports and which limits it states is drawn as in training. */
export function robotOf(jointCount: number, random: SeededRandom): SyntheticRobot {
  const robots = [syntheticRobot(random)];
  while (robots.reduce((sum, { joints }) => sum + joints.length, 0) < jointCount) robots.push(syntheticRobot(random));
  const joints = robots.flatMap((robot) => robot.joints).slice(0, jointCount);
  const limits = robots.flatMap((robot) => robot.limits).slice(0, jointCount);
  const [first = syntheticRobot(random)] = robots;
  return { ...first, joints, limits, layout: { ...first.layout, parts: joints.map((_, place) => `joint${place + 1}`) } };
}

interface Stage {
  readonly robot: SyntheticRobot;
  readonly life: SimulatedLife;
  readonly random: SeededRandom;
}

function quietRun({ robot, life }: Stage, lengthS: number): LabelledRun {
  life.skip(breakS);
  const windows = Array.from({ length: lengthS }, () => life.next());
  return { name: 'normal', windows, labels: new Uint8Array(windows.length * robot.joints.length) };
}

function faultRun({ robot, life, random }: Stage, kind: FaultKind, index: number): LabelledRun {
  life.skip(breakS);
  const beforeS = Math.round(random.between(healthyS.low, healthyS.high));
  const lengthS = Math.round(random.logBetween(episodeS.low, episodeS.high));
  const afterS = Math.round(random.between(healthyS.low, healthyS.high));
  const fromS = life.secondCount + beforeS;
  const fault = drawFault({ kind, fromS, toS: fromS + lengthS }, robot, random);
  const jointCount = robot.joints.length;
  const windows: WindowFeatures[] = [];
  const labels = new Uint8Array((beforeS + lengthS + afterS) * jointCount);
  for (let second = 0; second < beforeS + lengthS + afterS; second++) {
    windows.push(life.next(fault));
    if (second < beforeS || second >= beforeS + lengthS) continue;
    for (const joint of faultyJoints(fault, robot)) labels[second * jointCount + joint] = 1;
  }
  return { name: index === 0 ? kind : `${kind} ${index + 1}`, windows, labels };
}
