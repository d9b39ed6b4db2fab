import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, illustrative } from '../../tests/support/assessment-fixture.ts';
import { unknown } from '../contract/unknown.ts';
import { coverageOf, coverageRatio, coverageTier, gapDutyRatio, imputeEvents, imputeOperatingMs } from './gap-imputation.ts';
import { posterior } from './safety-history.ts';

const rules = illustrative.gap;
const prior = { ratePerH: 0.02, strengthH: 250 };

describe('the golden gap of the risk model §7', () => {
  const gapH = imputeOperatingMs(50 * hourMs, 0.5, rules) / hourMs;

  it('of 50 h at a duty of one half imputes 25 h', () => {
    expect(gapH).toBe(25);
  });

  it('adds half an event to a clean robot', () => {
    expect(imputeEvents({ eventCount: 0, exposureH: 100, imputedH: gapH }, prior)).toEqual({ eventCount: 0.5, exposureH: 125 });
  });

  it('raises its rate to .014667, where silence counted as clean hours would have lowered it to .013333', () => {
    const rate = (exposureH: number, imputedH: number): string =>
      posterior({ eventCount: 0, exposureH, imputedH }, prior).ratePerH.toFixed(6);
    expect([rate(100, 0), rate(100, gapH), rate(125, 0)]).toEqual(['0.014286', '0.014667', '0.013333']);
  });

  it('leaves a robot already worse than the prior at .042857', () => {
    const rate = (imputedH: number): string => posterior({ eventCount: 10, exposureH: 100, imputedH }, prior).ratePerH.toFixed(6);
    expect([rate(0), rate(gapH)]).toEqual(['0.042857', '0.042857']);
  });

  it('computes credibility from observed hours only', () => {
    expect(posterior({ eventCount: 0, exposureH: 100, imputedH: 1000 }, prior).credibilityRatio).toBeCloseTo(100 / 350, 12);
  });
});

describe('the duty inside a gap', () => {
  it.each([
    ['is the default when the robot has none of its own', unknown('insufficientData'), 0.33],
    ['is the default when the robot usually works less', 0.1, 0.33],
    ['is the robot’s own when that is more', 0.8, 0.8],
  ])('%s', (_, duty, expected) => {
    expect(imputeOperatingMs(1000, duty, rules)).toBe(1000 * expected);
  });
});

describe('coverage', () => {
  it.each([
    [1, 'normal'],
    [0.98, 'normal'],
    [0.979999, 'imputed'],
    [0.9, 'imputed'],
    [0.899999, 'provisional'],
    [0.5, 'provisional'],
    [0.499999, 'insufficient'],
    [0, 'insufficient'],
  ])('%f is %s', (coverageRatio, tier) => {
    expect(coverageTier(coverageRatio, rules)).toBe(tier);
  });

  it.each([
    [0, 0, 1],
    [100, 0, 1],
    [75, 25, 0.75],
    [0, 5, 0],
  ])('of %i observed and %i imputed is %f', (observedMs, imputedMs, expected) => {
    expect(coverageOf(observedMs, imputedMs)).toBe(expected);
  });
});

describe('the coverage of lifetime counters', () => {
  const counters = { powerOnMs: 100 * hourMs, operatingMs: 50 * hourMs, gapMs: 0, unmeteredMs: 0 };

  it.each([
    ['is whole without gaps and unmetered runs', {}, 1],
    ['imputes a gap at the lifetime duty before a whole shift', { gapMs: 20 * hourMs }, 50 / 60],
    ['imputes a gap at P75 of the last shifts', { gapMs: 20 * hourMs, shiftRatios: [0.2, 0.8, 0.9, 1] }, 50 / 68],
    ['imputes a gap at the model’s default at least', { gapMs: 20 * hourMs, shiftRatios: [0, 0] }, 50 / 56.6],
    ['imputes unmetered time as it stands', { unmeteredMs: 10 * hourMs, shiftRatios: [0.1] }, 50 / 60],
    ['imputes both', { gapMs: 20 * hourMs, unmeteredMs: 10 * hourMs }, 50 / 70],
  ])('%s', (_, { shiftRatios, ...more }: Partial<typeof counters> & { shiftRatios?: number[] }, expected) => {
    const duty = shiftRatios && { powerOnMs: 0, operatingMs: 0, shiftRatios };
    expect(coverageRatio({ ...counters, ...more }, rules, duty)).toBeCloseTo(expected, 6);
  });

  it('knows no unmetered time in counters of earlier versions', () => {
    const { unmeteredMs: _, ...earlier } = counters;
    expect(coverageRatio(earlier, rules)).toBe(1);
  });

  const ms = fc.nat(1_000_000_000);
  const ratio = fc.double({ min: 0, max: 1, noNaN: true });
  const duties = fc.option(
    fc.record({ powerOnMs: fc.nat(1000), operatingMs: fc.nat(1000), shiftRatios: fc.array(ratio, { maxLength: 30 }) }),
    {
      nil: undefined,
    },
  );

  it('never rises by a gap, nor by an unmetered run', () => {
    fc.assert(
      fc.property(fc.tuple(ms, ms, ms, ms), ratio, duties, ([powerOnMs, gapMs, unmeteredMs, moreMs], share, duty) => {
        const before = { powerOnMs, operatingMs: Math.floor(powerOnMs * share), gapMs, unmeteredMs };
        const covered = coverageRatio(before, rules, duty);
        expect(coverageRatio({ ...before, gapMs: gapMs + moreMs }, rules, duty)).toBeLessThanOrEqual(covered);
        expect(coverageRatio({ ...before, unmeteredMs: unmeteredMs + moreMs }, rules, duty)).toBeLessThanOrEqual(covered);
      }),
    );
  });

  it('assumes at least the default and at most all of a gap', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), (duty) => {
        const assumed = gapDutyRatio(duty, rules);
        expect(assumed).toBeGreaterThanOrEqual(rules.dutyDefaultRatio);
        expect(assumed).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a gap', () => {
  const hours = fc.double({ min: 0, max: 5000, noNaN: true });

  it('never improves a rate', () => {
    fc.assert(
      fc.property(fc.nat(100), hours, hours, (eventCount, exposureH, imputedH) => {
        const without = posterior({ eventCount, exposureH }, prior).ratePerH;
        expect(posterior({ eventCount, exposureH, imputedH }, prior).ratePerH).toBeGreaterThanOrEqual(without * (1 - 1e-12));
      }),
    );
  });

  it('never helps by being longer', () => {
    fc.assert(
      fc.property(fc.nat(100), hours, hours, (eventCount, exposureH, imputedH) => {
        const once = posterior({ eventCount, exposureH, imputedH }, prior).ratePerH;
        const twice = posterior({ eventCount, exposureH, imputedH: 2 * imputedH }, prior).ratePerH;
        expect(twice).toBeGreaterThanOrEqual(once * (1 - 1e-12));
      }),
    );
  });
});
