import type { WindowFeatures } from '../../../agent/contract/features.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import { addObservation, ridgeEquations, solveRidge } from '../../../models/training/ridge-weights.ts';
import { type Detector, type Method, type RobotUnderTest, sessionGapMs } from '../detector.ts';

const ridgeWeight = 1e-3;
const smoothedWindowCount = 5;
const spreadFloor = 1e-6;
/** The first of these the robot states is explained by its motion; a robot without effort has its temperature explained. */
const targets: readonly SignalName[] = ['torqueNm', 'currentA', 'loadRatio', 'motorTemperatureC'];
const inputSignals: readonly SignalName[] = ['velocityRadPerS', 'positionRad'];

/**
 * Residual of a ridge regression per joint: mean effort of the window on speed, its sign and spread, posture, temperature and temperature × speed.
 * The score is |mean of the last five residuals| in standard deviations of the residual while learning.
 */
export const ridgeResidual: Method = { name: 'ridge residual', create: (robot) => new RidgeResidual(robot) };

interface Row {
  readonly inputs: readonly number[];
  readonly target: number;
}

class RidgeResidual implements Detector {
  readonly #robot: RobotUnderTest;
  readonly #target: SignalName | undefined;
  readonly #rows: Row[][];
  #models: readonly { readonly weights: Float64Array; readonly spread: number }[] = [];
  #recent: Float64Array[] = [];
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(robot: RobotUnderTest) {
    this.#robot = robot;
    this.#target = targets.find((signal) => robot.layout.signals.includes(signal));
    this.#rows = robot.layout.parts.map(() => []);
  }

  learn(window: WindowFeatures): void {
    for (const [joint, rows] of this.#rows.entries()) {
      const row = this.#read(window, joint);
      if (row !== undefined) rows.push(row);
    }
  }

  freeze(): void {
    this.#models = this.#rows.map((rows) => {
      const weights = fitted(rows);
      const square = rows.reduce((sum, row) => sum + residualOf(row, weights) ** 2, 0) / Math.max(1, rows.length);
      return { weights, spread: Math.max(spreadFloor, Math.sqrt(square)) };
    });
    this.#rows.length = 0;
  }

  rate(window: WindowFeatures): Float64Array {
    if (window.startMs - this.#endMs > sessionGapMs) this.#recent = [];
    this.#endMs = window.endMs;
    const residuals = Float64Array.from(this.#robot.layout.parts, (_, joint) => this.#standardResidual(window, joint));
    this.#recent = [...this.#recent, residuals].slice(-smoothedWindowCount);
    return residuals.map((_, joint) => Math.abs(this.#recent.reduce((sum, one) => sum + (one[joint] ?? 0), 0)) / this.#recent.length);
  }

  #standardResidual(window: WindowFeatures, joint: number): number {
    const row = this.#read(window, joint);
    const model = this.#models[joint];
    return row === undefined || model === undefined ? 0 : residualOf(row, model.weights) / model.spread;
  }

  #read(window: WindowFeatures, joint: number): Row | undefined {
    const target = this.#target === undefined ? undefined : meanOf(window, this.#target, joint);
    if (target === undefined) return undefined;
    const [velocity = 0, position] = inputSignals.map((signal) => meanOf(window, signal, joint));
    const velocitySd = sdOf(window, 'velocityRadPerS', joint);
    const temperature = this.#target === 'motorTemperatureC' ? 0 : ((meanOf(window, 'motorTemperatureC', joint) ?? 40) - 40) / 20;
    const [speed, direction] = [Math.abs(velocity), Math.sign(velocity)];
    const posture = position === undefined ? [0, 0] : [Math.sin(position), Math.cos(position)];
    const inputs = [1, velocity, speed, direction, velocitySd, ...posture, temperature, temperature * speed, temperature * direction];
    return { inputs, target };
  }
}

function fitted(rows: readonly Row[]): Float64Array {
  const equations = ridgeEquations(rows[0]?.inputs.length ?? 0, ridgeWeight);
  for (const { inputs, target } of rows) addObservation(equations, Float64Array.from([...inputs, target]));
  return solveRidge(equations);
}

function residualOf({ inputs, target }: Row, weights: Float64Array): number {
  return target - inputs.reduce((sum, input, place) => sum + input * (weights[place] ?? 0), 0);
}

function cellOf({ layout, count }: WindowFeatures, signal: SignalName, joint: number): number | undefined {
  const row = layout.signals.indexOf(signal);
  const cell = row * layout.parts.length + joint;
  return row >= 0 && (count[cell] ?? 0) > 0 ? cell : undefined;
}

function meanOf(window: WindowFeatures, signal: SignalName, joint: number): number | undefined {
  const cell = cellOf(window, signal, joint);
  return cell === undefined ? undefined : window.mean[cell];
}

function sdOf(window: WindowFeatures, signal: SignalName, joint: number): number {
  const cell = cellOf(window, signal, joint);
  return cell === undefined ? 0 : (window.sd[cell] ?? 0);
}
