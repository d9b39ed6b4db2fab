import { fitFleetPrior, type RobotTraits } from '../../../agent/assess/watch/fit-fleet-prior.ts';
import { effortOf } from '../../../agent/assess/watch/joint-row.ts';
import { PhysicsWatch } from '../../../agent/assess/watch/physics-watch.ts';
import { suspectJoints } from '../../../agent/assess/watch/suspect-joints.ts';
import type { JointTraits, SuspectJoint } from '../../../agent/contract/fleet-prior.ts';
import { type SeededRandom, seededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticJoint, SyntheticRobot } from '../../../models/training/synthetic-robot.ts';
import type { ActiveFault, FaultKind } from '../simulated/fault-episode.ts';
import { SimulatedLife } from '../simulated/simulated-life.ts';
import { robotOf } from '../simulated-series.ts';

/** What is wrong with a unit from before its first second; `none` with a sound one. */
export const fleetFaults = {
  none: undefined,
  'friction doubled': { kind: 'frictionRise', size: 2 },
  'friction trebled': { kind: 'frictionRise', size: 3 },
  'half again the current for its torque': { kind: 'overCurrent', size: 1.5 },
  'four times the heat, a tenth of the cooling': { kind: 'thermal', size: 4 },
} as const satisfies Readonly<Record<string, { readonly kind: FaultKind; readonly size: number } | undefined>>;
export type FleetFault = keyof typeof fleetFaults;

export interface FleetPlan {
  readonly seed: number;
  readonly jointCount: number;
  /** Units the prior is made of, all sound, and units it is tried on for each fault. */
  readonly fleetCount: number;
  readonly triedCount: number;
  readonly warmUpS: number;
  readonly learnS: number;
}

export interface FleetOutcome {
  readonly seed: number;
  readonly jointCount: number;
  readonly fault: FleetFault;
  readonly robotCount: number;
  /** Robots whose faulty joint was suspect; 0 where nothing is wrong. */
  readonly foundCount: number;
  /** Joints without a fault, and how many of them were suspect. */
  readonly soundJointCount: number;
  readonly namedSoundCount: number;
  /** Sound robots with any suspect joint. */
  readonly namedRobotCount: number;
}

const seedMin = 970_000;
const sampleCount = 2;
/** How units of one build differ, as standard deviations of logarithms: friction most, sensors' noise a little, the motor's constant hardly. */
const unitSpreads = { friction: 0.15, noise: 0.1, torque: 0.02 } as const;
const ambientSpreadC = 5;

/**
 * Units of one build, each with its own friction, noise, room and program. A prior is made of some and tried on others.
 * ```
 *  build ─▶ sound units ─▶ commissioning ─▶ traits ─▶ prior ─┐
 *       └─▶ other units, some worn before their first second ─┴▶ suspects
 * ```
 */
export function fleetTrial({ seed, jointCount, fleetCount, triedCount, ...spans }: FleetPlan): readonly FleetOutcome[] {
  const random = seededRandom(seedMin + seed * 64 + jointCount);
  const build = robotOf(jointCount, random);
  const unitTraits = (fault?: ActiveFault): readonly JointTraits[] => traitsOf(unitOf(build, random), { random, fault, ...spans });
  const { parts } = build.layout;
  const fleet = Array.from({ length: fleetCount }, () => namedTraits(parts, unitTraits()));
  const prior = fitFleetPrior(fleet, '');
  return (Object.keys(fleetFaults) as FleetFault[]).map((fault) => {
    const tried = Array.from({ length: triedCount }, () => {
      const joint = Math.floor(random.unit() * jointCount);
      const active = faultOf(fault, { build, joint, lengthS: spans.warmUpS + spans.learnS });
      return { joint: active && parts[joint], suspects: suspectJoints(parts, unitTraits(active), prior) };
    });
    return { seed, jointCount, fault, ...counted(tried, jointCount) };
  });
}

interface TriedUnit {
  readonly joint: string | undefined;
  readonly suspects: readonly SuspectJoint[];
}

function counted(tried: readonly TriedUnit[], jointCount: number): Omit<FleetOutcome, 'seed' | 'jointCount' | 'fault'> {
  const isFound = ({ joint, suspects }: TriedUnit): boolean => suspects.some((suspect) => suspect.joint === joint);
  const soundSuspects = tried.map(({ joint, suspects }) => suspects.filter((suspect) => suspect.joint !== joint).length);
  const faultyCount = tried.filter(({ joint }) => joint !== undefined).length;
  return {
    robotCount: tried.length,
    foundCount: tried.filter(isFound).length,
    soundJointCount: tried.length * jointCount - faultyCount,
    namedSoundCount: soundSuspects.reduce((sum, count) => sum + count, 0),
    namedRobotCount: soundSuspects.filter((count) => count > 0).length,
  };
}

function namedTraits(parts: readonly string[], traits: readonly JointTraits[]): RobotTraits {
  return Object.fromEntries(parts.map((part, joint) => [part, traits[joint] ?? {}]));
}

function unitOf(build: SyntheticRobot, random: SeededRandom): SyntheticRobot {
  const like = (spread: number): number => Math.exp(spread * random.normal());
  const warmerC = ambientSpreadC * random.normal();
  const unit = (joint: SyntheticJoint): SyntheticJoint => ({
    ...joint,
    coulombNm: joint.coulombNm * like(unitSpreads.friction),
    viscousNmSPerRad: joint.viscousNmSPerRad * like(unitSpreads.friction),
    torquePerCurrentNmPerA: joint.torquePerCurrentNmPerA * like(unitSpreads.torque),
    effortNoiseRatio: joint.effortNoiseRatio * like(unitSpreads.noise),
    temperatureC: joint.temperatureC + warmerC,
  });
  return { ...build, joints: build.joints.map(unit) };
}

interface FaultPlace {
  readonly build: SyntheticRobot;
  readonly joint: number;
  readonly lengthS: number;
}

function faultOf(name: FleetFault, { build, joint, lengthS }: FaultPlace): ActiveFault | undefined {
  const fault = fleetFaults[name];
  return fault && { ...fault, joint, fromS: 0, toS: lengthS, rampS: 1, signal: effortOf(build.layout.signals) };
}

interface UnitLife extends Pick<FleetPlan, 'warmUpS' | 'learnS'> {
  readonly random: SeededRandom;
  readonly fault: ActiveFault | undefined;
}

function traitsOf(unit: SyntheticRobot, { random, fault, warmUpS, learnS }: UnitLife): readonly JointTraits[] {
  const life = new SimulatedLife(unit, random, sampleCount);
  for (let second = 0; second < warmUpS; second++) life.next(fault);
  const watch = new PhysicsWatch();
  for (let second = 0; second < learnS; second++) watch.learn(life.next(fault), unit.limits);
  return watch.freeze();
}
