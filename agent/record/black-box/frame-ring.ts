import type { Frame, FrameLayout } from '../../contract/frame.ts';
import { signalSpec } from '../../contract/signal.ts';
import { type MonoNs, monoNs } from '../../contract/time.ts';
import { isUnknown } from '../../contract/unknown.ts';

/*
 *  frame ─copy─▶ slot = number mod capacity     columns: monoNs │ values │ quality │ sourceWallMs, stamped
 *                the oldest is overwritten      numbers never come again: what was overwritten is known to be gone
 */
const timeBytes = 8 + 8 + 1;

/** One frame of a ring, as views: valid until the ring comes round. */
export interface RingFrame {
  readonly monoNs: MonoNs;
  readonly values: Float32Array | Float64Array;
  readonly quality: Uint8Array;
  /** The robot's own stamp; undefined when it gave none. */
  readonly sourceWallMs: number | undefined;
}

/** Totals grow beyond what 24 bits tell apart, so they are kept in full; every other reading has seven digits, finer than any sensor. */
export function valueBytesOf({ component, signals }: FrameLayout): 4 | 8 {
  return signals.some((signal) => signalSpec(component, signal)?.range[1] === Number.MAX_SAFE_INTEGER) ? 8 : 4;
}

/** Bytes one frame takes in a ring. */
export function frameBytesOf(layout: FrameLayout): number {
  return layout.signals.length * layout.parts.length * (valueBytesOf(layout) + 1) + timeBytes;
}

/** The newest frames of one stream at full rate, in buffers made once. Copying one in allocates nothing. */
export class FrameRing {
  readonly layout: FrameLayout;
  readonly capacityCount: number;
  /** Frames taken in so far: the number of the next one. */
  nextSeq = 0;
  readonly #cellCount: number;
  readonly #monoNs: BigInt64Array;
  readonly #values: Float32Array | Float64Array;
  readonly #quality: Uint8Array;
  readonly #sourceWallMs: Float64Array;
  readonly #stamped: Uint8Array;

  constructor(layout: FrameLayout, capacityCount: number) {
    this.layout = layout;
    this.capacityCount = Math.max(1, Math.floor(capacityCount));
    this.#cellCount = layout.signals.length * layout.parts.length;
    const cells = this.capacityCount * this.#cellCount;
    this.#monoNs = new BigInt64Array(this.capacityCount);
    this.#values = valueBytesOf(layout) === 8 ? new Float64Array(cells) : new Float32Array(cells);
    this.#quality = new Uint8Array(cells);
    this.#sourceWallMs = new Float64Array(this.capacityCount);
    this.#stamped = new Uint8Array(this.capacityCount);
  }

  push({ time, values, quality, sourceWallMs }: Frame): void {
    const slot = this.nextSeq++ % this.capacityCount;
    this.#monoNs[slot] = time.monoNs;
    this.#values.set(values, slot * this.#cellCount);
    this.#quality.set(quality, slot * this.#cellCount);
    const stamped = !isUnknown(sourceWallMs);
    this.#stamped[slot] = stamped ? 1 : 0;
    this.#sourceWallMs[slot] = stamped ? sourceWallMs : 0;
  }

  /** Number of the oldest frame still held. */
  get firstSeq(): number {
    return Math.max(0, this.nextSeq - this.capacityCount);
  }

  /** The frame of this number; undefined when it was overwritten, or has not come. */
  at(seq: number): RingFrame | undefined {
    if (seq < this.firstSeq || seq >= this.nextSeq) return undefined;
    const slot = seq % this.capacityCount;
    const [from, to] = [slot * this.#cellCount, (slot + 1) * this.#cellCount];
    return {
      monoNs: monoNs(this.#monoNs[slot] ?? 0n),
      values: this.#values.subarray(from, to),
      quality: this.#quality.subarray(from, to),
      sourceWallMs: this.#stamped[slot] === 1 ? this.#sourceWallMs[slot] : undefined,
    };
  }

  /** Number of the first frame held that is not before this moment; `nextSeq` when all are. Times never go backwards within a boot. */
  seqFrom(fromNs: bigint): number {
    let [low, high] = [this.firstSeq, this.nextSeq];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#monoNs[middle % this.capacityCount] ?? 0n) < fromNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets everything: another boot has begun, whose clock does not go on from this one's. */
  clear(): void {
    this.nextSeq = 0;
    this.#monoNs.fill(0n);
  }
}
