const headBytes = 4;
/** Middleware fills up to a multiple of four. */
const paddingBytesMax = 3;
const noBytes: Uint8Array = new Uint8Array(0);
const noView: DataView = new DataView(noBytes.buffer);
const utf8 = new TextDecoder();

/**
 * Reads plain CDR (XCDR1, either byte order) from front to back. What does not fit makes the cursor unsound: from then on everything
 * reads as 0 or empty and nothing beyond the bytes is touched. Offsets are from the first byte, alignment is from behind the head.
 */
export class CdrCursor {
  offset = headBytes;
  isSound = false;
  #view = noView;
  #bytes = noBytes;
  #isLittle = true;

  /** Starts at the front of other bytes; unsound when they have no head, or one of another encoding. */
  open(bytes: Uint8Array): void {
    const kind = bytes[1];
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#isLittle = kind === 1;
    this.offset = headBytes;
    this.isSound = bytes.length >= headBytes && (kind === 0 || kind === 1);
  }

  /** True when everything fitted and at most padding is left. */
  isAtEnd(): boolean {
    return this.isSound && this.#bytes.length - this.offset <= paddingBytesMax;
  }

  fail(): void {
    this.isSound = false;
  }

  /** Where the next four-byte value begins; the cursor stands there. */
  align4(): number {
    this.offset = (this.offset + 3) & ~3;
    return this.offset;
  }

  skip(lengthBytes: number): void {
    if (this.#fits(lengthBytes)) this.offset += lengthBytes;
  }

  int32(): number {
    return this.uint32() | 0;
  }

  uint32(): number {
    this.align4();
    if (!this.#fits(4)) return 0;
    this.offset += 4;
    return this.#view.getUint32(this.offset - 4, this.#isLittle);
  }

  /** A string without its closing zero. */
  text(): string {
    const lengthBytes = this.uint32();
    if (!this.#fits(lengthBytes)) return '';
    this.offset += lengthBytes;
    return lengthBytes <= 1 ? '' : utf8.decode(this.#bytes.subarray(this.offset - lengthBytes, this.offset - 1));
  }

  /** A sequence of f64 in `into` when it has that length, else in a new array; more than `countMax` do not fit. */
  float64s(into: Float64Array<ArrayBuffer>, countMax: number): Float64Array<ArrayBuffer> {
    const count = this.uint32();
    if (count > 0) this.#align8();
    if (count > countMax || !this.#fits(count * 8)) {
      this.fail();
      return into;
    }
    const values = into.length === count ? into : new Float64Array(count);
    for (let index = 0; index < count; index++) values[index] = this.#view.getFloat64(this.offset + index * 8, this.#isLittle);
    this.offset += count * 8;
    return values;
  }

  #align8(): void {
    this.offset = headBytes + ((this.offset - headBytes + 7) & ~7);
  }

  #fits(lengthBytes: number): boolean {
    if (this.offset + lengthBytes > this.#bytes.length) this.isSound = false;
    return this.isSound;
  }
}
