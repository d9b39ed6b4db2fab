import { describe, expect, it } from 'vitest';
import { indexOfLn } from '../../agent/assess/log-linear-index.ts';
import { known } from '../../tests/support/assessment-fixture.ts';
import { hourMs, openCaps, reportOf, riskOf, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { priceContributions } from './price-contributions.ts';
import { priceBase, priceReport, toAmount } from './price-usage.ts';
import { stepFactor } from './step-factor.ts';

/*
 * The rows of the risk model §7 on factor and premium, as amended by decisions C6: emergency stop 0, no second Z, rounding as A2.
 * The rows count anomaly as any other dimension; decisions C4 leave it out of the factor, and both ways give the printed factors.
 */
const { tariff } = tariffWith({ contributionCaps: openCaps });
const withAlarms = tariffWith({ contributionCaps: openCaps, anomaly: 'confirmedByInspection' }).tariff;
const better = { environment: 0.9, safety: 0.6, health: 0.95, anomaly: 0.8, use: 0.95 };
const worse = { environment: 1.5, safety: 1.8, health: 1.3, anomaly: 1.4, use: 1.1, context: 1.1 };

const fullMonth = { beforeRatio: 1, coveredDayCount: 31, monthDayCount: 31 };
const evidence = (relativities: object) => ({ risk: riskOf(relativities), operatingMs: 1_000 * hourMs, isFresh: true, confirmedRatio: 1 });

describe('the factor', () => {
  it.each([
    { f: {}, lnM: '0.000000', index: '50.0000', lnOperating: '0.000000', target: '1.00', limited: '1.00' },
    { f: better, lnM: '-0.941916', index: '28.0513', lnOperating: '-0.836556', target: '0.70', limited: '0.90' },
    { f: worse, lnM: '1.782709', index: '85.6031', lnOperating: '1.377244', target: '1.60', limited: '1.10' },
  ])('of $f: lnM $lnM, RI $index, lnMop $lnOperating, F $target, limited from 1.0 to $limited', ({ f, ...printed }) => {
    const risk = riskOf(f);
    const lnM = known(risk.lnM);
    expect({ lnM: lnM.toFixed(6), index: indexOfLn(lnM).toFixed(4) }).toEqual({ lnM: printed.lnM, index: printed.index });
    // lnMop of the table is everything but environment, anomaly as reported.
    const environment = risk.drivers.find(({ dimension }) => dimension === 'environment')?.ln ?? 0;
    expect((lnM - environment).toFixed(6)).toBe(printed.lnOperating);
    for (const one of [tariff, withAlarms]) {
      const move = stepFactor({ ...fullMonth, tariff: one, evidence: evidence(f) });
      expect({ target: move.targetRatio.toFixed(2), limited: move.factorRatio.toFixed(2) }).toEqual({
        target: printed.target,
        limited: printed.limited,
      });
      expect([move.targetRatio, move.factorRatio]).toEqual([Number(printed.target), Number(printed.limited)]);
    }
  });

  it('of the same rows without the alarms, which are in no price: lnMop −0.613412 and 1.040772', () => {
    expect(priceContributions(riskOf(better), tariff, 1)?.lnOperating).toBeCloseTo(-0.613412, 5);
    expect(priceContributions(riskOf(worse), tariff, 1)?.lnOperating).toBeCloseTo(1.040772, 5);
  });

  it('is 1 for a new robot: never a discount for the absence of evidence', () => {
    const fresh = { risk: riskOf({}), operatingMs: 0, isFresh: true, confirmedRatio: 0 };
    expect(stepFactor({ ...fullMonth, tariff, evidence: fresh }).factorRatio).toBe(1);
  });
});

describe('the premium of P_base 200, ρ 0.8, h = (10, 120, 30, 0, 0)', () => {
  const none = { e1: 0, e2: 0, e3: 0, e4: 0, e5: 0 };
  const oneCover = { body: { e1: 0.72, e2: 0.8, e3: 0.96, e4: 1.2, e5: 1.6 }, thirdParty: none };
  const report = reportOf({ hours: [10, 120, 30, 0, 0] });

  it.each([
    { factor: 0.7, premium: '292.4' },
    { factor: 1.0, premium: '332.0' },
    { factor: 1.6, premium: '411.2' },
  ])('at F $factor is $premium', ({ factor, premium }) => {
    // The rates of the shipped tariff are ρ·rel shared between the covers: with equal hours both ways of writing it agree.
    for (const ratesPerH of [oneCover, tariff.ratesPerH]) {
      const priced = { ...tariff, ratesPerH };
      const usage = priceReport(report, priced, factor).reduce((sum, { micro }) => sum + micro, 0n);
      const total = toAmount(usage + priceBase(priced, 31, { fromDay: 0, toDay: 31 }));
      expect(total.toFixed(1)).toBe(premium);
      expect(total).toBe(Number(premium));
    }
  });
});
