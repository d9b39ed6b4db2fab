import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { drawMotion, type JointMotion } from './joint-motion.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SyntheticJoint, SyntheticRobot } from './synthetic-robot.ts';

/** What is wrong with one joint while a window is simulated. */
export interface SimulatedFault {
  readonly kind: 'frictionRise' | 'overCurrent';
  readonly partIndex: number;
  /** Factor on friction, or on current for the same torque. */
  readonly factorRatio: number;
}

export interface WindowOptions {
  readonly fault?: SimulatedFault;
  /** Share of cells whose signal is dropped in this window, as if the robot had not reported it. */
  readonly channelDropRatio?: number;
}

const windowMs = 1000;
/** More simulated samples change the statistics no further; the reported frame count stays the robot's own. */
const simulatedSampleCountMax = 20;

/** One second of a synthetic robot's life, as the aggregate stage would hand it to the scorer. */
export function simulateWindow(robot: SyntheticRobot, random: SeededRandom, options: WindowOptions = {}): WindowFeatures {
  const window = emptyWindow(robot.layout, robot.frameCountPerWindow);
  const scene = { payloadRatio: random.chance(0.5) ? 0 : random.between(0, 0.6), active: random.chance(0.8) };
  const sampleCount = Math.min(robot.frameCountPerWindow, simulatedSampleCountMax);
  const motions = robot.joints.map((joint) => drawMotion(random, { joint, active: scene.active, sampleCount }));
  for (const [partIndex, joint] of robot.joints.entries()) {
    const fault = options.fault?.partIndex === partIndex ? options.fault : undefined;
    const neighbour = motions[partIndex - 1];
    const motion = motions[partIndex];
    if (motion === undefined) continue;
    const columns = simulateJoint({ robot, joint, motion, neighbour, payloadRatio: scene.payloadRatio, fault }, random);
    writeJoint(window, partIndex, columns);
  }
  dropCells(window, options.channelDropRatio ?? 0, random);
  return window;
}

type Columns = ReadonlyMap<SignalName, Float64Array>;

interface JointScene {
  readonly robot: SyntheticRobot;
  readonly joint: SyntheticJoint;
  readonly motion: JointMotion;
  readonly neighbour: JointMotion | undefined;
  readonly payloadRatio: number;
  readonly fault: SimulatedFault | undefined;
}

function simulateJoint(scene: JointScene, random: SeededRandom): Columns {
  const { robot, joint, motion, fault } = scene;
  const torque = motion.velocityRadPerS.map((_, index) => torqueNm(scene, index));
  const currentFactor = fault?.kind === 'overCurrent' ? fault.factorRatio : 1;
  const ratedCurrentA = joint.ratedTorqueNm / joint.torquePerCurrentNmPerA;
  const sense = (values: Float64Array, scale: number): Float64Array => sensed(values, { joint, scale }, random);
  const drawn = torque.map((value) => value * currentFactor);
  const velocityNoise = robot.velocityNoiseRatio * joint.velocityMaxRadPerS;
  return new Map<SignalName, Float64Array>([
    ['velocityRadPerS', motion.velocityRadPerS.map((value) => value + velocityNoise * random.normal())],
    ['positionRad', motion.positionRad],
    ['motorTemperatureC', motion.positionRad.map(() => joint.temperatureC)],
    ['voltageV', drawn.map((value) => robot.voltageV * (1 - (0.03 * Math.abs(value)) / joint.ratedTorqueNm))],
    [
      'currentA',
      sense(
        drawn.map((value) => value / joint.torquePerCurrentNmPerA),
        ratedCurrentA,
      ),
    ],
    ['torqueNm', sense(robot.torqueFromCurrent ? drawn : torque, joint.ratedTorqueNm)],
    [
      'loadRatio',
      sense(
        drawn.map((value) => value / joint.ratedTorqueNm),
        1,
      ),
    ],
  ]);
}

/** Rigid-body terms with Coulomb and temperature-dependent viscous friction; 0.02 of full speed separates stick from slip. */
function torqueNm(scene: JointScene, index: number): number {
  const { robot, joint, motion, neighbour, fault } = scene;
  if (robot.brakes && motion.standing) return 0;
  const velocity = motion.velocityRadPerS[index] ?? 0;
  const friction = fault?.kind === 'frictionRise' ? fault.factorRatio : 1;
  const viscous = joint.viscousNmSPerRad * Math.exp(-joint.frictionPerKRatio * (joint.temperatureC - 40)) * velocity;
  const coulomb = joint.coulombNm * Math.tanh(velocity / (0.02 * joint.velocityMaxRadPerS));
  const postureRad = (motion.positionRad[index] ?? 0) + joint.couplingRatio * (neighbour?.positionRad[index] ?? 0) + joint.gravityPhaseRad;
  const gravity = joint.gravityNm * (1 + scene.payloadRatio) * Math.sin(postureRad);
  return joint.inertiaKgM2 * (motion.accelerationRadPerS2[index] ?? 0) + friction * (viscous + coulomb) + gravity;
}

function sensed(values: Float64Array, by: { readonly joint: SyntheticJoint; readonly scale: number }, random: SeededRandom): Float64Array {
  const noise = by.joint.effortNoiseRatio * by.scale;
  const step = by.joint.effortStepRatio * by.scale;
  return values.map((value) => {
    const noisy = value + noise * random.normal();
    return step > 0 ? Math.round(noisy / step) * step : noisy;
  });
}

function emptyWindow(layout: FrameLayout, frameCount: number): WindowFeatures {
  const cellCount = layout.parts.length * layout.signals.length;
  const column = (): Float64Array => new Float64Array(cellCount);
  const times = { startMs: monoMs(0), endMs: monoMs(windowMs) };
  return { layout, ...times, frameCount, count: new Uint32Array(cellCount), mean: column(), sd: column(), min: column(), max: column() };
}

function writeJoint(window: WindowFeatures, partIndex: number, columns: Columns): void {
  for (const [signalIndex, signal] of window.layout.signals.entries()) {
    const values = columns.get(signal);
    if (values === undefined) continue;
    const cell = signalIndex * window.layout.parts.length + partIndex;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    window.count[cell] = window.frameCount;
    window.mean[cell] = mean;
    window.sd[cell] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    window.min[cell] = Math.min(...values);
    window.max[cell] = Math.max(...values);
  }
}

function dropCells(window: WindowFeatures, dropRatio: number, random: SeededRandom): void {
  if (dropRatio === 0) return;
  for (let cell = 0; cell < window.count.length; cell++) {
    if (random.chance(dropRatio)) window.count[cell] = 0;
  }
}
