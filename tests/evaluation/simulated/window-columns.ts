import type { WindowFeatures } from '../../../agent/contract/features.ts';
import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { SignalName } from '../../../agent/contract/signal.ts';
import { type MonoMs, monoMs } from '../../../agent/contract/time.ts';

/** Samples of one second: per signal, per joint. */
export type SampleColumns = ReadonlyMap<SignalName, readonly Float64Array[]>;

const windowMs = 1000;

export function emptyWindow(layout: FrameLayout, at: { readonly startMs: MonoMs; readonly frameCount: number }): WindowFeatures {
  const cellCount = layout.parts.length * layout.signals.length;
  const column = (): Float64Array => new Float64Array(cellCount);
  const columns = { count: new Uint32Array(cellCount), mean: column(), sd: column(), min: column(), max: column() };
  return { layout, ...at, endMs: monoMs(at.startMs + windowMs), ...columns };
}

export function writeWindow(window: WindowFeatures, columns: SampleColumns): void {
  for (const [signal, name] of window.layout.signals.entries()) {
    const joints = columns.get(name) ?? [];
    for (const [joint, values] of joints.entries()) writeCell(window, signal * joints.length + joint, values);
  }
}

function writeCell(window: WindowFeatures, cell: number, values: Float64Array): void {
  let [sum, squares, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const mean = low === high ? low : sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  window.count[cell] = window.frameCount;
  window.mean[cell] = mean;
  window.sd[cell] = Math.sqrt(squares / values.length);
  window.min[cell] = low;
  window.max[cell] = high;
}
