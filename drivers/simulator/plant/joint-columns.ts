import { cellAt } from './cell-at.ts';
import type { Effects } from './effects.ts';
import { driveTorqueNm, trackTarget } from './joint-drive.ts';
import { copperLossW, stepMotorHeat } from './motor-heat.ts';
import type { Pose } from './pose.ts';
import type { RobotBuild } from './robot-build.ts';
import { clamp } from './smooth-step.ts';

/** What every joint does now: columns in the profile's order, true values without the noise of sensors. */
export interface JointColumns {
  readonly commandRad: Float64Array;
  readonly positionRad: Float64Array;
  readonly velocityRadPerS: Float64Array;
  readonly torqueNm: Float64Array;
  readonly currentA: Float64Array;
  readonly windingC: Float64Array;
  readonly caseC: Float64Array;
}

/** Joints at rest in this pose, as warm as their surroundings. */
export function openingJoints(build: RobotBuild, pose: Pose, ambientC: number): JointColumns {
  const commandRad = pose.targetRad.map((target, index) => clamp(target, cellAt(build.lowerRad, index), cellAt(build.upperRad, index)));
  const column = (value: number): Float64Array => new Float64Array(commandRad.length).fill(value);
  return {
    commandRad,
    positionRad: commandRad.slice(),
    velocityRadPerS: column(0),
    torqueNm: column(0),
    currentA: column(0),
    windingC: column(ambientC),
    caseC: column(ambientC),
  };
}

export interface JointStep {
  readonly build: RobotBuild;
  readonly pose: Pose;
  readonly effects: Effects;
  /** Where the joints lie after a fall. */
  readonly crumpledRad: Float64Array;
  readonly ambientC: number;
  readonly powered: boolean;
  /** Sine of the oscillation that a badly tuned controller adds, −1 … 1. */
  readonly wobbleRatio: number;
  readonly dtS: number;
}

/** Moves every joint on by one step; gives the electrical power they take together, W. Without power the brakes hold. */
export function stepJoints(columns: JointColumns, step: JointStep): number {
  let powerW = 0;
  for (let index = 0; index < columns.positionRad.length; index++) {
    commandJoint(columns, step, index);
    powerW += driveJoint(columns, step, index);
  }
  return powerW;
}

function commandJoint(columns: JointColumns, { build, pose, effects, crumpledRad, wobbleRatio }: JointStep, index: number): void {
  const target = cellAt(pose.targetRad, index);
  const collapsed = target + effects.collapseRatio * (cellAt(crumpledRad, index) - target);
  const wobbled = collapsed + cellAt(effects.oscillationRad, index) * wobbleRatio;
  columns.commandRad[index] = clamp(wobbled, cellAt(build.lowerRad, index), cellAt(build.upperRad, index));
}

/** Share of mechanical power that the gear and the converter lose. */
const mechanicalEfficiencyRatio = 0.85;
const nearLimitRatio = 0.9;

function driveJoint(columns: JointColumns, step: JointStep, index: number): number {
  const { build, effects, pose, powered, dtS } = step;
  const frictionRatio = cellAt(effects.frictionRatio, index);
  const before = cellAt(columns.positionRad, index);
  const stepMaxRad = powered ? nearLimitRatio * cellAt(build.velocityMaxRadPerS, index) * dtS : 0;
  const positionRad = trackTarget(before, cellAt(columns.commandRad, index), { dtS, frictionRatio, stepMaxRad });
  const velocityRadPerS = (positionRad - before) / dtS;
  const accelerationRadPerS2 = (velocityRadPerS - cellAt(columns.velocityRadPerS, index)) / dtS;
  const caseC = cellAt(columns.caseC, index);
  const loadRatio = cellAt(pose.loadRatio, index) * (1 - effects.collapseRatio) * (1 - effects.freeFallRatio);
  const load = { positionRad, velocityRadPerS, accelerationRadPerS2, caseC, loadRatio, frictionRatio };
  const torqueNm = powered ? driveTorqueNm(build, index, load) : 0;
  columns.positionRad[index] = positionRad;
  columns.velocityRadPerS[index] = velocityRadPerS;
  columns.torqueNm[index] = torqueNm;
  columns.currentA[index] = torqueNm / cellAt(build.torquePerCurrentNmPerA, index);
  return Math.max(0, torqueNm * velocityRadPerS) / mechanicalEfficiencyRatio + warmJoint(columns, step, index);
}

/** Warms winding and case; gives the copper loss, W. */
function warmJoint(columns: JointColumns, { build, effects, ambientC, dtS }: JointStep, index: number): number {
  const input = {
    sizeRatio: cellAt(build.sizeRatio, index),
    loadRatio: cellAt(columns.currentA, index) / cellAt(build.continuousA, index),
    ambientC,
    extraRiseC: cellAt(effects.heatRiseC, index),
  };
  const before = { windingC: cellAt(columns.windingC, index), caseC: cellAt(columns.caseC, index) };
  const after = stepMotorHeat(before, input, dtS);
  columns.windingC[index] = after.windingC;
  columns.caseC[index] = after.caseC;
  return copperLossW(input, before.windingC);
}
