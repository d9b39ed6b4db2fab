import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import { type Relativities, type RiskDimension, riskDimensions } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { unknown } from '../contract/unknown.ts';
import { type Contributions, contributionsLn, indexOfLn, lnOfIndex, roundContributions, sumLn } from './log-linear-index.ts';

const weights = illustrative.weights.overall;
const wide = { minRatio: 1e-6, maxRatio: 1e6 };
const noCaps = { environment: wide, use: wide, safety: wide, health: wide, anomaly: wide, context: wide };
const reference = unknown('notReported');
const relativities = (known: Partial<Record<RiskDimension, number>>): Relativities => ({
  environment: reference,
  use: reference,
  safety: reference,
  health: reference,
  anomaly: reference,
  context: reference,
  ...known,
});
const lnOf = (known: Partial<Record<RiskDimension, number>>, caps: typeof noCaps = noCaps): number =>
  sumLn(roundContributions(contributionsLn(relativities(known), weights, caps)));

describe('the golden rows of the risk model §7', () => {
  it.each([
    { known: {}, lnM: '0.000000', index: '50.0000' },
    { known: { environment: 1, use: 1, safety: 1, health: 1, anomaly: 1, context: 1 }, lnM: '0.000000', index: '50.0000' },
    { known: { environment: 0.9, safety: 0.6, health: 0.95, anomaly: 0.8, use: 0.95 }, lnM: '-0.941916', index: '28.0513' },
    { known: { environment: 1.5, safety: 1.8, health: 1.3, anomaly: 1.4, use: 1.1, context: 1.1 }, lnM: '1.782709', index: '85.6031' },
    { known: { environment: 1.5, safety: 1.2, context: 1.1 }, lnM: '0.683097', index: '66.4430' },
  ])('$known gives $lnM and $index', ({ known, lnM, index }) => {
    expect(lnOf(known).toFixed(6)).toBe(lnM);
    expect(indexOfLn(lnOf(known)).toFixed(4)).toBe(index);
  });

  it.each([
    [2, 66.7],
    [4, 80],
    [0.5, 33.3],
  ])('M = %f is index %f', (m, index) => {
    expect(indexOfLn(Math.log(m))).toBeCloseTo(index, 1);
  });
});

describe('rounding', () => {
  it('leaves a dimension without effect at exactly 0', () => {
    const rounded = roundContributions(contributionsLn(relativities({ safety: 1.3, health: 1.1 }), weights, noCaps));
    expect([rounded.environment, rounded.use, rounded.anomaly, rounded.context]).toEqual([0, 0, 0, 0]);
  });
});

describe('caps', () => {
  it('hold every contribution, in both directions', () => {
    const caps = illustrative.contributionCaps;
    const capped = (safety: number): number => contributionsLn(relativities({ safety }), weights, caps).safety;
    expect(capped(100)).toBeCloseTo(Math.log(4), 12);
    expect(capped(0.01)).toBeCloseTo(Math.log(0.25), 12);
    expect(capped(1.3)).toBeCloseTo(Math.log(1.3), 12);
  });
});

describe('properties', () => {
  const factor = fc.double({ min: 0.05, max: 20, noNaN: true });
  const anyKnown = fc.record(
    { environment: factor, use: factor, safety: factor, health: factor, anomaly: factor, context: factor },
    { requiredKeys: [] },
  );

  it('index and lnM are each other’s inverse', () => {
    fc.assert(fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (lnM) => Math.abs(lnOfIndex(indexOfLn(lnM)) - lnM) < 1e-9));
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 99.9, noNaN: true }), (index) => Math.abs(indexOfLn(lnOfIndex(index)) - index) < 1e-9),
    );
  });

  it('unrounded contributions sum to ln of the product within 1e-12', () => {
    fc.assert(
      fc.property(anyKnown, (known) => {
        const product = Object.values(known).reduce((a, b) => a + Math.log(b), 0);
        expect(Math.abs(sumLn(contributionsLn(relativities(known), weights, noCaps)) - product)).toBeLessThan(1e-12);
      }),
    );
  });

  it('rounded contributions sum to the printed lnM exactly, counted in millionths', () => {
    fc.assert(
      fc.property(anyKnown, (known) => {
        const rounded: Contributions = roundContributions(contributionsLn(relativities(known), weights, noCaps));
        const millionths = riskDimensions.reduce((sum, dimension) => sum + Math.round(rounded[dimension] * 1e6), 0);
        const unrounded = sumLn(contributionsLn(relativities(known), weights, noCaps));
        expect(roundTo(millionths / 1e6, decimals.ln)).toBe(roundTo(unrounded, decimals.ln));
        for (const dimension of riskDimensions) {
          expect(Math.abs(rounded[dimension] - contributionsLn(relativities(known), weights, noCaps)[dimension])).toBeLessThan(1.000001e-6);
        }
      }),
    );
  });

  it('a larger relativity never lowers the index', () => {
    fc.assert(
      fc.property(anyKnown, fc.constantFrom(...riskDimensions), fc.double({ min: 1, max: 3, noNaN: true }), (known, dimension, more) => {
        const raised = { ...known, [dimension]: (known[dimension] ?? 1) * more };
        expect(lnOf(raised, illustrative.contributionCaps)).toBeGreaterThanOrEqual(lnOf(known, illustrative.contributionCaps));
      }),
    );
  });
});
