import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gearLifeRatio } from './gear-life.ts';

const rating = { torqueNm: 10, speedRadPerS: (2000 * 2 * Math.PI) / 60, lifeL10H: 7000 };
const speedRadPerS = (1500 * 2 * Math.PI) / 60;

describe('consumed gear life (risk model §7)', () => {
  it.each([
    [0.8, 0.05486],
    [1.2, 0.18514],
  ])('of 1,000 h at %f of the rated torque is %f', (torqueRatio, expected) => {
    const consumed = gearLifeRatio({ torqueNm: 10 * torqueRatio, speedRadPerS, ms: 1000 * 3_600_000 }, rating);
    expect(Number(consumed.toFixed(5))).toBe(expected);
  });

  it('is the whole life after the rated hours at the rated load', () => {
    expect(gearLifeRatio({ torqueNm: 10, speedRadPerS: rating.speedRadPerS, ms: 7000 * 3_600_000 }, rating)).toBeCloseTo(1, 12);
  });

  it('does not ask for the direction, and nothing is consumed at rest', () => {
    const load = fc.record({ torqueNm: fc.integer({ min: -20, max: 20 }), speedRadPerS: fc.integer({ min: -300, max: 300 }) });
    fc.assert(
      fc.property(load, ({ torqueNm, speedRadPerS }) => {
        const once = gearLifeRatio({ torqueNm, speedRadPerS, ms: 1000 }, rating);
        expect(gearLifeRatio({ torqueNm: -torqueNm, speedRadPerS: -speedRadPerS, ms: 1000 }, rating)).toBe(once);
        expect(once).toBeGreaterThanOrEqual(0);
        expect(once === 0).toBe(torqueNm === 0 || speedRadPerS === 0);
      }),
    );
  });
});
