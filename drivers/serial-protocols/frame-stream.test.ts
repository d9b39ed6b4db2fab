import { describe, expect, it } from 'vitest';
import { collect, hex, itKeepsTheFramerProperties, joined } from '../../tests/support/serial-frames.ts';
import { type FrameFormat, FrameStream, noise, type Verdict, wrongChecksum } from './frame-stream.ts';

/** `AA length … sum`: the smallest protocol with a length and a check. */
const toy: FrameFormat = {
  frameBytesMax: 18,
  startBytes: [0xaa],
  examine: (bytes, begin, end): Verdict => {
    if (end - begin < 2) return { kind: 'incomplete', atLeastBytes: 2 };
    const length = bytes[begin + 1] ?? 0;
    if (length > 15) return noise;
    if (end - begin < length + 3) return { kind: 'incomplete', atLeastBytes: length + 3 };
    const body = bytes.subarray(begin + 2, begin + 2 + length);
    const sum = body.reduce((total, byte) => (total + byte) & 0xff, 1);
    if (sum !== bytes[begin + 2 + length]) return wrongChecksum;
    return { kind: body[0] === 0xee ? 'echo' : 'frame', sizeBytes: length + 3 };
  },
};
const first = hex('AA 02 01 02 04');
const second = hex('AA 01 09 0A');
const echo = hex('AA 01 EE EF');

describe('a frame stream', () => {
  it('delivers frames in order, and counts them', () => {
    expect(collect(toy, joined([first, second]))).toEqual({
      frames: [first, second],
      counts: { frameCount: 2, echoCount: 0, checksumErrorCount: 0, truncatedCount: 0, resyncCount: 0, discardedBytes: 0 },
    });
  });

  it('counts an echo and delivers nothing', () => {
    const { frames, counts } = collect(toy, joined([echo, first]));
    expect(frames).toEqual([first]);
    expect(counts).toMatchObject({ echoCount: 1, frameCount: 1, discardedBytes: 0 });
  });

  it('goes on one byte behind a bad start, not behind the bad frame', () => {
    const { frames, counts } = collect(toy, joined([hex('AA 06'), first, hex('00 00 00')]));
    expect(frames).toEqual([first]);
    expect(counts).toMatchObject({ checksumErrorCount: 1, discardedBytes: 5, resyncCount: 2 });
  });

  it('waits for the rest of a frame, and gives up when the bus is quiet', () => {
    const stream = new FrameStream(toy);
    const frames: Uint8Array[] = [];
    stream.push(joined([hex('AA 0F'), first]), (frame) => frames.push(frame));
    expect(frames).toEqual([]);
    expect(stream.heldBytes).toBe(7);
    stream.quiet((frame) => frames.push(frame));
    expect(frames).toEqual([first]);
    expect(stream.counts).toMatchObject({ truncatedCount: 1, discardedBytes: 2 });
  });

  it('delivers copies: a later push does not change them', () => {
    const stream = new FrameStream(toy);
    const frames: Uint8Array[] = [];
    for (let round = 0; round < 20; round += 1) stream.push(joined([first, second]), (frame) => frames.push(frame));
    expect(frames).toHaveLength(40);
    expect(frames[0]).toEqual(first);
  });

  it('does not hang on a format that asks for more than its own limit, or for nothing more', () => {
    for (const atLeastBytes of [0, 1, 1000]) {
      const endless: FrameFormat = { ...toy, examine: () => ({ kind: 'incomplete', atLeastBytes }) };
      expect(collect(endless, first).counts.discardedBytes).toBe(first.length);
    }
  });

  it('looks at each start byte a bounded number of times: linear on noise, on good frames and on single bytes', () => {
    const counted = (bytes: Uint8Array, sizeBytes: number): number => {
      let examinedCount = 0;
      const examine: FrameFormat['examine'] = (...range) => {
        examinedCount += 1;
        return toy.examine(...range);
      };
      const stream = new FrameStream({ ...toy, examine });
      for (let at = 0; at < bytes.length; at += sizeBytes) stream.push(bytes.subarray(at, at + sizeBytes), () => undefined);
      return examinedCount;
    };
    const starts = new Uint8Array(50_000).fill(0xaa);
    const lengths = joined(Array.from({ length: 10_000 }, () => hex('AA 0F 00')));
    const frames = joined(Array.from({ length: 10_000 }, () => first));
    for (const bytes of [starts, lengths, frames]) {
      for (const sizeBytes of [1, 7, bytes.length]) expect(counted(bytes, sizeBytes)).toBeLessThanOrEqual(2 * bytes.length);
    }
  });
});

itKeepsTheFramerProperties(toy, [first, second]);
