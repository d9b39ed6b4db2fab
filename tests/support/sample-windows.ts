import type { ClosedWindow, WindowFeatures } from '../../agent/contract/features.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { monoMs } from '../../agent/contract/time.ts';
import type { BatchWindow } from '../../agent/record/samples/sample-batch.ts';
import { seededRandom } from './replayed.ts';
import { timeAt } from './telemetry.ts';

/** Twenty-nine joints, four signals: what a humanoid reports. */
export const humanoidJoints: FrameLayout = {
  sourceId: 'robot',
  component: 'joint',
  parts: Array.from({ length: 29 }, (_, index) => `joint_${index}`),
  signals: ['positionRad', 'velocityRadPerS', 'torqueNm', 'motorTemperatureC'],
  periodMs: 2,
};

export const packLayout: FrameLayout = {
  sourceId: 'robot',
  component: 'battery',
  parts: ['pack'],
  signals: ['voltageV', 'stateOfChargeRatio', 'remainingAh'],
  periodMs: 1000,
};

/** The second `index` of a walk, with sensor noise; every cell good but those of `missing`. */
export function walkingWindow(
  index: number,
  layouts: readonly FrameLayout[] = [humanoidJoints],
  missing: readonly number[] = [],
): BatchWindow {
  const streams = layouts.map((layout, l) => featuresOf(layout, { index, missing, seed: index * 31 + l }));
  const window: ClosedWindow = { startMs: monoMs(index * 1000), endMs: monoMs((index + 1) * 1000), operatingMs: 900, streams };
  return { window, time: timeAt((index + 1) * 1000) };
}

interface FeatureChoice {
  readonly index: number;
  readonly missing: readonly number[];
  readonly seed: number;
}

function featuresOf(layout: FrameLayout, { index, missing, seed }: FeatureChoice): WindowFeatures {
  const cellCount = layout.parts.length * layout.signals.length;
  const random = seededRandom(seed + 1);
  const wave = (cell: number): number => Math.sin(index / 7 + cell) * (1 + (cell % 5));
  const mean = Float64Array.from({ length: cellCount }, (_, cell) => wave(cell) + random() * 0.05);
  const sd = Float64Array.from({ length: cellCount }, () => 0.2 + random() * 0.05);
  const known = (column: Float64Array): Float64Array => column.map((value, cell) => (missing.includes(cell) ? 0 : value));
  return {
    layout,
    startMs: monoMs(index * 1000),
    endMs: monoMs((index + 1) * 1000),
    frameCount: 500,
    count: Uint32Array.from({ length: cellCount }, (_, cell) => (missing.includes(cell) ? 0 : 500)),
    mean: known(mean),
    sd: known(sd),
    min: known(mean.map((value, cell) => value - 2 * (sd[cell] ?? 0))),
    max: known(mean.map((value, cell) => value + 2 * (sd[cell] ?? 0))),
  };
}
