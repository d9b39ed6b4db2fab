import { readFileSync, statSync } from 'node:fs';

/** Commits that stand in a write-ahead log behind a frame that cannot be read any more. */
export interface LostWalTail {
  readonly frameCount: number;
  readonly commitCount: number;
}

/** Longest log that is read through; SQLite's own checksums stand for a longer one. */
const walBytesMax = 67_108_864;
const headerBytes = 32;
const frameHeaderBytes = 24;
/** Bytes of a frame header that its checksum covers; salts and checksum follow. */
const frameSummedBytes = 8;
const magic = { bigEndian: 0x377f0683, littleEndian: 0x377f0682 } as const;

/**
 * SQLite goes on from the last frame that fits and is silent about what stands behind it: after a torn write that was never
 * acknowledged, after a flipped bit that was; the two cannot be told apart. Counts what stands there; undefined when everything fits.
 * Source: SQLite file format §4.2, checksum algorithm §4.3. A WAL in another form than SQLite writes is not read.
 */
export function lostWalTail(ledgerPath: string): LostWalTail | undefined {
  const path = `${ledgerPath}-wal`;
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes <= headerBytes || bytes > walBytesMax) return undefined;
  const wal = readFileSync(path);
  const pageBytes = wal.readUInt32BE(8);
  const isPageSize = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
  const framed = isPageSize ? new Frames(wal, frameHeaderBytes + pageBytes) : undefined;
  return framed === undefined ? { frameCount: 1, commitCount: 0 } : framed.tailFrom(framed.readableCount());
}

/** How this processor keeps a word. */
const isLittleEndianHost = new Int32Array(Uint8Array.of(1, 0, 0, 0).buffer)[0] === 1;

class Frames {
  readonly #wal: Buffer;
  readonly #frameBytes: number;
  readonly #count: number;

  constructor(wal: Buffer, frameBytes: number) {
    this.#wal = wal;
    this.#frameBytes = frameBytes;
    this.#count = Math.floor((wal.length - headerBytes) / frameBytes);
  }

  /** Frames whose salts and running checksum fit, from the first on. */
  readableCount(): number {
    const wal = this.#wal;
    const sum = this.#headerSum();
    if (sum === undefined) return 0;
    for (let index = 0; index < this.#count; index++) {
      const at = headerBytes + index * this.#frameBytes;
      sum.add(at, frameSummedBytes);
      sum.add(at + frameHeaderBytes, this.#frameBytes - frameHeaderBytes);
      const saltsFit = wal.compare(wal, 16, 24, at + 8, at + 16) === 0;
      if (!saltsFit || !sum.equals(at + 16)) return index;
    }
    return this.#count;
  }

  tailFrom(first: number): LostWalTail | undefined {
    if (first === this.#count) return undefined;
    const starts = Array.from({ length: this.#count - first }, (_, place) => headerBytes + (first + place) * this.#frameBytes);
    // Only a header that fits says which frames are left of an earlier log, as they are where the first commit of a new one was torn.
    const ours = this.#headerSum() === undefined ? starts : starts.filter((at) => this.#isOfThisLog(at));
    const commitCount = ours.filter((at) => this.#wal.readUInt32BE(at + 4) !== 0).length;
    return ours.length === 0 ? undefined : { frameCount: ours.length, commitCount };
  }

  /** The running checksum behind the header; undefined when the header does not fit it. */
  #headerSum(): Checksum | undefined {
    const form = this.#wal.readUInt32BE(0);
    if (form !== magic.bigEndian && form !== magic.littleEndian) return undefined;
    const sum = new Checksum(this.#wal, this.#wordsOf(form === magic.bigEndian));
    sum.add(0, 24);
    return sum.equals(24) ? sum : undefined;
  }

  /** The log in words of four bytes, as it stands where it may be read so, else a copy. */
  #wordsOf(isBigEndian: boolean): Int32Array {
    const { buffer, byteOffset, length } = this.#wal;
    const wordCount = Math.floor(length / 4);
    const isOwnOrder = isBigEndian !== isLittleEndianHost;
    if (isOwnOrder && byteOffset % 4 === 0) return new Int32Array(buffer, byteOffset, wordCount);
    const copy = new Uint8Array(this.#wal.subarray(0, wordCount * 4));
    if (!isOwnOrder) Buffer.from(copy.buffer).swap32();
    return new Int32Array(copy.buffer);
  }

  /** One salt of the two is enough: frames of an earlier log differ in both, a flipped bit changes one. */
  #isOfThisLog(at: number): boolean {
    const wal = this.#wal;
    return wal.readUInt32BE(at + 8) === wal.readUInt32BE(16) || wal.readUInt32BE(at + 12) === wal.readUInt32BE(20);
  }
}

/** Sums modulo 2^32, kept signed: so they stay machine integers over a log of megabytes. */
class Checksum {
  readonly #wal: Buffer;
  readonly #words: Int32Array;
  #s0 = 0;
  #s1 = 0;

  constructor(wal: Buffer, words: Int32Array) {
    this.#wal = wal;
    this.#words = words;
  }

  /** Both places are multiples of eight. */
  add(from: number, byteCount: number): void {
    const words = this.#words;
    let [s0, s1] = [this.#s0, this.#s1];
    for (let index = from / 4; index < (from + byteCount) / 4; index += 2) {
      s0 = (s0 + (words[index] ?? 0) + s1) | 0;
      s1 = (s1 + (words[index + 1] ?? 0) + s0) | 0;
    }
    [this.#s0, this.#s1] = [s0, s1];
  }

  equals(at: number): boolean {
    return this.#wal.readInt32BE(at) === this.#s0 && this.#wal.readInt32BE(at + 4) === this.#s1;
  }
}
