/*
 *   chunks ──▶ ┌─────────────────────────────┐ line ──▶ onLine
 *   any split  │ held ≤ lineBytesMax         │
 *              └──────────────┬──────────────┘ too long ─▶ counted and discarded up to the next line end
 */

export interface LineCounts {
  readonly lineCount: number;
  readonly overlongCount: number;
  readonly discardedBytes: number;
}

const LINE_END_BYTE = 0x0a;
const LINE_BYTES_MAX_DEFAULT = 4096;

/** Cuts a byte stream into lines of text, each byte looked at once. Empty lines are not delivered; a carriage return is white space. */
export class LineStream {
  readonly #held: Uint8Array;
  readonly #decoder = new TextDecoder();
  readonly #counts = { lineCount: 0, overlongCount: 0, discardedBytes: 0 };
  #heldBytes = 0;
  #isOverlong = false;

  constructor(lineBytesMax = LINE_BYTES_MAX_DEFAULT) {
    this.#held = new Uint8Array(lineBytesMax);
  }

  get counts(): LineCounts {
    return { ...this.#counts };
  }

  /** Bytes of an unfinished line; at most `lineBytesMax`. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes what was read; calls `onLine` for each line that ended in it. */
  push(chunk: Uint8Array, onLine: (line: string) => void): void {
    for (let from = 0; from < chunk.length; ) {
      const lineEnd = chunk.indexOf(LINE_END_BYTE, from);
      const to = lineEnd === -1 ? chunk.length : lineEnd;
      this.#hold(chunk.subarray(from, to));
      if (lineEnd !== -1) this.#endLine(onLine);
      from = to + 1;
    }
  }

  #hold(part: Uint8Array): void {
    if (!this.#isOverlong && this.#heldBytes + part.length <= this.#held.length) {
      this.#held.set(part, this.#heldBytes);
      this.#heldBytes += part.length;
      return;
    }
    if (!this.#isOverlong) this.#counts.overlongCount += 1;
    this.#isOverlong = true;
    this.#counts.discardedBytes += this.#heldBytes + part.length;
    this.#heldBytes = 0;
  }

  #endLine(onLine: (line: string) => void): void {
    const line = this.#decoder.decode(this.#held.subarray(0, this.#heldBytes)).trim();
    this.#heldBytes = 0;
    this.#isOverlong = false;
    if (line === '') return;
    this.#counts.lineCount += 1;
    onLine(line);
  }
}
