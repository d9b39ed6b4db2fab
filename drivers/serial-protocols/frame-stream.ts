/*
 * One frame stream per port direction; nothing is dropped that is not counted.
 *
 *   chunks ──▶ ┌──────────────────────┐ candidate ┌─────────┐ frame ──▶ onFrame (a copy)
 *   any split  │ held < frameBytesMax │──────────▶│ examine │ echo ───▶ counted
 *              └──────────▲───────────┘           └────┬────┘ reject ─▶ one byte discarded, next candidate
 *                         └──────── incomplete ────────┘
 */

/** What a format says of the bytes from a candidate's first byte on. `incomplete` names how many bytes it needs to say more. */
export type Verdict =
  | { readonly kind: 'frame' | 'echo'; readonly sizeBytes: number }
  | { readonly kind: 'incomplete'; readonly atLeastBytes: number }
  | { readonly kind: 'noise' | 'checksum' };

/** Not the start of a frame. */
export const noise: Verdict = { kind: 'noise' };
/** A whole frame by its length, but the check did not hold. */
export const wrongChecksum: Verdict = { kind: 'checksum' };

/** How the frames of one protocol are told from noise: pure, looks at `bytes[begin, end)` only and never throws. */
export interface FrameFormat {
  /** No frame is longer: bounds what a stream holds, and the work per byte. */
  readonly frameBytesMax: number;
  /** What a frame or an echo can begin with: all other bytes are skipped without a call. */
  readonly startBytes: readonly number[];
  examine(bytes: Uint8Array, begin: number, end: number): Verdict;
}

/** What a stream has seen since it was made. Every byte is in exactly one of frames, echoes, `discardedBytes` and the bytes held. */
export interface StreamCounts {
  readonly frameCount: number;
  /** Requests heard on the bus, our own echo included. */
  readonly echoCount: number;
  readonly checksumErrorCount: number;
  /** Candidates that a quiet bus left unfinished. */
  readonly truncatedCount: number;
  /** Runs of discarded bytes: how often the stream lost its place. */
  readonly resyncCount: number;
  readonly discardedBytes: number;
}

export type OnFrame = (frame: Uint8Array) => void;

/** The counts of a stream that has seen nothing. */
export function noCounts(): { -readonly [K in keyof StreamCounts]: StreamCounts[K] } {
  return { frameCount: 0, echoCount: 0, checksumErrorCount: 0, truncatedCount: 0, resyncCount: 0, discardedBytes: 0 };
}

/**
 * Cuts a byte stream into frames. The result is the leftmost parse of all bytes pushed: how they were split has no influence.
 * A bad candidate costs one byte and the search goes on behind it, so a good frame is lost only where bytes that pass the
 * protocol's own check overlap it. A damaged length may hold back frames until `frameBytesMax` bytes came or `quiet` is called.
 */
export class FrameStream {
  readonly #format: FrameFormat;
  readonly #held: Uint8Array;
  readonly #counts = noCounts();
  #begin = 0;
  #end = 0;
  #neededBytes = 1;
  #isInStep = true;

  constructor(format: FrameFormat) {
    this.#format = format;
    // Twice the longest frame, so that moving the rest to the front costs at most one copied byte per byte received.
    this.#held = new Uint8Array(2 * format.frameBytesMax);
  }

  get counts(): StreamCounts {
    return { ...this.#counts };
  }

  /** Bytes of an unfinished candidate; less than `frameBytesMax` between two calls. */
  get heldBytes(): number {
    return this.#end - this.#begin;
  }

  /** Takes what was read; calls `onFrame` with a copy of each frame whose check holds, in order. */
  push(chunk: Uint8Array, onFrame: OnFrame): void {
    for (let taken = 0; taken < chunk.length; ) {
      if (this.#end === this.#held.length) this.#moveToFront();
      const part = chunk.subarray(taken, taken + this.#held.length - this.#end);
      this.#held.set(part, this.#end);
      this.#end += part.length;
      taken += part.length;
      this.#drain(onFrame, false);
    }
  }

  /** The bus fell silent: an unfinished candidate will never be finished, and what stands behind its first byte is looked at. */
  quiet(onFrame: OnFrame): void {
    this.#drain(onFrame, true);
  }

  #moveToFront(): void {
    this.#held.copyWithin(0, this.#begin, this.#end);
    this.#end -= this.#begin;
    this.#begin = 0;
  }

  #drain(onFrame: OnFrame, isQuiet: boolean): void {
    while (this.heldBytes > 0 && (isQuiet || this.heldBytes >= this.#neededBytes)) {
      const verdict = this.#examine();
      if (verdict.kind === 'incomplete' && !isQuiet) this.#neededBytes = verdict.atLeastBytes;
      else this.#settle(verdict, onFrame);
    }
  }

  #examine(): Verdict {
    if (!this.#format.startBytes.includes(this.#held[this.#begin] ?? 0)) return noise;
    const verdict = this.#format.examine(this.#held, this.#begin, this.#end);
    // A format that asks for more than its own limit, or for no more than it has, would hold the stream for ever.
    const isEndless =
      verdict.kind === 'incomplete' && (verdict.atLeastBytes > this.#format.frameBytesMax || verdict.atLeastBytes <= this.heldBytes);
    return isEndless ? noise : verdict;
  }

  #settle(verdict: Verdict, onFrame: OnFrame): void {
    this.#neededBytes = 1;
    if (verdict.kind === 'frame' || verdict.kind === 'echo') {
      this.#accept(verdict.kind, verdict.sizeBytes, onFrame);
      return;
    }
    if (verdict.kind === 'checksum') this.#counts.checksumErrorCount += 1;
    if (verdict.kind === 'incomplete') this.#counts.truncatedCount += 1;
    if (this.#isInStep) this.#counts.resyncCount += 1;
    this.#isInStep = false;
    this.#counts.discardedBytes += 1;
    this.#begin += 1;
  }

  #accept(kind: 'frame' | 'echo', sizeBytes: number, onFrame: OnFrame): void {
    const frame = this.#held.slice(this.#begin, this.#begin + sizeBytes);
    this.#begin += sizeBytes;
    this.#isInStep = true;
    if (kind === 'echo') this.#counts.echoCount += 1;
    if (kind === 'echo') return;
    this.#counts.frameCount += 1;
    onFrame(frame);
  }
}
