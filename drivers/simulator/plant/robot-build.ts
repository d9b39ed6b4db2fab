import type { Profile } from '../../../agent/contract/profile.ts';
import { humanoidJoint } from './humanoid-joints.ts';
import type { SeededRandom } from './seeded-random.ts';

export type RobotKind = 'humanoid' | 'cobot';

/** The simulated robot: what never changes while it runs. Columns are per joint, in the profile's order. */
export interface RobotBuild {
  readonly kind: RobotKind;
  readonly jointNames: readonly string[];
  /** Bounds of the target, a little inside the profile's limits; infinite where it has none. */
  readonly lowerRad: Float64Array;
  readonly upperRad: Float64Array;
  readonly velocityMaxRadPerS: Float64Array;
  readonly torqueMaxNm: Float64Array;
  readonly inertiaNmS2: Float64Array;
  readonly coulombNm: Float64Array;
  readonly viscousNmPerRadPerS: Float64Array;
  readonly gravityNm: Float64Array;
  readonly gravityPhaseRad: Float64Array;
  readonly torquePerCurrentNmPerA: Float64Array;
  /** Size of the motor against one of 56 N·m: scales heat and heat capacity. */
  readonly sizeRatio: Float64Array;
  /** The current that warms the winding by 60 K for ever. */
  readonly continuousA: Float64Array;
  /** 0: the robot is fed from the mains. */
  readonly cellCount: number;
  /** Share of the torque limit that a motor of this kind holds for ever, and what the electronics draw. */
  readonly electronicsW: number;
}

/** Where the profile gives none; a generic joint, not a claim about a robot. */
const torqueDefaultNm = { humanoid: 20, cobot: 30 } as const;
const velocityDefaultRadPerS = { humanoid: 10, cobot: 3 } as const;
/** The target keeps this distance from a limit, so that noise and overshoot stay inside. */
const limitMarginRad = 0.02;
const referenceTorqueNm = 56;
/** Torque a motor holds for ever as a share of its peak; typical of strain-wave and quasi-direct drives of this size. */
const continuousRatio = 0.35;
/** The G1's pack has 13 cells in series (unitree_hg BmsState); used for every robot that carries one. */
const packCellCount = 13;

/** Strain-wave gears of arms rub more and turn slower than the planetary gears of legs. */
const drives = {
  cobot: { coulombRatio: 0.05, viscousRatio: 0.03, inertiaRatio: 0.02, peakA: (torqueNm: number) => 2 + torqueNm / 8, electronicsW: 90 },
  humanoid: {
    coulombRatio: 0.025,
    viscousRatio: 0.006,
    inertiaRatio: 0.006,
    peakA: (torqueNm: number) => 6 + torqueNm * 0.4,
    electronicsW: 70,
  },
} as const;

/** How far two robots of one model differ in friction, inertia and gravity load. */
const spreadRatio = 0.08;

/** The kind of robot a profile describes, unless the options say otherwise. */
export function kindOf(profile: Profile): RobotKind {
  return profile.category === 'humanoid' ? 'humanoid' : 'cobot';
}

/** A robot of this profile; the seed makes it one robot among those of its model. Prismatic joints are not simulated. */
export function buildRobot(profile: Profile, kind: RobotKind, random: SeededRandom): RobotBuild {
  const joints = profile.joints.filter((joint) => joint.type !== 'prismatic');
  const drive = drives[kind];
  const torqueMaxNm = Float64Array.from(joints, (joint) => joint.torqueNm ?? torqueDefaultNm[kind]);
  const varied = (values: Float64Array, ratioOf: (index: number) => number): Float64Array =>
    values.map((value, index) => value * ratioOf(index) * random.between(1 - spreadRatio, 1 + spreadRatio));
  const peakA = torqueMaxNm.map(drive.peakA);
  return {
    kind,
    jointNames: joints.map(({ name }) => name),
    lowerRad: Float64Array.from(joints, ({ lowerRad = -Infinity, upperRad = Infinity }) => Math.min(lowerRad + limitMarginRad, upperRad)),
    upperRad: Float64Array.from(joints, ({ lowerRad = -Infinity, upperRad = Infinity }) => Math.max(upperRad - limitMarginRad, lowerRad)),
    velocityMaxRadPerS: Float64Array.from(joints, (joint) => joint.velocityRadPerS ?? velocityDefaultRadPerS[kind]),
    torqueMaxNm,
    inertiaNmS2: varied(torqueMaxNm, () => drive.inertiaRatio),
    coulombNm: varied(torqueMaxNm, () => drive.coulombRatio),
    viscousNmPerRadPerS: varied(torqueMaxNm, () => drive.viscousRatio),
    gravityNm: varied(torqueMaxNm, (index) => gravityOf(kind, joints[index]?.name ?? '', index).gravityRatio),
    gravityPhaseRad: Float64Array.from(joints, ({ name }, index) => gravityOf(kind, name, index).gravityPhaseRad),
    torquePerCurrentNmPerA: torqueMaxNm.map((torqueNm, index) => torqueNm / (peakA[index] ?? 1)),
    sizeRatio: torqueMaxNm.map((torqueNm) => torqueNm / referenceTorqueNm),
    continuousA: peakA.map((peak) => peak * continuousRatio),
    cellCount: kind === 'humanoid' || profile.locomotion !== 'fixed' ? packCellCount : 0,
    electronicsW: drive.electronicsW,
  };
}

/** Joints of an arm from the base on: the first turns about the plumb line, the next two carry the arm. */
const armGravity = [
  { gravityRatio: 0, gravityPhaseRad: 0 },
  { gravityRatio: 0.35, gravityPhaseRad: Math.PI / 2 },
  { gravityRatio: 0.16, gravityPhaseRad: 0 },
  { gravityRatio: 0.15, gravityPhaseRad: 0 },
  { gravityRatio: 0.08, gravityPhaseRad: 0 },
] as const;

function gravityOf(kind: RobotKind, name: string, index: number): { readonly gravityRatio: number; readonly gravityPhaseRad: number } {
  if (kind === 'humanoid') return humanoidJoint(name);
  return armGravity[index] ?? { gravityRatio: 0.02, gravityPhaseRad: 0 };
}
