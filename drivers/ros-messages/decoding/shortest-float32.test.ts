import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestFloat32 } from './shortest-float32.ts';

describe('a float32 that was widened on its way', () => {
  it.each([
    [48.099998474121094, 48.1],
    [0.8299999833106995, 0.83],
    [-2.0999999046325684, -2.1],
    [1.1754943508222875e-38, 1.1754944e-38],
  ])('%d is %d again', (widened, shortest) => {
    expect(shortestFloat32(widened)).toBe(shortest);
  });

  it.each([[0], [-0], [12], [0.5], [48.1], [Number.NaN], [Infinity], [-Infinity], [1e300]])('leaves %d alone', (value) => {
    expect(shortestFloat32(value)).toBe(value);
  });

  it('stays the same float32, and is its own shortest form (property)', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        const shorter = shortestFloat32(value);
        expect(Math.fround(shorter)).toBe(value);
        expect(shortestFloat32(shorter)).toBe(shorter);
      }),
    );
  });

  it('gives back every decimal of six digits (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 5 }), (whole, decimals) => {
        const value = Number(`${whole}e-${decimals}`);
        expect(shortestFloat32(Math.fround(value))).toBe(value);
      }),
    );
  });
});
