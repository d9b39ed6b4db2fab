import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, illustrative, known, newRun, past, quietMinute, riskInput } from '../../tests/support/assessment-fixture.ts';
import { type Relativities, riskDimensions } from '../contract/assessment.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import { type RatedEventClass, ratedEventClasses } from '../contract/usage.ts';
import { type AssessmentState, stepAssessment } from './assessment.ts';
import { counterfactuals } from './counterfactuals.ts';
import { closeExposureLog, type ExposureStretch, openingExposureLog, stepExposureLog } from './exposure-stretch.ts';
import { contributionsLn, indexOfLn, lnOfIndex, roundContributions, sumLn } from './log-linear-index.ts';
import { recomputeState } from './recompute-state.ts';
import { assessRisk } from './risk-index.ts';

/* Properties of the index, each named after the decision that asks for it. */
const relativity = fc.oneof(fc.constant(unknown('notObserved')), fc.double({ min: 0.05, max: 20, noNaN: true }));
const relativities: fc.Arbitrary<Relativities> = fc.record({
  ...{ environment: relativity, use: relativity, safety: relativity },
  ...{ health: relativity, anomaly: relativity, context: relativity },
});
const caps = illustrative.contributionCaps;
const openCaps = Object.fromEntries(riskDimensions.map((dimension) => [dimension, { minRatio: 1e-9, maxRatio: 1e9 }])) as typeof caps;

describe('C1: the index is exactly the sum of its drivers', () => {
  it('before printing to 1e-12, whatever the relativities', () => {
    fc.assert(
      fc.property(relativities, (values) => {
        const product = riskDimensions.reduce((m, name) => m * (typeof values[name] === 'number' ? values[name] : 1), 1);
        const { overall } = illustrative.weights;
        expect(Math.abs(sumLn(contributionsLn(values, overall, openCaps)) - Math.log(product))).toBeLessThan(1e-12);
      }),
    );
  });

  it('and after it to the last printed digit, with the index and lnM each other’s inverse', () => {
    fc.assert(
      fc.property(relativities, fc.constantFrom('overall', 'body', 'thirdParty'), (values, cover) => {
        const exact = contributionsLn(values, illustrative.weights[cover], caps);
        const printed = roundContributions(exact);
        const millionths = riskDimensions.reduce((sum, name) => sum + Math.round(printed[name] * 1e6), 0);
        expect(millionths).toBe(Math.round(Number(sumLn(exact).toFixed(6)) * 1e6));
        for (const name of riskDimensions) expect(Math.abs(printed[name] - exact[name])).toBeLessThanOrEqual(1e-6);
        expect(lnOfIndex(indexOfLn(sumLn(exact)))).toBeCloseTo(sumLn(exact), 9);
      }),
    );
  });

  it('no report of an index holds a price, a factor of a tariff or a currency', () => {
    const words = JSON.stringify(assessRisk(riskInput(past(500, { impact: 3 }), { context: { trl: 6 } })));
    expect(words).not.toMatch(/premium|tariff|currency|EUR|CNY|floatFactor/i);
  });
});

/** P(n more events in h hours) of a robot whose rate is as likely as its history says: what is to be expected of healthy robots. */
function predictive(shape: number, rateH: number, hours: number): readonly number[] {
  const p = hours / (rateH + hours);
  const chances = [(1 - p) ** shape];
  for (let n = 1; n < 4000 && n < (8 * shape * hours) / rateH + 60; n += 1) chances.push(((chances[n - 1] ?? 0) * (shape + n - 1) * p) / n);
  return chances;
}

const hours = fc.integer({ min: 1, max: 1500 });
const eventClass = fc.constantFrom<RatedEventClass[]>('protectiveStop', 'impact', 'fall', 'limitTrip', 'majorFault', 'emergencyStop');
const counts = fc.record({ protectiveStop: fc.nat(9), impact: fc.nat(9), fall: fc.nat(9) });

/** What was seen of one class. */
interface Seen {
  readonly count: number;
  readonly h: number;
}

function withClass(state: AssessmentState, name: RatedEventClass, { count: eventCount, h }: Seen): AssessmentState {
  const exposureMs = Math.round(h * hourMs);
  return { ...state, history: { ...state.history, [name]: { eventCount, exposureMs, agedCount: eventCount, agedExposureMs: exposureMs } } };
}

/**
 * The rule is one of the index before the model's cap on credit: what the cap withholds from the best robots their mean would need, and by no more
 * than that the mean at the floor of the index can rise.
 */
const uncapped = { ...illustrative, contributionCaps: { ...caps, safety: { ...caps.safety, minRatio: 1e-9 } } };
const uncappedIndexOf = (state: AssessmentState): number => known(assessRisk(riskInput(state, { model: uncapped })).riskIndex);

function meanIndex(state: AssessmentState, name: RatedEventClass, has: Seen & { readonly furtherH: number }): number {
  const { ratePerH, strengthH } = illustrative.priors.cobot.commercial[name];
  const chances = predictive(has.count + ratePerH * strengthH, has.h + strengthH, has.furtherH);
  return chances.reduce(
    (sum, chance, n) =>
      sum + (chance < 1e-12 ? 0 : chance * uncappedIndexOf(withClass(state, name, { count: has.count + n, h: has.h + has.furtherH }))),
    0,
  );
}

describe('B5: observability', () => {
  const quick = { numRuns: 25 };

  it('B5: a truthful further sensor never raises the mean index of healthy robots', () => {
    fc.assert(
      fc.property(hours, counts, eventClass, (h, n, name) => {
        const blind = withClass(past(h, n), name, { count: 0, h: 0 });
        expect(meanIndex(blind, name, { count: 0, h: 0, furtherH: h })).toBeLessThanOrEqual(uncappedIndexOf(blind) + 1e-5);
      }),
      quick,
    );
  });

  it('B5: taking one away never lowers the mean index: what it had seen stays, and no further credit is earned', () => {
    fc.assert(
      fc.property(
        fc.record({ h: hours, n: counts, name: eventClass, count: fc.nat(5), furtherH: hours }),
        ({ h, n, name, count, furtherH }) => {
          const removed = withClass(past(h, n), name, { count, h });
          expect(meanIndex(removed, name, { count, h, furtherH })).toBeLessThanOrEqual(uncappedIndexOf(removed) + 1e-5);
        },
      ),
      quick,
    );
  });

  it('B5: an unknown component is never rated better than the reference healthy one', () => {
    fc.assert(
      fc.property(hours, counts, (h, n) => {
        const { referenceIndex } = illustrative.health;
        const [blind, healthy] = [undefined, referenceIndex].map((healthIndex) =>
          known(assessRisk(riskInput(past(h, n), healthIndex === undefined ? {} : { healthIndex })).riskIndex),
        );
        expect(blind).toBeGreaterThanOrEqual(healthy ?? 100);
      }),
      quick,
    );
  });
});

interface Moment {
  readonly operatingMs: number;
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly observable: readonly RatedEventClass[];
  readonly closes: boolean;
}
const moment: fc.Arbitrary<Moment> = fc.record({
  operatingMs: fc.constantFrom(0, 17_041, 60_000),
  eventCounts: fc.constantFrom<Readonly<Record<string, number>>>({}, {}, {}, { impact: 1 }, { emergencyStop: 1 }),
  observable: fc.constantFrom<readonly RatedEventClass[]>(ratedEventClasses, ['impact']),
  closes: fc.constantFrom(false, false, false, true),
});

/** The same life, its stretches cut where `cuts` says: at every closing of a report, at every window, or nowhere. */
function cutUp(moments: readonly Moment[], cuts: (moment: Moment) => boolean) {
  let [state, log] = [newRun().state, openingExposureLog];
  const taken: ExposureStretch[] = [];
  moments.forEach((one, minute) => {
    const { operatingMs, eventCounts, observable } = one;
    const input = quietMinute({ operatingMs, eventCounts, observable, nowMs: monoMs((minute + 1) * 60_000), loadRatio: 0.3 });
    const { state: after, output } = stepAssessment(state, input);
    log = stepExposureLog(log, { ...output, before: state, after, observable, operatingMs });
    state = after;
    if (!cuts(one)) return;
    const closed = closeExposureLog(log);
    taken.push(...closed.ended);
    log = { open: closed.open, ended: [] };
  });
  return { state, stretches: [...taken, ...closeExposureLog(log).ended] };
}

describe('A3: any partition of a time line gives the same totals', () => {
  it('whether every window, every report or nothing ends a stretch', () => {
    const totals = (stretches: readonly ExposureStretch[]) => {
      const { history, agedMsByE, use, stage } = recomputeState(newRun().state, stretches, { halfLifeH: illustrative.halfLifeH });
      return { history, agedMsByE, use, stage };
    };
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 200 }), (moments) => {
        const [none, reports, windows] = [() => false, ({ closes }: Moment) => closes, () => true].map((cuts) => cutUp(moments, cuts));
        expect(totals(reports?.stretches ?? [])).toEqual(totals(none?.stretches ?? []));
        expect(totals(windows?.stretches ?? [])).toEqual(totals(none?.stretches ?? []));
        const { history, agedMsByE, use, stage } = none?.state ?? newRun().state;
        expect(totals(none?.stretches ?? [])).toEqual({ history, agedMsByE, use, stage });
      }),
      { numRuns: 30 },
    );
  });
});

describe('C5: a counterfactual is a real rerun', () => {
  it('of the same formula with one input changed', () => {
    fc.assert(
      fc.property(hours, counts, (h, n) => {
        const state = { ...past(h, n), use: { loadMs: h * hourMs, ratedMs: h * hourMs } };
        const told = counterfactuals(riskInput(state)).find(({ dimension }) => dimension === 'use');
        const again = { ...state, use: { ...state.use, loadMs: Math.round(state.use.ratedMs * illustrative.use.referenceLoadRatio) } };
        const rerun = (one: AssessmentState): number => known(assessRisk(riskInput(one)).riskIndex);
        if (told !== undefined) expect(told.riskIndex).toBe(rerun(again));
        else expect(Math.abs(rerun(again) - rerun(state))).toBeLessThan(0.05);
      }),
      { numRuns: 200 },
    );
  });
});
