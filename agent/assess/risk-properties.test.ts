import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, newRun, past, riskInput, runMinutes, windowScore } from '../../tests/support/assessment-fixture.ts';
import type { RiskAssessment } from '../contract/assessment.ts';
import { isKnown } from '../contract/unknown.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import type { AssessmentState } from './assessment-state.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';

const indexOf = (state: AssessmentState, change: Partial<RiskInput> = {}): number => known(assessRisk(riskInput(state, change)).riskIndex);

describe('the index of any past', () => {
  const hours = fc.double({ min: 0, max: 3000, noNaN: true });
  const counts = fc.record({
    protectiveStop: fc.nat(20),
    impact: fc.nat(20),
    fall: fc.nat(20),
    limitTrip: fc.nat(20),
    majorFault: fc.nat(20),
  });
  const eventClass = fc.constantFrom(...ratedEventClasses);
  const quick = { numRuns: 40 };

  it('more harm never lowers the index', () => {
    fc.assert(
      fc.property(hours, counts, eventClass, (h, n, more) => {
        const harmed = { ...n, [more]: (n[more as keyof typeof n] ?? 0) + 1 };
        expect(indexOf(past(h, harmed))).toBeGreaterThanOrEqual(indexOf(past(h, n)));
      }),
      quick,
    );
  });

  it('more clean hours never raise it', () => {
    fc.assert(
      fc.property(hours, counts, hours, (h, n, clean) => {
        fc.pre(h > 0);
        expect(indexOf(past(h + clean, n))).toBeLessThanOrEqual(indexOf(past(h, n)));
      }),
      quick,
    );
  });

  it('a gap never lowers it', () => {
    fc.assert(
      fc.property(hours, counts, fc.double({ min: 0.5, max: 1, noNaN: true }), (h, n, coverageRatio) => {
        expect(indexOf(past(h, n), { coverageRatio })).toBeGreaterThanOrEqual(indexOf(past(h, n)));
      }),
      quick,
    );
  });

  it('emergency-stop presses change nothing at all but their own row', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 3000, noNaN: true }), counts, fc.nat(500), (h, n, emergencyStop) => {
        const without = assessRisk(riskInput(past(h, n)));
        const pressed = assessRisk(riskInput(past(h, { ...n, emergencyStop })));
        const row = (of: RiskAssessment) => of.history.filter((entry) => entry.eventClass !== 'emergencyStop');
        const cells = (of: RiskAssessment) =>
          of.byStage?.map((cell) => ({ ...cell, history: cell.history.filter((entry) => entry.eventClass !== 'emergencyStop') }));
        expect({ ...pressed, history: row(pressed), byStage: cells(pressed), drivers: pressed.drivers.map(({ ln }) => ln) }).toEqual({
          ...without,
          history: row(without),
          byStage: cells(without),
          drivers: without.drivers.map(({ ln }) => ln),
        });
      }),
      quick,
    );
  });

  it('an unknown health index is never better than the reference healthy one', () => {
    fc.assert(
      fc.property(hours, counts, (h, n) => indexOf(past(h, n)) >= indexOf(past(h, n), { healthIndex: 80 })),
      quick,
    );
  });

  it('drivers always sum to lnM, and the interval always holds the index', () => {
    fc.assert(
      fc.property(hours, counts, fc.integer({ min: 0, max: 100 }), (h, n, healthIndex) => {
        const assessment = assessRisk(riskInput(past(h, n), { healthIndex, context: { robotClass10218: 'I' } }));
        const millionths = assessment.drivers.reduce((sum, { ln }) => sum + Math.round(ln * 1e6), 0);
        expect(millionths).toBe(Math.round(known(assessment.lnM) * 1e6));
        expect(known(assessment.p05Index)).toBeLessThanOrEqual(known(assessment.riskIndex));
        expect(known(assessment.p95Index)).toBeGreaterThanOrEqual(known(assessment.riskIndex));
      }),
      quick,
    );
  });

  it('the same input gives the same bytes', () => {
    fc.assert(
      fc.property(hours, counts, (h, n) => {
        const input = riskInput(past(h, n));
        expect(JSON.stringify(assessRisk(JSON.parse(JSON.stringify(input))))).toBe(JSON.stringify(assessRisk(input)));
      }),
      { numRuns: 20 },
    );
  });
});

/** A minute of a life: what happened in it, how heavily it loaded the joints, how unusual it looked. */
const minute = fc.record({
  eventCounts: fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Readonly<Record<string, number>>[]>({ impact: 1 }, { fall: 1 }, { protectiveStop: 1, impact: 1 }),
    },
  ),
  loadRatio: fc.constantFrom(0.2, 0.5, 0.9),
  score: fc.constantFrom(windowScore(0.5), windowScore(1), windowScore(300)),
  pressed: fc.boolean(),
});
type Minute = typeof minute extends fc.Arbitrary<infer T> ? T : never;

function livedThrough(minutes: readonly Minute[], withPresses: boolean): AssessmentState {
  return minutes.reduce(
    (run, { eventCounts, loadRatio, score, pressed }) => {
      const counts = withPresses && pressed ? { ...eventCounts, emergencyStop: 1 } : eventCounts;
      return runMinutes(run, 1, { eventCounts: counts, loadRatio, score, commissioningMs: 70 * 60_000 });
    },
    runMinutes(newRun(), 65, { score: windowScore(1) }),
  ).state;
}

describe('a life, minute by minute', () => {
  const life = fc.array(minute, { minLength: 1, maxLength: 60 });
  const printed = (state: AssessmentState) => {
    const { riskIndex, lnM, p05Index, p95Index, covers, drivers } = assessRisk(riskInput(state));
    return { riskIndex, lnM, p05Index, p95Index, covers, texts: drivers.map(({ textEn }) => textEn) };
  };

  it('has the same index and words with emergency-stop presses put anywhere into it (decisions B7)', () => {
    fc.assert(
      fc.property(life, (minutes) => {
        expect(printed(livedThrough(minutes, true))).toEqual(printed(livedThrough(minutes, false)));
      }),
      { numRuns: 40 },
    );
  });

  it('never earns a credit from the anomaly model, and never more than ×1.15 (decisions C4)', () => {
    fc.assert(
      fc.property(life, (minutes) => {
        const { anomaly } = assessRisk(riskInput(livedThrough(minutes, false))).relativities;
        expect(isKnown(anomaly) ? anomaly : 1).toBeGreaterThanOrEqual(1);
        expect(isKnown(anomaly) ? anomaly : 1).toBeLessThanOrEqual(1.15);
      }),
      { numRuns: 15 },
    );
  });
});

describe('credibility of use and condition (decisions C2)', () => {
  const hours = fc.integer({ min: 1, max: 2000 });
  const lnOf = (h: number, dimension: 'use' | 'health', loadRatio: number): number => {
    const state = { ...past(h, {}), use: { loadMs: Math.round(h * 3_600_000 * loadRatio), ratedMs: h * 3_600_000 } };
    return assessRisk(riskInput(state, { healthIndex: 50 })).drivers.find((driver) => driver.dimension === dimension)?.ln ?? Number.NaN;
  };

  it('grows with the hours, keeps the direction, and is exactly H / (H + 100) of the whole', () => {
    fc.assert(
      fc.property(hours, fc.constantFrom(0.3, 0.4, 0.7, 0.9), (h, loadRatio) => {
        const whole = { use: Math.log(Math.min(1.25, Math.max(0.8, (loadRatio / 0.5) ** 0.5))), health: 0.015 * 30 };
        for (const dimension of ['use', 'health'] as const) {
          expect(lnOf(h, dimension, loadRatio)).toBeCloseTo((whole[dimension] * h) / (h + 100), 5);
          expect(Math.abs(lnOf(h + 50, dimension, loadRatio))).toBeGreaterThanOrEqual(Math.abs(lnOf(h, dimension, loadRatio)));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is declared (decisions C3)', () => {
  it('below TRL 5 leaves index, interval, covers and drivers out, whatever happened, and keeps hours and counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(50), fc.double({ min: 1, max: 3000, noNaN: true }), (trl, fall, h) => {
        const { riskIndex, lnM, p05Index, covers, drivers, history } = assessRisk(riskInput(past(h, { fall }), { context: { trl } }));
        const none = { unknown: 'notRated' };
        expect([riskIndex, lnM, p05Index, covers.body, covers.thirdParty]).toEqual([none, none, none, none, none]);
        expect(drivers).toEqual([]);
        expect(history.find(({ eventClass }) => eventClass === 'fall')?.eventCount).toBe(fall);
      }),
      { numRuns: 30 },
    );
  });

  it('a lower readiness never lowers the index (from TRL 5)', () => {
    const trl = fc.integer({ min: 5, max: 9 });
    fc.assert(
      fc.property(trl, trl, (a, b) => {
        const of = (value: number) => indexOf(past(100, { impact: 1 }), { context: { trl: value } });
        expect(of(Math.min(a, b))).toBeGreaterThanOrEqual(of(Math.max(a, b)));
      }),
      { numRuns: 20 },
    );
  });
});
