import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../agent/contract/unknown.ts';
import { openCaps, riskOf, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { operatingDimensions, priceContributions } from './price-contributions.ts';

const { tariff } = tariffWith({ contributionCaps: openCaps });
const inspected = tariffWith({ contributionCaps: openCaps, anomaly: 'confirmedByInspection' }).tariff;
const relativity = fc.double({ min: 0.2, max: 5, noNaN: true });
const any = fc.record({
  environment: relativity,
  use: relativity,
  safety: relativity,
  health: relativity,
  anomaly: relativity,
  context: relativity,
});
const partOf = (priced: ReturnType<typeof priceContributions>, name: string) =>
  priced?.contributions.find(({ dimension }) => dimension === name)?.pricedLn;

describe('the operating part of an index', () => {
  it('never holds the environment, which hours at grades price', () => {
    const [priced, harsh] = [1, 2].map((environment) => priceContributions(riskOf({ environment, safety: 1.2 }), tariff, 1));
    expect(priced).toEqual(harsh);
    expect(priced?.contributions.map(({ dimension }) => dimension)).toEqual(operatingDimensions);
  });

  it('adds up exactly from its contributions, counted in millionths, for every γ', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 0, max: 2, noNaN: true }), (relativities, gamma) => {
        const priced = priceContributions(riskOf(relativities), { ...inspected, gamma }, 0.37);
        const millionths = priced?.contributions.reduce((sum, { pricedLn }) => sum + Math.round(pricedLn * 1e6), 0);
        expect(Math.round((priced?.lnOperating ?? Number.NaN) * 1e6)).toBe(millionths);
      }),
    );
  });

  it('is capped per dimension, and says so', () => {
    const caps = { ...openCaps, safety: { minRatio: 0.5, maxRatio: 1.2 } };
    const priced = priceContributions(riskOf({ safety: 3, use: 1.1 }), { ...tariff, contributionCaps: caps }, 0);
    expect(partOf(priced, 'safety')).toBeCloseTo(Math.log(1.2), 6);
    expect(priced?.contributions.filter(({ isCapped }) => isCapped).map(({ dimension }) => dimension)).toEqual(['safety']);
  });
});

describe('alarms of the network', () => {
  it('have weight 0, whatever they say, unless the tariff asks', () => {
    fc.assert(fc.property(relativity, (anomaly) => priceContributions(riskOf({ anomaly }), tariff, 1)?.lnOperating === 0));
  });

  it.each([
    { what: 'all confirmed', anomaly: 1.1, confirmedRatio: 1, ln: Math.log(1.1) },
    { what: 'half confirmed', anomaly: 1.1, confirmedRatio: 0.5, ln: Math.log(1.1) / 2 },
    { what: 'none confirmed', anomaly: 1.1, confirmedRatio: 0, ln: 0 },
    { what: 'many, at their cap of 1.15', anomaly: 3, confirmedRatio: 1, ln: Math.log(1.15) },
    { what: 'fewer than promised: never a credit', anomaly: 0.8, confirmedRatio: 1, ln: 0 },
  ])('count where the tariff asks: $what', ({ anomaly, confirmedRatio, ln }) => {
    expect(partOf(priceContributions(riskOf({ anomaly }), inspected, confirmedRatio), 'anomaly')).toBeCloseTo(ln, 6);
  });
});

describe('an index that is not priced', () => {
  const history = {
    ...{ eventCount: 1, exposureMs: 1, agedCount: 1, agedExposureMs: 1 },
    ...{ ratePerH: 0, rateP05PerH: 0, rateP95PerH: 0 },
  };
  const stop = { eventClass: 'emergencyStop', ...history, credibilityRatio: 0, relativityRatio: 1 } as const;

  it('is unknown', () => {
    expect(priceContributions(riskOf({}, { lnM: unknown('notRated') }), tariff, 0)).toBeUndefined();
  });

  it('contradicts its own drivers', () => {
    expect(priceContributions(riskOf({ safety: 1.2 }, { lnM: 0.5 }), tariff, 0)).toBeUndefined();
  });

  it('was made by a model that weighs emergency stops', () => {
    expect(priceContributions(riskOf({}, { history: [{ ...stop, weightRatio: 0.1 }] }), tariff, 0)).toBeUndefined();
    expect(priceContributions(riskOf({}, { history: [{ ...stop, weightRatio: 0 }] }), tariff, 0)).toBeDefined();
  });
});
