import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { calibrationCountMin, surpriseOf, surpriseScale } from './surprise.ts';

const random = seededRandom(7);
const normal = Array.from({ length: 4000 }, () => Math.abs(random.normal()));
const scale = surpriseScale(normal);

describe('surprise', () => {
  it.each([0.5, 0.1, 0.01, 0.001])('of what normal life exceeds with probability %d is its −ln', (probability) => {
    const sorted = normal.toSorted((a, b) => b - a);
    const value = sorted[Math.floor(probability * sorted.length)] ?? 0;
    expect(surpriseOf(value, scale) / -Math.log(probability)).toBeCloseTo(1, 0);
  });

  it('rises with the value and stays within its bounds', () => {
    fc.assert(
      fc.property(fc.double({ min: -10, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }), (value, more) => {
        const [low, high] = [surpriseOf(value, scale), surpriseOf(value + more, scale)];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('is 0 for what is unknown, and without a scale', () => {
    expect([surpriseOf(Number.NaN, scale), surpriseOf(5, undefined)]).toEqual([0, 0]);
  });

  it('is not calibrated on too little, nor by what is unknown', () => {
    const few = Array.from({ length: calibrationCountMin - 1 }, (_, place) => place);
    expect(surpriseScale(few)).toBeUndefined();
    expect(surpriseScale([...few, Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
    expect(surpriseScale([...few, 1])).toBeDefined();
  });

  it('of a sensor that never changed is still ordered', () => {
    const flat = surpriseScale(Array(100).fill(3));
    expect(surpriseOf(3, flat)).toBe(0);
    expect(surpriseOf(3.1, flat)).toBeGreaterThan(6);
  });

  it('is the same after the scale went through JSON', () => {
    const again = JSON.parse(JSON.stringify(scale));
    expect(normal.map((value) => surpriseOf(value, again))).toEqual(normal.map((value) => surpriseOf(value, scale)));
  });
});
