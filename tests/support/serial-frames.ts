import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../drivers/serial-protocols/decoded.ts';
import { type FrameFormat, FrameStream, type StreamCounts } from '../../drivers/serial-protocols/frame-stream.ts';

export const runs = 2000;

/** `DD A5 03`, `DD:A5:03`, `0xD2, 0x03` or `51.03.` as bytes; what is no pair of hexadecimal digits is left out. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(/0x/g, '').match(/\b[0-9A-Fa-f]{2}\b/g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The value of a reply that must have been accepted. */
export function decodedOf<T>(decoded: Decoded<T>): T {
  if (!decoded.ok) throw new Error(`rejected: ${decoded.reason}`);
  return decoded.value;
}

export interface Collected {
  readonly frames: Uint8Array[];
  readonly counts: StreamCounts;
}

/** Everything a stream finds in these chunks, the bus falling silent at the end. */
export function collect(format: FrameFormat, ...chunks: readonly Uint8Array[]): Collected {
  const stream = new FrameStream(format);
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) stream.push(chunk, (frame) => frames.push(frame));
  stream.quiet((frame) => frames.push(frame));
  return { frames, counts: stream.counts };
}

/** Every single-byte change of these bytes: 255 × length of them. */
export function* corruptions(good: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < good.length; at += 1) {
    for (let flip = 1; flip < 256; flip += 1) {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ flip;
      yield bad;
    }
  }
}

/** Bytes that like the protocol's own ones, because plain noise hardly ever looks like a frame. */
function noiseOf(good: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const own = [...new Set(good.flatMap((frame) => [...frame]))];
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 0, maxLength: 40 }),
    fc.array(fc.constantFrom(...own), { maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
    fc.tuple(fc.constantFrom(...good), fc.nat(255)).map(([frame, at]) => frame.slice(0, at % frame.length)),
  );
  return fc.array(piece, { maxLength: 4 }).map(joined);
}

function chunksOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(Math.min(at, bytes.length))];
}

/** Where the leftmost parse of the whole finds frames and echoes: the plain search a stream must agree with. */
function parsedRanges(format: FrameFormat, bytes: Uint8Array): { begin: number; end: number }[] {
  const ranges: { begin: number; end: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const verdict = format.startBytes.includes(bytes[at] ?? 0) ? format.examine(bytes, at, bytes.length) : { kind: 'noise' as const };
    const isWhole = verdict.kind === 'frame' || verdict.kind === 'echo';
    if (isWhole) ranges.push({ begin: at, end: at + verdict.sizeBytes });
    at += isWhole ? verdict.sizeBytes : 1;
  }
  return ranges;
}

/** The three properties of every framer (house style, tests): ≥ 2,000 runs each, fast-check prints the seed of a failure. */
export function itKeepsTheFramerProperties(format: FrameFormat, good: readonly Uint8Array[]): void {
  describe('as a framer (properties)', () => {
    const noise = noiseOf(good);
    const goodFrame = fc.constantFrom(...good);
    const traffic = fc.array(fc.oneof(goodFrame, noise), { maxLength: 8 }).map(joined);

    it('finds the same frames however the bytes are split', () => {
      const sizes = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });
      fc.assert(
        fc.property(traffic, sizes, (bytes, cut) => {
          expect(collect(format, ...chunksOf(bytes, cut))).toEqual(collect(format, bytes));
        }),
        { numRuns: runs },
      );
    });

    it('never throws, holds less than its longest frame, and loses no byte uncounted', () => {
      fc.assert(
        fc.property(fc.array(noise, { maxLength: 20 }), (chunks) => {
          const stream = new FrameStream(format);
          for (const chunk of chunks) {
            stream.push(chunk, () => undefined);
            expect(stream.heldBytes).toBeLessThan(format.frameBytesMax);
          }
          stream.quiet(() => undefined);
          const all = joined(chunks);
          const taken = parsedRanges(format, all).reduce((sum, { begin, end }) => sum + end - begin, 0);
          expect(stream.heldBytes).toBe(0);
          expect(stream.counts.discardedBytes + taken).toBe(all.length);
        }),
        { numRuns: runs },
      );
    });

    it('finds the good frame after any noise, unless bytes that pass the same check overlap it', () => {
      fc.assert(
        fc.property(noise, goodFrame, noise, (before, frame, after) => {
          const bytes = joined([before, frame, after]);
          const place = { begin: before.length, end: before.length + frame.length };
          const isOverlapped = parsedRanges(format, bytes).some(({ begin, end }) => begin < place.begin && end > place.begin);
          const isFound = collect(format, bytes).frames.some((one) => Buffer.from(one).equals(frame));
          expect(isFound || isOverlapped).toBe(true);
        }),
        { numRuns: runs },
      );
    });

    it('finds the good frame always after noise without its start bytes', () => {
      const plain = fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.filter((byte) => !format.startBytes.includes(byte)));
      fc.assert(
        fc.property(plain, goodFrame, (before, frame) => {
          const { frames, counts } = collect(format, before, frame);
          expect(frames).toEqual([frame]);
          expect(counts.discardedBytes).toBe(before.length);
        }),
        { numRuns: runs },
      );
    });
  });
}
