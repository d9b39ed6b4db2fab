import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, illustrative } from '../../tests/support/assessment-fixture.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import {
  ageSafetyHistory,
  assessClasses,
  openingSafetyHistory,
  posterior,
  printedHistory,
  restartCredit,
  type SafetyHistoryState,
  safetyLn,
  safetySpreadLn,
  stepSafetyHistory,
} from './safety-history.ts';

const priors = illustrative.priors.cobot.commercial;
const stopPrior = { ratePerH: 0.02, strengthH: 250 };
const pressPrior = { ratePerH: 0.002, strengthH: 500 };

function history(
  hours: number,
  eventCounts: Record<string, number> = {},
  observable: readonly string[] = ratedEventClasses,
): SafetyHistoryState {
  return stepSafetyHistory(openingSafetyHistory(), { operatingMs: Math.round(hours * hourMs), eventCounts, observable });
}

describe('the golden table of the risk model §7', () => {
  const rows = [
    { n: 0, hours: 0, prior: stopPrior, rate: '0.020000', z: 0, relativity: 1, q05: '0.007881', q95: '0.036614' },
    { n: 0, hours: 250, prior: stopPrior, rate: '0.010000', z: 0.5, relativity: 0.5, q05: '0.003940', q95: '0.018307' },
    { n: 5, hours: 250, prior: stopPrior, rate: '0.020000', z: 0.5, relativity: 1, q05: '0.010851', q95: '0.031410' },
    { n: 5, hours: 1000, prior: stopPrior, rate: '0.008000', z: 0.8, relativity: 0.4, q05: '0.004340', q95: '0.012564' },
    { n: 40, hours: 1000, prior: stopPrior, rate: '0.036000', z: 0.8, relativity: 1.8, q05: '0.027650', q95: '0.045258' },
    { n: 1, hours: 500, prior: pressPrior, rate: '0.002000', z: 0.5, relativity: 1, q05: '0.000355', q95: '0.004744' },
  ];
  it.each(rows)('$n events in $hours h to every printed digit', ({ n, hours, prior, rate, z, relativity, q05, q95 }) => {
    const p = posterior({ eventCount: n, exposureH: hours }, prior);
    expect([p.ratePerH.toFixed(6), p.rateP05PerH.toFixed(6), p.rateP95PerH.toFixed(6)]).toEqual([rate, q05, q95]);
    expect(p.credibilityRatio).toBeCloseTo(z, 12);
    expect(p.relativityRatio).toBeCloseTo(relativity, 12);
  });

  it('is the exact Gamma quantile and not Wilson–Hilferty', () => {
    const wilsonHilferty = (5 / 250) * (1 - 1 / 45 - 1.6448536269514722 / (3 * Math.sqrt(5))) ** 3;
    expect(wilsonHilferty.toFixed(6)).toBe('0.007863');
    expect(posterior({ eventCount: 0, exposureH: 0 }, stopPrior).rateP05PerH.toFixed(6)).toBe('0.007881');
  });
});

describe('exposure', () => {
  it('grows only for classes a live source can report', () => {
    const state = history(10, {}, ['protectiveStop']);
    const exposed = ratedEventClasses.filter((eventClass) => state[eventClass].exposureMs > 0);
    expect(exposed).toEqual(['protectiveStop']);
  });

  it('grows for a class whose event was seen, since the event proves that it is reported', () => {
    expect(history(1, { impact: 1 }, []).impact).toMatchObject({ eventCount: 1, exposureMs: hourMs });
  });

  it('adds up over steps', () => {
    const twice = stepSafetyHistory(history(1, { fall: 1 }), { operatingMs: hourMs, eventCounts: { fall: 2 }, observable: ['fall'] });
    expect(twice.fall).toEqual({ eventCount: 3, exposureMs: 2 * hourMs, agedCount: 3, agedExposureMs: 2 * hourMs });
  });

  it('ignores classes that are not rated', () => {
    expect(history(0, { gripLost: 34 })).toEqual(openingSafetyHistory());
  });

  it('ages counts and hours alike and leaves the lifetime numbers alone', () => {
    const { impact } = ageSafetyHistory(history(100, { impact: 4 }), 0.5);
    expect(impact).toEqual({ eventCount: 4, exposureMs: 100 * hourMs, agedCount: 2, agedExposureMs: 50 * hourMs });
  });
});

describe('a class that is not observed', () => {
  const classes = assessClasses(history(400, {}, ['protectiveStop']), priors, 1);

  it('has relativity 1, unknown rates and no exposure', () => {
    const impact = classes.map(printedHistory).find(({ eventClass }) => eventClass === 'impact');
    expect(impact).toMatchObject({ relativityRatio: 1, credibilityRatio: 0, exposureMs: 0, ratePerH: { unknown: 'notObserved' } });
  });

  it('earns no credit: only the observed class moves the index', () => {
    const stop = posterior({ eventCount: 0, exposureH: 400 }, priors.protectiveStop);
    expect(safetyLn(classes)).toBeCloseTo(0.3 * Math.log(stop.relativityRatio), 12);
  });

  it('keeps the width of its prior, so not watching never makes the index look surer', () => {
    const watched = safetySpreadLn(assessClasses(history(400, { impact: 2 }), priors, 1));
    const unwatched = safetySpreadLn(classes);
    expect(unwatched.below).toBeGreaterThan(watched.below);
    expect(unwatched.above).toBeGreaterThan(watched.above);
  });
});

describe('credit after a change of the safety configuration', () => {
  it('restarts for stops and impacts', () => {
    const state = restartCredit(history(1000), priors);
    expect([state.protectiveStop.agedExposureMs, state.impact.agedExposureMs]).toEqual([0, 0]);
    expect(state.limitTrip.agedExposureMs).toBe(1000 * hourMs);
  });

  it('stays where the record is worse than the prior: changing a setting wipes nothing', () => {
    const bad = history(100, { protectiveStop: 50 });
    expect(restartCredit(bad, priors).protectiveStop).toEqual(bad.protectiveStop);
  });

  it('never lowers the safety relativity', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(3000), (stops, impacts, hours) => {
        const state = history(hours, { protectiveStop: stops, impact: impacts });
        const before = safetyLn(assessClasses(state, priors, 1));
        expect(safetyLn(assessClasses(restartCredit(state, priors), priors, 1))).toBeGreaterThanOrEqual(before - 1e-12);
      }),
    );
  });
});

describe('properties', () => {
  const hours = fc.double({ min: 0, max: 5000, noNaN: true });
  const counts = fc.record({
    protectiveStop: fc.nat(30),
    impact: fc.nat(30),
    fall: fc.nat(30),
    limitTrip: fc.nat(30),
    majorFault: fc.nat(30),
  });
  const lnOf = (state: SafetyHistoryState, coverageRatio = 1): number => safetyLn(assessClasses(state, priors, coverageRatio));

  it('one more event of any class never lowers the relativity', () => {
    fc.assert(
      fc.property(hours, counts, fc.constantFrom(...ratedEventClasses), (h, n, eventClass) => {
        const more = stepSafetyHistory(history(h, n), { operatingMs: 0, eventCounts: { [eventClass]: 1 }, observable: [] });
        expect(lnOf(more)).toBeGreaterThanOrEqual(lnOf(history(h, n)));
      }),
    );
  });

  it('more clean hours never raise it', () => {
    fc.assert(
      fc.property(hours, counts, hours, (h, n, clean) => {
        const later = stepSafetyHistory(history(h, n), { operatingMs: clean * hourMs, eventCounts: {}, observable: ratedEventClasses });
        expect(lnOf(later)).toBeLessThanOrEqual(lnOf(history(h, n)) + 1e-12);
      }),
    );
  });

  it('emergency-stop presses change nothing', () => {
    fc.assert(
      fc.property(hours, counts, fc.nat(1000), (h, n, presses) => {
        expect(lnOf(history(h, { ...n, emergencyStop: presses }))).toBe(lnOf(history(h, n)));
      }),
    );
  });

  it('less coverage never lowers it', () => {
    fc.assert(
      fc.property(hours, counts, fc.double({ min: 0.5, max: 1, noNaN: true }), (h, n, coverage) => {
        expect(lnOf(history(h, n), coverage)).toBeGreaterThanOrEqual(lnOf(history(h, n)) - 1e-12);
      }),
    );
  });

  it('the interval holds the estimate', () => {
    fc.assert(
      fc.property(hours, fc.nat(100), (h, n) => {
        const p = posterior({ eventCount: n, exposureH: h }, stopPrior);
        expect(p.rateP05PerH).toBeLessThan(p.ratePerH);
        expect(p.rateP95PerH).toBeGreaterThan(p.ratePerH);
      }),
    );
  });

  it('learning to report a class never raises the mean relativity of a robot that is as the prior expects (decisions B5)', () => {
    const poisson = (mean: number, n: number): number =>
      Array.from({ length: n }, (_, i) => Math.log(mean / (i + 1))).reduce((a, b) => a + b, -mean);
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2000, noNaN: true }), fc.constantFrom(...ratedEventClasses), (h, eventClass) => {
        const prior = priors[eventClass];
        const mean = h * prior.ratePerH;
        const meanLn = Array.from({ length: Math.ceil(mean + 12 * Math.sqrt(mean) + 20) }, (_, n) => {
          const relativity = (n + prior.strengthH * prior.ratePerH) / (h + prior.strengthH) / prior.ratePerH;
          return Math.exp(poisson(mean, n)) * Math.log(relativity);
        }).reduce((a, b) => a + b, 0);
        expect(meanLn).toBeLessThanOrEqual(1e-9);
      }),
    );
  });
});
