import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, illustrative } from '../../tests/support/assessment-fixture.ts';
import { knownOr } from '../contract/unknown.ts';
import { type AnomalyState, openingAnomaly } from './anomaly-decision.ts';
import { anomalyRelativity } from './anomaly-relativity.ts';

const rules = illustrative.anomaly;
const watched = (alarmCount: number, activeH: number): AnomalyState => ({
  ...openingAnomaly,
  status: 'active',
  alarmCount,
  agedAlarmCount: alarmCount,
  activeMs: Math.round(activeH * hourMs),
  agedActiveMs: Math.round(activeH * hourMs),
});
const factor = (alarmCount: number, activeH: number): number => knownOr(anomalyRelativity(watched(alarmCount, activeH), rules), Number.NaN);

describe('the anomaly relativity', () => {
  it.each([
    [1, 50],
    [2, 100],
    [20, 1000],
    [200, 10_000],
  ])('of a detector that alarms at its promised rate (%i in %i h) is exactly 1', (alarmCount, activeH) => {
    expect(factor(alarmCount, activeH)).toBe(1);
  });

  it('of a single alarm in the first hour is 1: one alarm establishes no excess', () => {
    expect(factor(1, 1)).toBe(1);
  });

  it('of a sustained excess is capped at 1.15', () => {
    expect(factor(100, 100)).toBe(1.15);
  });

  it('is unknown while learning and where it never began', () => {
    expect(anomalyRelativity({ ...openingAnomaly, learnedMs: 1000 }, rules)).toEqual({ unknown: 'learning' });
    expect(anomalyRelativity({ ...openingAnomaly, hasBegun: true }, rules)).toEqual({ unknown: 'learning' });
    expect(anomalyRelativity(openingAnomaly, rules)).toEqual({ unknown: 'notObserved' });
    expect(anomalyRelativity(watched(0, 0), rules)).toEqual({ unknown: 'insufficientData' });
  });

  it('is never a credit and never above its cap', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.double({ min: 0.01, max: 1e4, noNaN: true }), (alarmCount, activeH) => {
        expect(factor(alarmCount, activeH)).toBeGreaterThanOrEqual(1);
        expect(factor(alarmCount, activeH)).toBeLessThanOrEqual(1.15);
      }),
    );
  });

  it('never falls with one more alarm', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0.01, max: 1e4, noNaN: true }), (alarmCount, activeH) => {
        expect(factor(alarmCount + 1, activeH)).toBeGreaterThanOrEqual(factor(alarmCount, activeH));
      }),
    );
  });

  it.each([1, 10, 50, 200, 1000])(
    'costs a healthy robot watched for %i h less than half a percent on average (decisions B5)',
    (activeH) => {
      const mean = activeH * rules.designRatePerH;
      let chance = Math.exp(-mean);
      let meanLn = 0;
      for (let n = 0; n < mean + 12 * Math.sqrt(mean) + 20; n += 1) {
        meanLn += chance * Math.log(factor(n, activeH));
        chance *= mean / (n + 1);
      }
      expect(meanLn).toBeLessThan(0.005);
    },
  );
});
