import { cellAt } from './cell-at.ts';
import type { RobotBuild } from './robot-build.ts';
import { clamp } from './smooth-step.ts';

/** Speed at which dry friction is almost full: its sign is smeared so that a joint at rest does not chatter. */
const coulombSmearRadPerS = 0.02;
/** Friction of a cold gear is higher; grease thins by about 1.2 % per kelvin (order of LiTH-ISY-R-3058). */
const frictionPerK = 0.012;
const frictionReferenceC = 35;

/** How much more a gear rubs at this temperature than at 35 °C, 0.6 … 1.8. */
export function temperatureFriction(caseC: number): number {
  return clamp(1 + frictionPerK * (frictionReferenceC - caseC), 0.6, 1.8);
}

export interface JointLoad {
  readonly positionRad: number;
  readonly velocityRadPerS: number;
  readonly accelerationRadPerS2: number;
  readonly caseC: number;
  /** Share of the gravity torque that the pose puts on this joint. */
  readonly loadRatio: number;
  /** 1 = healthy. */
  readonly frictionRatio: number;
}

/** Friction torque, N·m, with the sign of the speed: (dry + viscous) × temperature × wear. */
export function frictionNm(build: RobotBuild, index: number, load: JointLoad): number {
  const dry = cellAt(build.coulombNm, index) * Math.tanh(load.velocityRadPerS / coulombSmearRadPerS);
  const viscous = cellAt(build.viscousNmPerRadPerS, index) * load.velocityRadPerS;
  return (dry + viscous) * temperatureFriction(load.caseC) * load.frictionRatio;
}

/** Torque the drive gives, N·m, within the joint's limit: inertia + friction + gravity. */
export function driveTorqueNm(build: RobotBuild, index: number, load: JointLoad): number {
  const inertia = cellAt(build.inertiaNmS2, index) * load.accelerationRadPerS2;
  const gravity = cellAt(build.gravityNm, index) * load.loadRatio * Math.sin(load.positionRad + cellAt(build.gravityPhaseRad, index));
  const torqueMaxNm = cellAt(build.torqueMaxNm, index);
  return clamp(inertia + frictionNm(build, index, load) + gravity, -torqueMaxNm, torqueMaxNm);
}

/** Time constant of the position loop, s; rubbing makes it lazier. */
const trackingS = 0.04;

/** Where a joint is after `dtS`: it follows its target with a lag, and never faster than 90 % of its speed limit. */
export function trackTarget(
  positionRad: number,
  targetRad: number,
  drive: { dtS: number; frictionRatio: number; stepMaxRad: number },
): number {
  const share = 1 - Math.exp(-drive.dtS / (trackingS * Math.sqrt(drive.frictionRatio)));
  return positionRad + clamp((targetRad - positionRad) * share, -drive.stepMaxRad, drive.stepMaxRad);
}
