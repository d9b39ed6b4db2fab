import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinningHysteresisRatio, thinningLevels, tickPeriodStep } from './tick-period.ts';

const configuredMs = 60_000;
const ratios = fc.double({ min: 0, max: 1.2, noNaN: true });

describe('the tick period of a filling lane', () => {
  it.each([
    [0, 60_000],
    [0.699, 60_000],
    [0.7, 600_000],
    [0.849, 600_000],
    [0.85, 3_600_000],
    [0.95, 21_600_000],
    [1.3, 21_600_000],
  ])('at %d of it is %d ms (D6)', (fillRatio, periodMs) => {
    expect(tickPeriodStep(0, { fillRatio, configuredMs }).periodMs).toBe(periodMs);
  });

  it.each([
    [1, 0.66, 1],
    [1, 0.649, 0],
    [2, 0.81, 2],
    [2, 0.79, 1],
    [3, 0.91, 3],
    [3, 0.5, 0],
  ])('at level %d and %d of the lane goes to level %d: a level is left below where it is entered', (levelIndex, fillRatio, next) => {
    expect(tickPeriodStep(levelIndex, { fillRatio, configuredMs }).levelIndex).toBe(next);
  });

  it('is never shorter than the configured one', () => {
    expect(tickPeriodStep(0, { fillRatio: 0, configuredMs: 10_000 }).periodMs).toBe(10_000);
    expect(tickPeriodStep(0, { fillRatio: 0.7, configuredMs: 700_000 }).periodMs).toBe(700_000);
  });

  it('settles in one step, whatever it was before (property)', () => {
    fc.assert(
      fc.property(fc.nat(3), ratios, (levelIndex, fillRatio) => {
        const once = tickPeriodStep(levelIndex, { fillRatio, configuredMs });
        expect(tickPeriodStep(once.levelIndex, { fillRatio, configuredMs })).toEqual(once);
      }),
    );
  });

  it('does not change while the fill wavers by less than the hysteresis (property)', () => {
    fc.assert(
      fc.property(fc.nat(3), ratios, fc.double({ min: 0, max: thinningHysteresisRatio * 0.99, noNaN: true }), (levelIndex, high, down) => {
        const { levelIndex: settled } = tickPeriodStep(levelIndex, { fillRatio: high, configuredMs });
        const entered = thinningLevels.findLastIndex(({ fromRatio }) => high >= fromRatio);
        fc.pre(settled === entered);
        expect(tickPeriodStep(settled, { fillRatio: high - down, configuredMs }).levelIndex).toBe(settled);
      }),
    );
  });
});
