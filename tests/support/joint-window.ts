import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { monoMs } from '../../agent/contract/time.ts';

export interface JointWindowOptions {
  /** Mean per joint; undefined is a cell without a good sample. Every list has the same length. */
  readonly means: Partial<Record<SignalName, readonly (number | undefined)[]>>;
  /** Standard deviation of every cell; min and max lie one of it away from the mean. */
  readonly sd?: number;
  readonly frameCount?: number;
}

/** A window of joints as the aggregate stage hands it over, from the means alone. */
export function jointWindow({ means, sd = 0.1, frameCount = 10 }: JointWindowOptions): WindowFeatures {
  const signals = Object.keys(means) as SignalName[];
  const columns = signals.flatMap((signal) => [...(means[signal] ?? [])]);
  const partCount = signals.length === 0 ? 0 : columns.length / signals.length;
  const parts = Array.from({ length: partCount }, (_, index) => `j${index}`);
  return {
    layout: { sourceId: 'arm', component: 'joint', parts, signals, periodMs: 1000 / frameCount },
    startMs: monoMs(5000),
    endMs: monoMs(6000),
    frameCount,
    count: Uint32Array.from(columns, (mean) => (mean === undefined ? 0 : frameCount)),
    mean: Float64Array.from(columns, (mean) => mean ?? 0),
    sd: Float64Array.from(columns, () => (frameCount > 1 ? sd : 0)),
    min: Float64Array.from(columns, (mean) => (mean ?? 0) - (frameCount > 1 ? sd : 0)),
    max: Float64Array.from(columns, (mean) => (mean ?? 0) + (frameCount > 1 ? sd : 0)),
  };
}

/** Limits of a small arm for so many joints. */
export function armLimits(jointCount: number): JointLimits {
  return Array.from({ length: jointCount }, () => ({ velocityRadPerS: 3, torqueNm: 50, currentA: 8 }));
}

/** No limit declared at all. */
export function noLimits(jointCount: number): JointLimits {
  return Array.from({ length: jointCount }, () => ({ velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined }));
}

/** A lively window of so many joints, every joint different, with velocity, position, temperature, current and torque. */
export function livelyWindow(jointCount: number): WindowFeatures {
  const each = (value: (index: number) => number): number[] => Array.from({ length: jointCount }, (_, index) => value(index));
  return jointWindow({
    means: {
      velocityRadPerS: each((index) => Math.sin(index + 1)),
      positionRad: each((index) => Math.cos(2 * index)),
      motorTemperatureC: each((index) => 30 + (index % 7)),
      currentA: each((index) => 0.5 + Math.abs(Math.sin(3 * index))),
      torqueNm: each((index) => 10 * Math.cos(index)),
    },
  });
}

/** The same window with its joints in another order: joint `order[i]` comes to place i. */
export function reorderJoints(window: WindowFeatures, order: readonly number[]): WindowFeatures {
  const partCount = window.layout.parts.length;
  const from = (cell: number): number => Math.floor(cell / partCount) * partCount + (order[cell % partCount] ?? 0);
  const floats = (column: Float64Array): Float64Array => Float64Array.from(column, (_, cell) => column[from(cell)] ?? 0);
  return {
    ...window,
    layout: { ...window.layout, parts: order.map((index) => window.layout.parts[index] ?? '') },
    count: Uint32Array.from(window.count, (_, cell) => window.count[from(cell)] ?? 0),
    mean: floats(window.mean),
    sd: floats(window.sd),
    min: floats(window.min),
    max: floats(window.max),
  };
}
