import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

const draws = (seed: number, count = 20_000): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.normal());
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('seeded random numbers', () => {
  it('repeat for the same seed and differ for another', () => {
    expect(draws(7, 50)).toEqual(draws(7, 50));
    expect(draws(7, 50)).not.toEqual(draws(8, 50));
  });

  it('are standard normal where asked for', () => {
    const values = draws(3);
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    expect(Math.abs(mean(values.map((value) => value * value)) - 1)).toBeLessThan(0.05);
  });

  it('stay within their bounds', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 2, max: 100, noNaN: true }),
        (seed, low, high) => {
          const random = seededRandom(seed);
          for (const value of [random.between(low, high), random.logBetween(low, high)]) {
            expect(value).toBeGreaterThanOrEqual(low);
            expect(value).toBeLessThanOrEqual(high);
          }
          expect(random.unit()).toBeLessThan(1);
          expect(['a', 'b']).toContain(random.pick(['a', 'b']));
        },
      ),
    );
  });

  it('order every number exactly once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 200 }), (seed, count) => {
        const order = Array.from(seededRandom(seed).order(count));
        expect(order.toSorted((left, right) => left - right)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });

  it('are true as often as the chance says', () => {
    const random = seededRandom(5);
    const hitCount = Array.from({ length: 10_000 }, () => random.chance(0.3)).filter(Boolean).length;
    expect(Math.abs(hitCount / 10_000 - 0.3)).toBeLessThan(0.02);
  });
});
