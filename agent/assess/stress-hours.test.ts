import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input } from '../../tests/support/environment-fixture.ts';
import { openingEnvironment, stepEnvironment } from './environment-grade.ts';
import { stressText } from './environment-text.ts';
import { openingStress, stepStress, stressRatio } from './stress-hours.ts';

const environmentAt = (change: Parameters<typeof input>[0]) => stepEnvironment(openingEnvironment, input(change)).state;

describe('how fast electronics age', () => {
  // Table of risk model §1.1: AF for 0.7 eV relative to 25 °C, and RH³ relative to 50 %.
  it.each([
    [35, 0.5, 2.42],
    [40, 0.5, 3.69],
    [45, 0.5, 5.54],
    [50, 0.5, 8.23],
    [25, 0.6, 1.73],
    [25, 0.75, 3.38],
    [25, 0.85, 4.91],
    [25, 0.95, 6.86],
  ])('at %d °C and %d relative humidity is ×%d', (ambientC, humidityRatio, factor) => {
    expect(stressRatio(ambientC, humidityRatio)).toBeCloseTo(factor, 2);
  });

  it('is never more than ×10, and cold, dry or unknown is no credit', () => {
    expect(stressRatio(70, 0.95)).toBe(10);
    expect([stressRatio(-20, 0.05), stressRatio(0, undefined), stressRatio(25, undefined)]).toEqual([1, 1, 1]);
  });

  it('never falls with heat or damp', () => {
    const air = fc.tuple(fc.double({ min: -40, max: 80, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(air, fc.double({ min: 0, max: 20, noNaN: true }), ([ambientC, humidityRatio], moreK) => {
        const factor = stressRatio(ambientC, humidityRatio);
        expect(factor).toBeGreaterThanOrEqual(1);
        expect(stressRatio(ambientC + moreK, humidityRatio)).toBeGreaterThanOrEqual(factor);
        expect(stressRatio(ambientC, Math.min(1, humidityRatio + moreK / 20))).toBeGreaterThanOrEqual(factor);
      }),
    );
  });
});

describe('stress hours', () => {
  it('add up beside the time they are of, in whole milliseconds', () => {
    const environment = environmentAt({ ambientC: 40 });
    let stress = openingStress;
    for (let second = 0; second < 600; second++) stress = stepStress(stress, { environment, nowMs: second * 1000, windowMs: 1000 });
    expect(stress.measuredMs).toBe(600_000);
    expect(stress.stressMs).toBe(600 * Math.round(1000 * stressRatio(40, undefined)));
  });

  it('stop with the temperature: stale and not believed is not counted', () => {
    const environment = environmentAt({ ambientC: 40 });
    expect(stepStress(openingStress, { environment, nowMs: 600_001, windowMs: 1000 })).toBe(openingStress);
    const suspect = environmentAt({ ambientC: 40, boardC: 20 });
    expect(stepStress(openingStress, { environment: suspect, nowMs: 0, windowMs: 1000 })).toBe(openingStress);
  });

  it('are told with one decimal, cut, and not at all where nothing was measured', () => {
    expect(stressText({ stressMs: 3.69 * 3_600_000, measuredMs: 3_600_000 })).toBe('stress 3.6 h in 1.0 h measured');
    expect(stressText(openingStress)).toBeUndefined();
  });
});
