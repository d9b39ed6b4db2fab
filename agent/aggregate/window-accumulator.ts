import type { WindowFeatures } from '../contract/features.ts';
import { type Frame, type FrameLayout, quality } from '../contract/frame.ts';
import type { MonoMs } from '../contract/time.ts';

/**
 * Sums over columns while the window is open, features once when it closes. Squares are taken about each cell's first
 * value of the window, so that a large constant (a position, a voltage) does not eat the digits of a small spread.
 */
export class WindowAccumulator {
  readonly layout: FrameLayout;
  #frameCount = 0;
  readonly #count: Uint32Array;
  readonly #pivot: Float64Array;
  readonly #sum: Float64Array;
  readonly #sumOfSquares: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #last: Float64Array;

  constructor(layout: FrameLayout) {
    const cellCount = layout.parts.length * layout.signals.length;
    this.layout = layout;
    this.#count = new Uint32Array(cellCount);
    this.#pivot = new Float64Array(cellCount);
    this.#sum = new Float64Array(cellCount);
    this.#sumOfSquares = new Float64Array(cellCount);
    this.#min = new Float64Array(cellCount);
    this.#max = new Float64Array(cellCount);
    this.#last = new Float64Array(cellCount);
  }

  /** Adds every good cell of a frame of this layout. */
  add(frame: Frame): void {
    this.#frameCount++;
    const { values, quality: codes } = frame;
    for (let index = 0; index < values.length; index++) {
      if (codes[index] === quality.good) this.#addCell(index, values[index] ?? 0);
    }
  }

  #addCell(index: number, value: number): void {
    if (this.#count[index] === 0) {
      this.#pivot[index] = value;
      this.#min[index] = value;
      this.#max[index] = value;
    }
    const offset = value - (this.#pivot[index] ?? 0);
    this.#count[index] = (this.#count[index] ?? 0) + 1;
    this.#sum[index] = (this.#sum[index] ?? 0) + offset;
    this.#sumOfSquares[index] = (this.#sumOfSquares[index] ?? 0) + offset * offset;
    if (value < (this.#min[index] ?? 0)) this.#min[index] = value;
    if (value > (this.#max[index] ?? 0)) this.#max[index] = value;
    this.#last[index] = value;
  }

  /** The features of the window, and an empty accumulator again; undefined when no frame came. */
  close(startMs: MonoMs, endMs: MonoMs): WindowFeatures | undefined {
    if (this.#frameCount === 0) return undefined;
    const mean = Float64Array.from(this.#count, (count, i) => (count === 0 ? 0 : (this.#pivot[i] ?? 0) + (this.#sum[i] ?? 0) / count));
    const sd = Float64Array.from(this.#count, (count, i) => {
      if (count < 2) return 0;
      const average = (this.#sum[i] ?? 0) / count;
      return Math.sqrt(Math.max(0, (this.#sumOfSquares[i] ?? 0) / count - average * average));
    });
    const features: WindowFeatures = {
      layout: this.layout,
      startMs,
      endMs,
      frameCount: this.#frameCount,
      count: this.#count.slice(),
      mean,
      sd,
      min: this.#min.slice(),
      max: this.#max.slice(),
      last: this.#last.slice(),
    };
    this.#clear();
    return features;
  }

  #clear(): void {
    this.#frameCount = 0;
    for (const column of this.#columns()) column.fill(0);
  }

  /** Everything it remembers, as plain JSON. */
  save(): number[][] {
    return [[this.#frameCount], ...this.#columns().map((column) => [...column])];
  }

  /** Takes up what `save` gave, for a layout of the same shape. */
  restore(saved: readonly (readonly number[])[]): void {
    this.#frameCount = saved[0]?.[0] ?? 0;
    this.#columns().forEach((column, k) => {
      column.set(saved[k + 1] ?? []);
    });
  }

  #columns(): (Uint32Array | Float64Array)[] {
    return [this.#count, this.#pivot, this.#sum, this.#sumOfSquares, this.#min, this.#max, this.#last];
  }
}
