import { clearFrame, createFrame, type Frame, type FrameLayout, quality } from '../../../agent/contract/frame.ts';
import { type SignalName, signalSpec } from '../../../agent/contract/signal.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';

/**
 * The one frame of a stream, filled anew for every message. A value that is no finite number leaves its cell missing, one outside
 * the signal's plausible range is kept with quality `outOfRange`: no good cell ever holds what cannot be true.
 */
export class FrameFiller {
  readonly layout: FrameLayout;
  readonly #ranges: readonly (readonly [low: number, high: number])[];
  readonly #partIndex: ReadonlyMap<string, number>;
  #frame: Frame | undefined;

  constructor(layout: FrameLayout) {
    this.layout = layout;
    this.#ranges = layout.signals.map((signal) => signalSpec(layout.component, signal)?.range ?? [-Infinity, Infinity]);
    this.#partIndex = new Map(layout.parts.map((part, index) => [part, index]));
  }

  /** Every cell missing again, at this time. */
  begin(time: TimePoint, sourceWallMs: Knowable<number> = unknown('notReported')): void {
    this.#frame ??= createFrame(this.layout, time);
    clearFrame(this.#frame);
    this.#frame.time = time;
    this.#frame.sourceWallMs = sourceWallMs;
  }

  /** Where a signal's column stands; −1 when the layout has none. */
  signalIndex(signal: SignalName): number {
    return this.layout.signals.indexOf(signal);
  }

  /** Where a part stands; −1 when the layout has none. */
  partIndex(part: string): number {
    return this.#partIndex.get(part) ?? -1;
  }

  /** One cell in house units; NaN leaves it missing, and what is no cell of this layout is left out. */
  set(signalIndex: number, partIndex: number, value: number): void {
    const range = this.#ranges[signalIndex];
    const isPart = partIndex >= 0 && partIndex < this.layout.parts.length;
    if (this.#frame === undefined || range === undefined || !isPart || Number.isNaN(value)) return;
    const cell = signalIndex * this.layout.parts.length + partIndex;
    this.#frame.values[cell] = value;
    this.#frame.quality[cell] = value >= range[0] && value <= range[1] ? quality.good : quality.outOfRange;
  }

  /** A cell whose source has no such value at all. */
  markNotReported(signalIndex: number, partIndex: number): void {
    if (this.#frame !== undefined) this.#frame.quality[signalIndex * this.layout.parts.length + partIndex] = quality.notReported;
  }

  /** The filled frame; throws nothing, gives undefined before the first `begin`. */
  frame(): Frame | undefined {
    return this.#frame;
  }
}
