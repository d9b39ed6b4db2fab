import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, hourMs, reportOf, riskOf, seriesWith } from '../../tests/support/tariff-fixture.ts';
import { priceRobot } from './price-robot.ts';

/*
 * The premium once more, as a sceptic would write it from the risk model §3.3 in floating point: no line of it is shared with the
 * code beside it. Both must agree to the fifth decimal.
 */
interface Plan {
  readonly monthIndex: number;
  readonly dayOfMonth: number;
  readonly body: readonly number[];
  readonly people: readonly number[];
  readonly safety: number;
  readonly context: number;
}

const year = 2026;
const rates = [0.36, 0.4, 0.48, 0.6, 0.8];
const monthCount = 6;
const cap = (value: number, least: number, most: number): number => (value < least ? least : value > most ? most : value);

function naiveFactors(plans: readonly Plan[]): number[] {
  const factors = [1];
  let last: Plan | undefined;
  for (let month = 0; month < monthCount; month += 1) {
    const before = factors[month] ?? 1;
    const arrived = plans.filter(({ monthIndex }) => monthIndex === month);
    last = arrived.at(-1) ?? last;
    let target = before;
    if (last !== undefined) {
      target = cap(cap(last.safety, 0.25, 4) * cap(last.context, 0.8, 1.5), 0.7, 1.6);
      if (arrived.length === 0 && target < before) target = before;
    }
    factors.push(cap(target, before * 0.9, before * 1.1));
  }
  return factors;
}

function naivePremium(plans: readonly Plan[]): number {
  const factors = naiveFactors(plans);
  let premium = 200 * monthCount;
  for (const { monthIndex, body, people } of plans) {
    for (let grade = 0; grade < 5; grade += 1) {
      premium += (factors[monthIndex] ?? 1) * (rates[grade] ?? 0) * ((body[grade] ?? 0) + (people[grade] ?? 0));
    }
  }
  return premium;
}

const hours = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 5, maxLength: 5 });
const relativity = fc.double({ min: 0.2, max: 5, noNaN: true });
const anyPlan: fc.Arbitrary<Plan> = fc.record({
  monthIndex: fc.integer({ min: 0, max: monthCount - 1 }),
  dayOfMonth: fc.integer({ min: 1, max: 28 }),
  body: hours,
  people: hours,
  safety: relativity,
  context: relativity,
});
/** In the order of their arrival, which is also that of their sequence. */
const anyPlans = fc
  .array(anyPlan, { maxLength: 10 })
  .map((plans) => plans.toSorted((left, right) => left.monthIndex - right.monthIndex || left.dayOfMonth - right.dayOfMonth));

const series = seriesWith();

function priced(plans: readonly Plan[]) {
  const reports = plans.map(({ monthIndex, dayOfMonth, body, people, safety, context }, reportSeq) =>
    reportOf({
      reportSeq,
      receivedMs: Date.UTC(year, monthIndex, dayOfMonth) + reportSeq * hourMs,
      hours: body,
      people,
      risk: riskOf({ safety, context, environment: 1.7 }),
    }),
  );
  const robot = { enrolledMs: day('2026-01-01'), reports, inspections: [] };
  return priceRobot(series, robot, { fromMs: day('2026-01-01'), toMs: day('2026-07-01') });
}

describe('an independent recomputation', () => {
  it('gives the same factor at every month end', () => {
    fc.assert(
      fc.property(anyPlans, (plans) => {
        const expected = naiveFactors(plans).slice(1);
        const { monthEnds } = priced(plans);
        expect(monthEnds).toHaveLength(monthCount);
        for (const [place, { factorRatio }] of monthEnds.entries()) expect(factorRatio).toBeCloseTo(expected[place] ?? Number.NaN, 4);
      }),
    );
  });

  it('gives the same premium for 1,000 robots', () => {
    fc.assert(
      fc.property(anyPlans, (plans) => {
        const expected = naivePremium(plans);
        // Six decimals of a factor over some thousand points.
        expect(Math.abs(priced(plans).total - expected)).toBeLessThan(1e-5 * expected);
      }),
      { numRuns: 1_000 },
    );
  });
});
