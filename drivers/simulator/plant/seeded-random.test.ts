import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, seededRandom } from './seeded-random.ts';

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

describe('a seeded generator', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const [a, b, c] = [seededRandom(7), seededRandom(7), seededRandom(8)];
    const first = draw(50, a.unit);
    expect(draw(50, b.unit)).toEqual(first);
    expect(draw(50, c.unit)).not.toEqual(first);
  });

  it('is the published Mulberry32: first numbers of seed 1', () => {
    expect(draw(3, seededRandom(1).unit).map((value) => value.toFixed(9))).toEqual(['0.627073941', '0.002735721', '0.527447040']);
  });

  it('stays in its range for every seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const random = seededRandom(seed);
        for (let k = 0; k < 50; k++) {
          const unit = random.unit();
          const between = random.between(-2, 3);
          expect(unit >= 0 && unit < 1 && between >= -2 && between < 3).toBe(true);
          expect(Math.abs(random.noise())).toBeLessThan(3.47);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('makes noise of mean 0 and standard deviation 1', () => {
    const noise = draw(20_000, seededRandom(3).noise);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it('keeps the streams of a seed apart', () => {
    const streams = [0, 1, 2, 3].map((index) => draw(5, randomStream(1, index).unit).join());
    expect(new Set(streams).size).toBe(4);
    expect(draw(5, randomStream(2, 0).unit).join()).not.toBe(streams[0]);
  });
});
