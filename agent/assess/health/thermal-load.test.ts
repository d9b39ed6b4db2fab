import { describe, expect, it } from 'vitest';
import { stepThermalLoad } from './thermal-load.ts';

/** The course of the golden vector: 1.3 of the continuous current for 300 s, then 0.6. */
function courseOf(stepMs: number, untilMs: number): number {
  let state = 0;
  for (let ms = 0; ms < untilMs; ms += stepMs) state = stepThermalLoad(state, ms < 300_000 ? 1.3 ** 2 : 0.6 ** 2, stepMs);
  return state;
}

describe('the I²t state (risk model §7)', () => {
  it.each([
    [60_000, 0.30635],
    [300_000, 1.06828],
    [600_000, 0.62056],
  ])('after %i ms is %f', (untilMs, expected) => {
    expect(Number(courseOf(1000, untilMs).toFixed(5))).toBe(expected);
  });

  it('does not depend on the length of its steps', () => {
    expect(courseOf(60_000, 600_000)).toBeCloseTo(courseOf(500, 600_000), 10);
  });

  it('settles at 1 under the continuous current and at nothing under none', () => {
    expect(stepThermalLoad(0, 1, 86_400_000)).toBeCloseTo(1, 12);
    expect(stepThermalLoad(1.2, 0, 86_400_000)).toBeCloseTo(0, 12);
    expect(stepThermalLoad(0.4, 2, 0)).toBe(0.4);
  });
});
