import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../agent/contract/unknown.ts';
import { hourMs, riskOf, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { type FactorEvidence, type FactorStep, stepFactor } from './step-factor.ts';

const { tariff } = tariffWith();
const evidence = (change: Partial<FactorEvidence> = {}): FactorEvidence => ({
  ...{ risk: riskOf({}), operatingMs: 1_000 * hourMs, isFresh: true, confirmedRatio: 0 },
  ...change,
});
const step = (change: Partial<FactorStep> = {}): FactorStep => ({
  ...{ tariff, beforeRatio: 1, evidence: evidence(), coveredDayCount: 30, monthDayCount: 30 },
  ...change,
});
const [bad, good] = [riskOf({ safety: 3 }), riskOf({ safety: 0.3 })];
const provisional = { coverageTier: 'provisional', coverageRatio: 0.8 } as const;
const weak = { ...good, ...provisional };
const [badNow, goodNow] = [evidence({ risk: bad }), evidence({ risk: good })];
const nobody = riskOf({}, { lnM: unknown('insufficientData'), coverageTier: 'insufficient', coverageRatio: 0.3, drivers: [] });

describe('the factor at a month end', () => {
  it.each<{ what: string; change: Partial<FactorStep>; factorRatio: number; applied: string[] }>([
    { what: 'stays with the reference', change: {}, factorRatio: 1, applied: [] },
    { what: 'follows a small change', change: { evidence: evidence({ risk: riskOf({ safety: 1.05 }) }) }, factorRatio: 1.05, applied: [] },
    { what: 'rises by the step at most', change: { evidence: badNow }, factorRatio: 1.1, applied: ['overallCap', 'rateLimit'] },
    { what: 'falls by the step at most', change: { evidence: goodNow }, factorRatio: 0.9, applied: ['overallCap', 'rateLimit'] },
    {
      what: 'moves pro rata in a part month',
      change: { evidence: badNow, coveredDayCount: 3 },
      factorRatio: 1.01,
      applied: ['overallCap', 'rateLimit', 'partMonth'],
    },
    { what: 'reaches its bound and stays', change: { beforeRatio: 1.6, evidence: badNow }, factorRatio: 1.6, applied: ['overallCap'] },
  ])('$what', ({ change, factorRatio, applied }) => {
    expect(stepFactor(step(change))).toMatchObject({ factorRatio, applied });
  });

  it.each<{ robot: string; is: Partial<FactorEvidence>; from: number; to: number; rule: string }>([
    { robot: 'has not reported', is: { risk: undefined }, from: 1.3, to: 1.3, rule: 'noReport' },
    { robot: 'is unknown: a credit goes back towards 1', is: { risk: nobody }, from: 0.8, to: 0.88, rule: 'indexUnknown' },
    { robot: 'is unknown: a surcharge stays', is: { risk: nobody }, from: 1.3, to: 1.3, rule: 'indexUnknown' },
    { robot: 'is provisional: no credit', is: { risk: weak }, from: 1, to: 1, rule: 'coverageFloor' },
    { robot: 'is provisional: a credit goes back towards 1', is: { risk: weak }, from: 0.8, to: 0.88, rule: 'coverageFloor' },
    { robot: 'is good, but nothing came this month: no fall', is: { risk: good, isFresh: false }, from: 1.2, to: 1.2, rule: 'noReport' },
    { robot: 'is young', is: { risk: bad, operatingMs: 49 * hourMs }, from: 1, to: 1, rule: 'minimumExposure' },
  ])('of a robot that $robot', ({ is, from, to, rule }) => {
    const young = { ...tariff, minimumExposureH: 50 };
    const move = stepFactor(step({ tariff: young, beforeRatio: from, evidence: evidence(is) }));
    expect(move.factorRatio).toBe(to);
    expect(move.applied).toContain(rule);
  });

  it('still rises in silence when the last index was bad: silence neither earns nor costs', () => {
    expect(stepFactor(step({ evidence: evidence({ risk: bad, isFresh: false }) })).factorRatio).toBe(1.1);
  });

  it('says which dimension was capped', () => {
    expect(stepFactor(step({ evidence: evidence({ risk: riskOf({ use: 2 }) }) })).applied).toContain('contributionCap');
  });
});

describe('properties', () => {
  const dimension = fc.constantFrom('use', 'safety', 'health', 'context');
  const relativity = fc.double({ min: 0.3, max: 3, noNaN: true });
  const anyRisk = fc.record({ environment: relativity, use: relativity, safety: relativity, health: relativity, context: relativity });
  const anyTier = fc.constantFrom('normal', 'imputed', 'provisional');
  const anyStep = fc.record({
    beforeRatio: fc.integer({ min: 700_000, max: 1_600_000 }).map((millionths) => millionths / 1e6),
    coveredDayCount: fc.integer({ min: 1, max: 31 }),
    monthDayCount: fc.constant(31),
    isFresh: fc.boolean(),
    coverageTier: anyTier,
  });

  it('a worse lnM never gives a lower factor', () => {
    fc.assert(
      fc.property(
        anyRisk,
        fc.tuple(dimension, fc.double({ min: 1, max: 3, noNaN: true })),
        anyStep,
        (f, [name, more], { isFresh, coverageTier, ...at }) => {
          const of = (relativities: object) =>
            stepFactor(step({ ...at, evidence: evidence({ risk: riskOf(relativities, { coverageTier }), isFresh }) })).factorRatio;
          expect(of({ ...f, [name]: f[name] * more })).toBeGreaterThanOrEqual(of(f));
        },
      ),
    );
  });

  it('credibility is not applied again: the same index gives the same factor after any number of hours', () => {
    fc.assert(
      fc.property(anyRisk, fc.integer({ min: 0, max: 100_000 }), (f, hours) => {
        const of = (operatingMs: number) => stepFactor(step({ evidence: evidence({ risk: riskOf(f), operatingMs }) })).factorRatio;
        expect(of(hours * hourMs)).toBe(of(1_000_000 * hourMs));
      }),
    );
  });

  it('the rate limit and the bounds hold for every sequence of months, whatever is known', () => {
    const risks = fc.oneof(
      anyRisk.map((f) => riskOf(f)),
      anyRisk.map((f) => riskOf(f, provisional)),
      fc.constant(nobody),
      fc.constant(undefined),
    );
    const month = fc.record({ risk: risks, isFresh: fc.boolean(), coveredDayCount: fc.integer({ min: 1, max: 28 }) });
    fc.assert(
      fc.property(fc.array(month, { maxLength: 24 }), (months) => {
        let before = 1;
        for (const { risk, isFresh, coveredDayCount } of months) {
          const move = stepFactor(step({ beforeRatio: before, coveredDayCount, monthDayCount: 28, evidence: evidence({ risk, isFresh }) }));
          const share = (0.1 * coveredDayCount) / 28;
          expect(Math.abs(move.factorRatio - before)).toBeLessThanOrEqual(before * share + 1e-12);
          expect(move.factorRatio).toBeGreaterThanOrEqual(0.7);
          expect(move.factorRatio).toBeLessThanOrEqual(1.6);
          before = move.factorRatio;
        }
      }),
    );
  });
});
