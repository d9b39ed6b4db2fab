/** How many bytes a frame that begins here has; 0 when more are needed to tell, undefined when no frame begins here. */
export type FrameLength = (bytes: Uint8Array, begin: number, end: number) => number | undefined;

/**
 * ```
 *  bytes ─▶ [ at most one frame ] ─▶ is this a frame? ─yes─▶ onFrame
 *                                          └─no─▶ one byte on, counted
 * ```
 * Cuts a stream into frames and finds the next one after noise by going on one byte, never by throwing the rest away. Holds at most
 * `bytesMax` bytes, and never throws whatever arrives.
 */
export class ResyncBuffer {
  discardedCount = 0;
  readonly #held: Uint8Array;
  readonly #frameLength: FrameLength;
  readonly #onFrame: (frame: Uint8Array) => void;
  #heldBytes = 0;

  constructor(options: { bytesMax: number; frameLength: FrameLength; onFrame: (frame: Uint8Array) => void }) {
    this.#held = new Uint8Array(options.bytesMax);
    this.#frameLength = options.frameLength;
    this.#onFrame = options.onFrame;
  }

  /** Bytes that wait for the rest of their frame. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  push(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.length; ) {
      const part = bytes.subarray(taken, taken + this.#held.length - this.#heldBytes);
      this.#held.set(part, this.#heldBytes);
      this.#heldBytes += part.length;
      taken += part.length;
      this.#scan();
    }
  }

  /** No more bytes are coming: what waits for its rest is looked through for a whole frame, and nothing is held any more. */
  endOfBytes(): void {
    this.#scan(true);
  }

  #scan(isEnd = false): void {
    let begin = 0;
    while (begin < this.#heldBytes) {
      const length = this.#frameLength(this.#held, begin, this.#heldBytes);
      if (length === 0 && !isEnd) break;
      if (length) this.#onFrame(this.#held.slice(begin, begin + length));
      else this.discardedCount++;
      begin += length || 1;
    }
    this.#held.copyWithin(0, begin, this.#heldBytes);
    this.#heldBytes -= begin;
  }
}
