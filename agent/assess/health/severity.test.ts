import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severity } from './severity.ts';

describe('severity (risk model §4)', () => {
  it.each([
    [60, 0],
    [60.3, 0.01],
    [67.5, 0.25],
    [75, 0.5],
    [75.5, 0.525],
    [80, 0.75],
    [85, 1],
    [150, 1],
    [-40, 0],
  ])('of 60/75/85 at %f is %f', (value, expected) => {
    expect(severity(value, [60, 75, 85])).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.95, 0],
    [0.9, 0],
    [0.85, 0.25],
    [0.8, 0.5],
    [0.75, 0.75],
    [0.7, 1],
    [0.1, 1],
  ])('of the mirror 0.90/0.80/0.70 at %f is %f', (value, expected) => {
    expect(severity(value, [0.9, 0.8, 0.7])).toBeCloseTo(expected, 12);
  });

  it('never falls as the value goes on to the bad side, stays within 0…1, and mirrors', () => {
    const limits = fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        limits,
        fc.double({ min: -600, max: 600, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (three, x, step) => {
          const [a = 0, b = 0, c = 0] = [...three].sort((one, other) => one - other);
          const here = severity(x, [a, b, c]);
          expect(here).toBeGreaterThanOrEqual(0);
          expect(severity(x + step, [a, b, c])).toBeGreaterThanOrEqual(here);
          expect(severity(x + step, [a, b, c])).toBeLessThanOrEqual(1);
          expect(severity(-x, [-a, -b, -c])).toBe(here);
        },
      ),
    );
  });
});
