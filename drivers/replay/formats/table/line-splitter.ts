/** One line of a text, without its end; `lineIndex` counts from 1, as editors do. */
export interface Line {
  readonly lineIndex: number;
  readonly text: string;
  /** `unterminated`: the last line, without a newline. `tooLong`: its text was dropped. */
  readonly kind: 'whole' | 'unterminated' | 'tooLong';
}

/** A line longer than this is noise: the widest table seen (24 columns) needs 400 bytes. */
export const lineBytesMax = 65_536;

const newlineByte = 0x0a;
const byteOrderMark = '\uFEFF';
const nothing = Buffer.alloc(0);

/**
 * ```
 *  chunk ──push──▶ [ carry ≤ lineBytesMax ][ chunk ] ──next──▶ line | undefined (push more)
 * ```
 * Cuts bytes into lines. Whatever the bytes, it holds one chunk and at most `lineBytesMax` of an unfinished line.
 */
export class LineSplitter {
  #chunk: Buffer = nothing;
  #atIndex = 0;
  #carry: Buffer[] = [];
  #carryBytes = 0;
  #overlong = false;
  #ended = false;
  #lineIndex = 0;

  /** Bytes held of a line whose end has not been seen. */
  get heldBytes(): number {
    return this.#carryBytes;
  }

  /** Gives the next chunk; call only when `next` returned undefined. */
  push(chunk: Uint8Array): void {
    this.#chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#atIndex = 0;
  }

  /** No more chunks will come: an unfinished line becomes the last one. */
  end(): void {
    this.#ended = true;
  }

  /** The next line, or undefined when more bytes are needed or, after `end`, when there is none left. */
  next(): Line | undefined {
    const endIndex = this.#chunk.indexOf(newlineByte, this.#atIndex);
    if (endIndex >= 0) {
      this.#keep(this.#chunk.subarray(this.#atIndex, endIndex));
      this.#atIndex = endIndex + 1;
      return this.#finish('whole');
    }
    if (this.#atIndex < this.#chunk.length) this.#keep(Buffer.from(this.#chunk.subarray(this.#atIndex)));
    this.#chunk = nothing;
    this.#atIndex = 0;
    if (!this.#ended || (this.#carryBytes === 0 && !this.#overlong)) return undefined;
    return this.#finish('unterminated');
  }

  #keep(piece: Buffer): void {
    if (this.#overlong || this.#carryBytes + piece.length > lineBytesMax) {
      this.#overlong = true;
      this.#carry = [];
      this.#carryBytes = 0;
      return;
    }
    this.#carry.push(piece);
    this.#carryBytes += piece.length;
  }

  #finish(kind: 'whole' | 'unterminated'): Line {
    const overlong = this.#overlong;
    const [first] = this.#carry;
    const bytes = this.#carry.length === 1 && first !== undefined ? first : Buffer.concat(this.#carry);
    this.#carry = [];
    this.#carryBytes = 0;
    this.#overlong = false;
    this.#lineIndex++;
    if (overlong) return { lineIndex: this.#lineIndex, text: '', kind: 'tooLong' };
    return { lineIndex: this.#lineIndex, text: this.#textOf(bytes), kind };
  }

  #textOf(bytes: Buffer): string {
    const text = bytes.toString('utf8');
    const withoutMark = this.#lineIndex === 1 && text.startsWith(byteOrderMark) ? text.slice(1) : text;
    return withoutMark.endsWith('\r') ? withoutMark.slice(0, -1) : withoutMark;
  }
}
