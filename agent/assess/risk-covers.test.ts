import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { illustrative, known, past, riskInput } from '../../tests/support/assessment-fixture.ts';
import { covers } from '../contract/stage-of-use.ts';
import type { AssessmentState } from './assessment-state.ts';
import { lnOfIndex } from './log-linear-index.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';

const coversOf = (state: AssessmentState, change: Partial<RiskInput> = {}) => {
  const { byCover } = assessRisk(riskInput(state, change));
  if (byCover === undefined) throw new Error('no covers');
  return byCover;
};
const factorOf = (state: AssessmentState, clean: AssessmentState, cover: (typeof covers)[number]): number =>
  known(coversOf(state)[cover].lnM) - known(coversOf(clean)[cover].lnM);

describe('the covers (decisions C3)', () => {
  const clean = past(300, {});

  it('see falls and trips as the body’s, impacts as a third party’s', () => {
    for (const eventClass of ['fall', 'limitTrip', 'majorFault']) {
      const harmed = past(300, { [eventClass]: 3 });
      expect(factorOf(harmed, clean, 'body'), eventClass).toBeGreaterThan(factorOf(harmed, clean, 'thirdParty'));
    }
    const hit = past(300, { impact: 3 });
    expect(factorOf(hit, clean, 'thirdParty')).toBeGreaterThan(factorOf(hit, clean, 'body'));
  });

  it('see their own hours: the body the physical grade, third party that of people', () => {
    const rough: AssessmentState = { ...clean, agedMsByEPhys: [0, 0, 0, 0, 1000], agedMsByEPeople: [1000, 0, 0, 0, 0] };
    const environment = (cover: (typeof covers)[number]) =>
      coversOf(rough)[cover].drivers.find(({ dimension }) => dimension === 'environment');
    expect(environment('body')?.factorRatio).toBe(2);
    expect(environment('thirdParty')?.factorRatio).toBe(0.9);
  });

  it('print the same index beside the whole and with their drivers', () => {
    const { covers: printed, byCover } = assessRisk(riskInput(past(100, { fall: 2 })));
    expect(printed).toEqual({ body: byCover?.body.riskIndex, thirdParty: byCover?.thirdParty.riskIndex });
  });

  it('weigh as the whole does where the model has no weights of its own', () => {
    const { coverClassWeights: _, ...plain } = illustrative;
    const weights = { ...plain.weights, body: plain.weights.overall };
    const state = { ...past(100, { fall: 2, impact: 1 }), agedMsByEPhys: past(100, {}).agedMsByE };
    const { byCover, riskIndex, p05Index, p95Index, lnM } = assessRisk(riskInput(state, { model: { ...plain, weights } }));
    expect(byCover?.body).toMatchObject({ riskIndex, p05Index, p95Index, lnM });
  });

  it('are unknown for the reason the whole is', () => {
    const none = { unknown: 'notRated' };
    const unrated = { riskIndex: none, p05Index: none, p95Index: none, lnM: none, drivers: [] };
    expect(coversOf(clean, { context: { trl: 4 } })).toEqual({ body: unrated, thirdParty: unrated });
  });

  const pastOf = fc
    .tuple(
      fc.integer({ min: 1, max: 3000 }),
      fc.record({ protectiveStop: fc.nat(20), impact: fc.nat(20), fall: fc.nat(20), limitTrip: fc.nat(20), majorFault: fc.nat(20) }),
    )
    .map(([hours, counts]) => past(hours, counts));

  it('have drivers that sum exactly to their printed lnM, strongest first, inside their interval (property)', () => {
    fc.assert(
      fc.property(pastOf, fc.constantFrom(undefined, 20, 95), (state, healthIndex) => {
        for (const cover of covers) {
          const said = coversOf(state, { context: { trl: 6 }, ...(healthIndex === undefined ? {} : { healthIndex }) })[cover];
          const millionths = said.drivers.map(({ ln }) => Math.round(ln * 1e6));
          expect(millionths.reduce((sum, ln) => sum + ln, 0)).toBe(Math.round(known(said.lnM) * 1e6));
          expect([...millionths].sort((a, b) => Math.abs(b) - Math.abs(a))).toEqual(millionths);
          expect(lnOfIndex(known(said.riskIndex))).toBeCloseTo(known(said.lnM), 5);
          expect(known(said.p05Index)).toBeLessThanOrEqual(known(said.riskIndex));
          expect(known(said.p95Index)).toBeGreaterThanOrEqual(known(said.riskIndex));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never fall by more harm, and never move by an emergency stop (property, B7)', () => {
    fc.assert(
      fc.property(
        pastOf,
        fc.constantFrom('protectiveStop', 'impact', 'fall', 'limitTrip', 'majorFault', 'emergencyStop'),
        (state, name) => {
          const was = state.history[name as 'fall'];
          const more = { ...was, eventCount: was.eventCount + 1, agedCount: was.agedCount + 1 };
          const harmed = coversOf({ ...state, history: { ...state.history, [name]: more } });
          const before = coversOf(state);
          for (const cover of covers) {
            expect(known(harmed[cover].riskIndex)).toBeGreaterThanOrEqual(known(before[cover].riskIndex));
            if (name === 'emergencyStop') expect(harmed[cover]).toEqual(before[cover]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
