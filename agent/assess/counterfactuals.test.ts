import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hourMs,
  illustrative,
  known,
  livedAs,
  newRun,
  past,
  type Run,
  riskInput,
  runMinutes,
} from '../../tests/support/assessment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import { openingAssessmentState } from './assessment-state.ts';
import { type Counterfactual, counterfactuals } from './counterfactuals.ts';
import { furtherHours } from './further-hours.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';

/** A site where only the people decide the grade: E3 with H2, E2 with H1. */
const site = (humanExposure: NonNullable<DeclaredContext['humanExposure']>): DeclaredContext => ({
  ...{ humanExposure, ambientMinC: 18, ambientMaxC: 26, humidityMinRatio: 0.35, humidityMaxRatio: 0.55 },
  ...{ ingressRequired: 'IP20', corrosivity: 'C1', specialHazard: 'none', terrain: 'fixedBase' },
  ...{ thermalRateMaxKPerMin: 0.5, vibrationMaxMPerS: 0.001, shocksMaxCount: 0 },
});
const observable = ['protectiveStop', 'impact', 'fall'];
const shared = { declared: site('H2'), observable };

/** 150 hours with a few events and a partly run ageing hour, the last event so fresh that its chain is open. */
function eventful(): Run {
  let run = runMinutes(newRun(), 60 * 100 + 17, { ...shared, loadRatio: 0.7 });
  run = runMinutes(run, 60 * 50, { ...shared, eventCounts: { impact: 1 } });
  run = runMinutes(run, 5, { ...shared, eventCounts: { protectiveStop: 1 } });
  run = runMinutes(run, 5, { ...shared, eventCounts: { protectiveStop: 1 } });
  return runMinutes(run, 1, { ...shared, eventCounts: { fall: 1 } });
}
const run = eventful();
const input = riskInput(run.state);
const present = known(assessRisk(input).riskIndex);
const told = counterfactuals(input);
const toldOf = (start: string, of: readonly Counterfactual[] = told): Counterfactual => {
  const found = of.find(({ textEn }) => textEn.startsWith(start));
  if (found === undefined) throw new Error(`${start} … is not among ${of.map(({ textEn }) => textEn).join('; ')}`);
  return found;
};
const indexAfter = (minutes: number, change: Parameters<typeof runMinutes>[2]): number =>
  known(assessRisk(riskInput(runMinutes(run, minutes, change).state)).riskIndex);
const indexWith = (change: Partial<RiskInput>, of: RiskInput = input): number => known(assessRisk({ ...of, ...change }).riskIndex);
const { history } = run.state;

describe('what would change the index', () => {
  it('by further hours is what the assessment itself reaches, minute by minute', () => {
    expect(run.state.chain).not.toBeNull();
    expect(run.state.ageingPendingMs).toBeGreaterThan(0);
    expect(toldOf('200 more operating hours')).toMatchObject({ riskIndex: indexAfter(12_000, shared), insteadOfIndex: present });
  });

  it('by a better grade is told beside the same hours without it, both rerun', () => {
    const better = toldOf('The next 100 operating hours at E2 instead of E3');
    expect(better.riskIndex).toBe(indexAfter(6_000, { ...shared, declared: site('H1') }));
    expect(better.insteadOfIndex).toBe(indexAfter(6_000, shared));
    expect(better.riskIndex).toBeLessThan(better.insteadOfIndex);
  });

  it('by past events is what the formula gives without them', () => {
    const fewer = {
      ...history,
      protectiveStop: { ...history.protectiveStop, eventCount: 1, agedCount: history.protectiveStop.agedCount / 2 },
    };
    const none = { ...history, impact: { ...history.impact, eventCount: 0, agedCount: 0 } };
    expect(toldOf('With one protective stop fewer than 2').riskIndex).toBe(indexWith({ state: { ...run.state, history: fewer } }));
    expect(toldOf('Without the 1 impact').riskIndex).toBe(indexWith({ state: { ...run.state, history: none } }));
  });

  it('by load, condition and declaration too, each with its own input changed', () => {
    const context = { lifecycleStage: 'pilotTest', trl: 6 } as const;
    const declared = { ...input, state: livedAs(run.state, context), context, healthIndex: 40 };
    const as = (other: DeclaredContext) => ({ context: other, state: livedAs(run.state, other) });
    const all = counterfactuals(declared);
    const { use } = run.state;
    expect(toldOf('Run at the reference load').riskIndex).toBe(
      indexWith({ state: { ...run.state, use: { ...use, loadMs: Math.round(use.ratedMs * 0.5) } } }),
    );
    expect(toldOf('With a health index of 80', all).riskIndex).toBe(indexWith({ healthIndex: 80 }, declared));
    expect(toldOf('Declared as TRL 9 instead of TRL 6', all).riskIndex).toBe(indexWith(as({ ...context, trl: 9 }), declared));
    expect(toldOf('Declared as commercial instead of pilotTest', all).riskIndex).toBe(
      indexWith(as({ ...context, lifecycleStage: 'commercial' }), declared),
    );
  });

  it('is told for every driver that moves the index', () => {
    const declared = { ...input, context: { trl: 6 } as const, healthIndex: 40 };
    const moving = assessRisk(declared).drivers.flatMap(({ dimension, ln }) => (Math.abs(ln) > 0.01 ? [dimension] : []));
    const dimensions = new Set(counterfactuals(declared).map(({ dimension }) => dimension));
    expect(moving.filter((dimension) => !dimensions.has(dimension))).toEqual([]);
    expect(moving.length).toBeGreaterThanOrEqual(5);
  });

  it('is told in both languages and in relative factors: factor and indexes say the same (property)', () => {
    const counts = fc.record({ impact: fc.nat(9), fall: fc.nat(9), limitTrip: fc.nat(9) });
    const pastOf = fc.tuple(fc.integer({ min: 1, max: 2000 }), counts).map(([hours, events]) => past(hours, events));
    fc.assert(
      fc.property(pastOf, fc.constantFrom(undefined, 30, 95), (state, healthIndex) => {
        const evaluated = run.state.environment.evaluated;
        const some = riskInput(
          { ...state, environment: { ...state.environment, evaluated } },
          healthIndex === undefined ? {} : { healthIndex },
        );
        for (const { riskIndex, insteadOfIndex, factorRatio, textZh } of counterfactuals(some)) {
          const odds = (index: number): number => index / (100 - index);
          expect(odds(riskIndex) / odds(insteadOfIndex)).toBeCloseTo(factorRatio, 4);
          expect(Math.abs(riskIndex - insteadOfIndex)).toBeGreaterThanOrEqual(0.05);
          expect(textZh).toMatch(/[一-鿿]/);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never makes the index worse by fewer events, better grades or cleaner hours', () => {
    for (const start of ['Without', 'With one', 'The next', '200 more']) {
      const { riskIndex, insteadOfIndex } = toldOf(start);
      expect(riskIndex, start).toBeLessThan(insteadOfIndex);
    }
  });

  it('leaves the emergency stop out: with or without its presses the index is the same', () => {
    const pressed = past(100, { emergencyStop: 40, impact: 1 });
    expect(counterfactuals(riskInput(pressed)).some(({ textEn }) => textEn.includes('emergency'))).toBe(false);
  });

  it('is nothing for a robot nothing is known of', () => {
    expect(counterfactuals(riskInput(openingAssessmentState()))).toEqual([]);
  });
});

describe('further hours', () => {
  it('age what was: after a half-life an event and its hours weigh half, and the lifetime counts stay', () => {
    const before = past(10, { impact: 2 });
    const after = furtherHours(before, { hoursCount: 720, grades: { e: 2, ePhys: 2, ePeople: 2 }, model: illustrative });
    expect(after.history.impact).toMatchObject({ eventCount: 2, exposureMs: 730 * hourMs });
    expect(after.history.impact.agedCount).toBeCloseTo(1, 6);
    const share = 2 ** (-1 / illustrative.halfLifeH);
    const hours = 5 + (share * (1 - share ** 720)) / (1 - share);
    expect(after.history.impact.agedExposureMs / hourMs).toBeCloseTo(hours, 4);
  });
});
