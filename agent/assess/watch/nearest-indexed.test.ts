import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestIndexed } from './nearest-indexed.ts';
import { nearest } from './prototypes.ts';

const row = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 5, maxLength: 5 });

describe('the search by distance from the origin', () => {
  it('finds what a plain search finds, asked again and again', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.array(row, { minLength: 1, maxLength: 10 }), (prototypes, asked) => {
        for (const one of asked) {
          const [plain, indexed] = [nearest(Float64Array.from(one), prototypes), nearestIndexed(Float64Array.from(one), prototypes)];
          expect(indexed.distanceSigma).toBe(plain.distanceSigma);
        }
      }),
    );
  });

  it('is not misled by the last bits, where prototypes lie on one line with the row', () => {
    const factors = fc.integer({ min: -64, max: 64 });
    const ulps = fc.integer({ min: -4, max: 4 });
    const check = fc.property(row, fc.array(fc.tuple(factors, ulps), { minLength: 1, maxLength: 20 }), (direction, steps) => {
      const prototypes = steps.map(([factor, ulp]) => direction.map((cell) => cell * (factor / 16) * (1 + ulp * Number.EPSILON)));
      const asked = Float64Array.from(direction);
      return nearestIndexed(asked, prototypes).distanceSigma === nearest(asked, prototypes).distanceSigma;
    });
    fc.assert(check, { numRuns: 2000 });
  });

  it('gives the prototype itself where one is met exactly', () => {
    const prototypes = [
      [3, 4],
      [0, 5],
      [-1, 0],
    ];
    expect(nearestIndexed(Float64Array.of(0, 5), prototypes)).toEqual({ distanceSigma: 0, row: Float64Array.of(0, 5) });
  });

  it('says infinitely far without any prototype', () => {
    expect(nearestIndexed(Float64Array.of(1), []).distanceSigma).toBe(Number.POSITIVE_INFINITY);
  });
});
