import { type Frame, type FrameLayout, quality } from '../../../agent/contract/frame.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { cellAt } from '../plant/cell-at.ts';
import type { Effects } from '../plant/effects.ts';
import type { Plant } from '../plant/plant.ts';
import type { RobotBuild } from '../plant/robot-build.ts';
import type { SeededRandom } from '../plant/seeded-random.ts';
import { clamp } from '../plant/smooth-step.ts';

export const batteryPeriodMs = 1000;
export const ambientPeriodMs = 10_000;

/** What the frames of one moment are made from. */
export interface Moment {
  readonly plant: Plant;
  readonly effects: Effects;
  readonly time: TimePoint;
  readonly nowMs: number;
}

/** One stream: what its frames look like, and how their cells are read off the plant. */
export interface StreamPlan {
  readonly layout: FrameLayout;
  fill(frame: Frame, random: SeededRandom, moment: Moment): void;
}

/** Every stream of this robot, always in this order. A robot fed from the mains has no battery, an arm on its base no speed. */
export function planStreams(build: RobotBuild, sourceId: string, periodMs: number): StreamPlan[] {
  const humanoid = build.kind === 'humanoid';
  const cells = Array.from({ length: build.cellCount }, (_, index) => `cell${index + 1}`);
  const plan = (layout: Omit<FrameLayout, 'sourceId'>, fill: StreamPlan['fill']): StreamPlan => ({ layout: { sourceId, ...layout }, fill });
  const battery = [
    plan({ component: 'battery', parts: ['pack'], signals: packSignals, periodMs: batteryPeriodMs }, fillPack),
    plan({ component: 'battery', parts: cells, signals: ['cellVoltageV'], periodMs: batteryPeriodMs }, fillCells),
  ];
  return [
    plan({ component: 'joint', parts: build.jointNames, signals: jointSignals, periodMs }, fillJoints),
    ...(build.cellCount > 0 ? battery : []),
    plan({ component: 'imu', parts: [humanoid ? 'pelvis' : 'base'], signals: imuSignals, periodMs }, fillImu),
    plan({ component: 'ambient', parts: ['site'], signals: ambientSignals, periodMs: ambientPeriodMs }, fillAmbient),
    plan({ component: 'controller', parts: ['main'], signals: controllerSignals, periodMs: batteryPeriodMs }, fillController),
    ...(humanoid ? [plan({ component: 'base', parts: ['body'], signals: baseSignals, periodMs }, fillBase)] : []),
  ];
}

const jointSignals = [
  'positionRad',
  'velocityRadPerS',
  'torqueNm',
  'currentA',
  'motorTemperatureC',
  'windingTemperatureC',
  'positionCommandRad',
] as const;
const packSignals = ['voltageV', 'currentA', 'powerW', 'stateOfChargeRatio', 'temperatureC'] as const;
const imuSignals = [
  'rollRad',
  'pitchRad',
  'yawRad',
  'angularVelocityXRadPerS',
  'angularVelocityYRadPerS',
  'angularVelocityZRadPerS',
  'accelerationXMPerS2',
  'accelerationYMPerS2',
  'accelerationZMPerS2',
] as const;
const ambientSignals = ['temperatureC', 'relativeHumidityRatio'] as const;
const controllerSignals = ['temperatureC', 'voltageV', 'currentA'] as const;
const baseSignals = ['velocityMPerS', 'distanceTotalM'] as const;

/** Standard deviations of the sensors: encoders of 16 bits, a current probe of 1 %, thermistors, a MEMS unit. */
const sd = {
  positionRad: 1e-4,
  velocityRadPerS: 0.002,
  torqueRatio: 0.003,
  currentRatio: 0.003,
  temperatureC: 0.06,
  cellV: 0.0005,
  attitudeRad: 5e-4,
  turnRadPerS: 0.004,
  accelerationMPerS2: 0.02,
  humidityRatio: 0.002,
  speedMPerS: 0.005,
} as const;

function fillJoints(frame: Frame, random: SeededRandom, { plant, effects }: Moment): void {
  const { values } = frame;
  const { joints, build } = plant;
  const count = build.jointNames.length;
  for (let j = 0; j < count; j++) {
    const torqueMaxNm = cellAt(build.torqueMaxNm, j);
    const peakA = torqueMaxNm / cellAt(build.torquePerCurrentNmPerA, j);
    const playRad = (cellAt(effects.backlashRad, j) / 2) * Math.sign(cellAt(joints.torqueNm, j));
    const seenRad = cellAt(joints.positionRad, j) + playRad + sd.positionRad * random.noise();
    values[j] = clamp(seenRad, cellAt(build.lowerRad, j), cellAt(build.upperRad, j));
    values[count + j] = cellAt(joints.velocityRadPerS, j) + sd.velocityRadPerS * random.noise();
    values[2 * count + j] = clamp(cellAt(joints.torqueNm, j) + sd.torqueRatio * torqueMaxNm * random.noise(), -torqueMaxNm, torqueMaxNm);
    values[3 * count + j] = cellAt(joints.currentA, j) + sd.currentRatio * peakA * random.noise();
    values[4 * count + j] = cellAt(joints.caseC, j) + sd.temperatureC * random.noise();
    values[5 * count + j] = cellAt(joints.windingC, j) + sd.temperatureC * random.noise();
    values[6 * count + j] = cellAt(joints.commandRad, j);
    const seen = effects.encoderLost[j] === 1 ? quality.missing : quality.good;
    frame.quality[j] = seen;
    frame.quality[count + j] = seen;
  }
}

function fillPack({ values }: Frame, random: SeededRandom, { plant: { battery } }: Moment): void {
  values[0] = battery.voltageV;
  values[1] = battery.currentA;
  values[2] = battery.voltageV * battery.currentA;
  values[3] = battery.chargeRatio;
  values[4] = battery.temperatureC + sd.temperatureC * random.noise();
}

function fillCells({ values }: Frame, random: SeededRandom, { plant, effects }: Moment): void {
  for (let cell = 0; cell < values.length; cell++) values[cell] = plant.cellVoltageV(cell, effects) + sd.cellV * random.noise();
}

/** The structure shakes with the joints' speed, and with the ground. */
const shakeMPerS2PerRadPerS = 0.15;

function fillImu({ values }: Frame, random: SeededRandom, { plant, effects }: Moment): void {
  const { body, joints } = plant;
  const speedSum = joints.velocityRadPerS.reduce((sum, each) => sum + Math.abs(each), 0);
  const meanRadPerS = speedSum / joints.velocityRadPerS.length;
  const shake = Math.hypot(sd.accelerationMPerS2, shakeMPerS2PerRadPerS * meanRadPerS, effects.vibrationMPerS2);
  values[0] = body.rollRad + sd.attitudeRad * random.noise();
  values[1] = body.pitchRad + sd.attitudeRad * random.noise();
  values[2] = body.yawRad + sd.attitudeRad * random.noise();
  for (let axis = 0; axis < 3; axis++) {
    values[3 + axis] = (body.turnRadPerS[axis] ?? 0) + sd.turnRadPerS * random.noise();
    values[6 + axis] = (body.forceMPerS2[axis] ?? 0) + shake * random.noise();
  }
}

function fillAmbient({ values }: Frame, random: SeededRandom, { plant: { climate } }: Moment): void {
  values[0] = climate.temperatureC + sd.temperatureC * random.noise();
  values[1] = clamp(climate.relativeHumidityRatio + sd.humidityRatio * random.noise(), 0, 1);
}

function fillController({ values }: Frame, random: SeededRandom, { plant }: Moment): void {
  values[0] = plant.controllerC + sd.temperatureC * random.noise();
  values[1] = plant.busV;
  values[2] = plant.powerW / Math.max(1, plant.busV);
}

function fillBase({ values }: Frame, random: SeededRandom, { plant }: Moment): void {
  values[0] = plant.speedMPerS + sd.speedMPerS * random.noise();
  values[1] = plant.distanceTotalM;
}
