import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../plant/seeded-random.ts';
import { half, happens, interleaved, noiseBytes, withByteErrors, withWrongCheck } from './damage.ts';

const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
const frames = fc.uint8Array({ minLength: 2, maxLength: 60 });
const sorted = (bytes: Iterable<number>): number[] => [...bytes].sort((a, b) => a - b);

describe('damage to a frame', () => {
  it('happens as often as it should: never at 0, always at 1', () => {
    const random = seededRandom(1);
    const share = (ratio: number) => Array.from({ length: 10_000 }, () => happens(random, ratio)).filter(Boolean).length / 10_000;
    expect([share(0), share(1)]).toEqual([0, 1]);
    expect(share(0.01)).toBeCloseTo(0.01, 2);
  });

  it('of single bytes keeps the length and changes the share asked for', () => {
    const frame = new Uint8Array(100_000);
    const spoilt = withByteErrors(frame, seededRandom(2), 0.01);
    expect(spoilt).toHaveLength(frame.length);
    expect(spoilt.filter((byte) => byte !== 0).length / frame.length).toBeCloseTo(0.01, 2);
    expect(withByteErrors(frame, seededRandom(2), 1).every((byte) => byte !== 0)).toBe(true);
  });

  it('of the check changes one byte of it and nothing else (property)', () => {
    fc.assert(
      fc.property(seeds, frames, fc.constantFrom([1, 1], [2, 2], [3, 2]), (seed, frame, [fromEndBytes = 0, sizeBytes = 0]) => {
        fc.pre(frame.length >= fromEndBytes);
        const wrong = withWrongCheck(frame, seededRandom(seed), { fromEndBytes, sizeBytes });
        const changed = [...wrong.keys()].filter((at) => wrong[at] !== frame[at]);
        expect(changed).toHaveLength(1);
        expect(changed.every((at) => at >= frame.length - fromEndBytes && at < frame.length - fromEndBytes + sizeBytes)).toBe(true);
      }),
    );
  });

  it('leaves a frame without a check as it is', () => {
    const frame = Uint8Array.of(1, 2, 3);
    expect(withWrongCheck(frame, seededRandom(1), { fromEndBytes: 0, sizeBytes: 0 })).toEqual(frame);
  });

  it('in halves keeps a beginning that is not the whole (property)', () => {
    fc.assert(
      fc.property(seeds, frames, (seed, frame) => {
        const part = half(frame, seededRandom(seed));
        expect(part.length).toBeGreaterThan(0);
        expect(part.length).toBeLessThan(frame.length);
        expect(part).toEqual(frame.slice(0, part.length));
      }),
    );
  });

  it('by a collision keeps every byte of both, each in its own order (property)', () => {
    fc.assert(
      fc.property(seeds, frames, frames, (seed, first, second) => {
        const mixed = interleaved(first, second, seededRandom(seed));
        expect(sorted(mixed)).toEqual(sorted([...first, ...second]));
        expect(mixed.slice(0, 1)).toEqual(first.slice(0, 1));
      }),
    );
  });

  it('by noise is 1 to 16 bytes long (property)', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { length } = noiseBytes(seededRandom(seed));
        expect(length >= 1 && length <= 16).toBe(true);
      }),
    );
  });
});
