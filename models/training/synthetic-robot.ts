import type { JointLimits } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One actuator: what turns motion into torque and torque into current, and how well its sensors see it. */
export interface SyntheticJoint {
  readonly inertiaKgM2: number;
  readonly gravityNm: number;
  readonly gravityPhaseRad: number;
  /** How much the neighbour's posture moves this joint's gravity load. */
  readonly couplingRatio: number;
  readonly coulombNm: number;
  readonly viscousNmSPerRad: number;
  /** Relative loss of viscous friction per kelvin of warming. */
  readonly frictionPerKRatio: number;
  readonly torquePerCurrentNmPerA: number;
  readonly ratedTorqueNm: number;
  readonly velocityMaxRadPerS: number;
  readonly temperatureC: number;
  readonly effortNoiseRatio: number;
  readonly effortStepRatio: number;
}

/** A robot of the training world: joints, what it reports, how often, and which limits its maker states. */
export interface SyntheticRobot {
  readonly joints: readonly SyntheticJoint[];
  readonly layout: FrameLayout;
  readonly limits: JointLimits;
  readonly frameCountPerWindow: number;
  readonly voltageV: number;
  /** Holding brakes take the load off the motor at standstill. */
  readonly brakes: boolean;
  /** Torque computed by the maker from current, not measured at the joint. */
  readonly torqueFromCurrent: boolean;
  readonly velocityNoiseRatio: number;
}

const jointCountMin = 6;
const jointCountMax = 30;
const framesPerWindow = [1, 2, 5, 10, 25, 50, 100, 250, 500] as const;
const windowMs = 1000;

/** How often a synthetic robot lacks a channel or a limit; wide on purpose, so that absence is nothing new to the network. */
const presenceRatio = {
  velocity: 0.85,
  position: 0.85,
  temperature: 0.8,
  voltage: 0.5,
  current: 0.7,
  torque: 0.5,
  load: 0.15,
  limit: 0.65,
};

/** Draws a robot that no maker built: every quantity over the range of hobby servos to industrial arms. */
export function syntheticRobot(random: SeededRandom): SyntheticRobot {
  const jointCount = Math.floor(random.between(jointCountMin, jointCountMax + 1));
  const sizeNm = random.logBetween(1, 200);
  const ambientC = random.between(5, 35);
  const joints = Array.from({ length: jointCount }, () => drawJoint(random, sizeNm, ambientC));
  const frameCountPerWindow = random.pick(framesPerWindow);
  return {
    joints,
    layout: {
      sourceId: 'synthetic',
      component: 'joint',
      parts: joints.map((_, index) => `joint${index + 1}`),
      signals: drawSignals(random),
      periodMs: windowMs / frameCountPerWindow,
    },
    limits: drawLimits(random, joints),
    frameCountPerWindow,
    voltageV: random.pick([7.4, 12, 24, 48, 58]),
    brakes: random.chance(0.3),
    torqueFromCurrent: random.chance(0.6),
    velocityNoiseRatio: random.logBetween(0.0005, 0.01),
  };
}

function drawJoint(random: SeededRandom, sizeNm: number, ambientC: number): SyntheticJoint {
  const ratedTorqueNm = sizeNm * random.logBetween(0.2, 1);
  const velocityMaxRadPerS = random.logBetween(1, 20);
  return {
    inertiaKgM2: (ratedTorqueNm * random.logBetween(0.02, 0.2)) / velocityMaxRadPerS,
    gravityNm: ratedTorqueNm * (random.chance(0.3) ? 0 : random.between(0.02, 0.5)),
    gravityPhaseRad: random.between(-Math.PI, Math.PI),
    couplingRatio: random.chance(0.5) ? 0 : random.between(-1, 1),
    coulombNm: ratedTorqueNm * random.logBetween(0.02, 0.15),
    viscousNmSPerRad: (ratedTorqueNm * random.logBetween(0.02, 0.2)) / velocityMaxRadPerS,
    frictionPerKRatio: random.between(0, 0.02),
    torquePerCurrentNmPerA: ratedTorqueNm / random.logBetween(0.5, 30),
    ratedTorqueNm,
    velocityMaxRadPerS,
    temperatureC: ambientC + random.between(0, 35),
    effortNoiseRatio: random.logBetween(0.002, 0.03),
    effortStepRatio: random.chance(0.5) ? 0 : random.logBetween(0.0005, 0.02),
  };
}

function drawSignals(random: SeededRandom): readonly SignalName[] {
  const velocity = random.chance(presenceRatio.velocity);
  const current = random.chance(presenceRatio.current);
  const torque = random.chance(presenceRatio.torque);
  const present: readonly [SignalName, boolean][] = [
    ['velocityRadPerS', velocity],
    ['positionRad', !velocity || random.chance(presenceRatio.position)],
    ['motorTemperatureC', random.chance(presenceRatio.temperature)],
    ['voltageV', random.chance(presenceRatio.voltage)],
    ['currentA', current],
    ['torqueNm', torque],
    ['loadRatio', !(current || torque) || random.chance(presenceRatio.load)],
  ];
  return present.filter(([, isPresent]) => isPresent).map(([signal]) => signal);
}

function drawLimits(random: SeededRandom, joints: readonly SyntheticJoint[]): JointLimits {
  const states = {
    velocity: random.chance(presenceRatio.limit),
    torque: random.chance(presenceRatio.limit),
    current: random.chance(presenceRatio.limit),
  };
  // Makers state peak values with different headroom.
  const headroomRatio = random.between(1, 2.5);
  return joints.map((joint) => ({
    velocityRadPerS: states.velocity ? joint.velocityMaxRadPerS : undefined,
    torqueNm: states.torque ? joint.ratedTorqueNm * headroomRatio : undefined,
    currentA: states.current ? (joint.ratedTorqueNm / joint.torquePerCurrentNmPerA) * headroomRatio : undefined,
  }));
}
