import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, past, riskInput } from '../../tests/support/assessment-fixture.ts';
import type { RiskAssessment } from '../contract/assessment.ts';
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
        expect({ ...pressed, history: row(pressed), drivers: pressed.drivers.map(({ ln }) => ln) }).toEqual({
          ...without,
          history: row(without),
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
