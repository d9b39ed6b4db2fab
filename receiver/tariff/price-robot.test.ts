import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessRisk } from '../../agent/assess/assessment.ts';
import { past, riskInput } from '../../tests/support/assessment-fixture.ts';
import { day, hourMs, reportOf, riskOf, seriesWith, tariffWith } from '../../tests/support/tariff-fixture.ts';
import type { PricedRobot, ReceivedReport } from './factor-path.ts';
import { type PriceLine, priceRobot, type TariffPrice } from './price-robot.ts';
import { tariffSeries } from './tariff-series.ts';
import { notChecked } from './tariff-signature.ts';
import { dayMs } from './utc-month.ts';

const series = seriesWith();
const [from, to] = [day('2026-01-01'), day('2026-07-01')];
const whole = { fromMs: from, toMs: to };
const robotOf = (reports: readonly ReceivedReport[], enrolledMs = from): PricedRobot => ({ enrolledMs, reports, inspections: [] });
const micro = (value: number): number => Math.round(value * 1e6);
const microOf = (lines: readonly PriceLine[]): number => lines.reduce((sum, { amount }) => sum + micro(amount), 0);

const relativity = fc.double({ min: 0.3, max: 3, noNaN: true });
const anyReport = fc
  .record({
    receivedMs: fc.integer({ min: from, max: to - 1 }),
    hours: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 5, maxLength: 5 }),
    people: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 5, maxLength: 5 }),
    safety: relativity,
    use: relativity,
  })
  .map(({ safety, use, ...plan }) => ({ ...plan, risk: riskOf({ safety, use, environment: 1.4 }) }));
const anyRobot = fc
  .array(anyReport, { maxLength: 12 })
  .map((plans) => robotOf(plans.map((plan, reportSeq) => reportOf({ ...plan, reportSeq }))));

describe('the premium of a robot', () => {
  it('is base + factor × hours by grade × rate, month by month under the factor of the month end before', () => {
    const reports = ['2026-01-10', '2026-02-10'].map((text, reportSeq) =>
      reportOf({ reportSeq, receivedMs: day(text), hours: [10, 120, 30, 0, 0], risk: riskOf({ safety: 3 }) }),
    );
    const price = priceRobot(series, robotOf(reports), { fromMs: from, toMs: day('2026-03-01') });
    expect(price).toMatchObject({ base: 400, usageAtReference: 264, factorEffect: 13.2, total: 677.2, unit: 'points', actuarial: false });
    expect(price.lines.filter(({ kind, month }) => kind === 'usage' && month === '2026-02')).toMatchObject([
      { cover: 'body', grade: 1, operatingMs: 10 * hourMs, ratePerH: 0.36, factorRatio: 1.1, amountAtReference: 3.6, amount: 3.96 },
      { cover: 'body', grade: 2, amount: 52.8 },
      { cover: 'body', grade: 3, amount: 15.84 },
      { cover: 'thirdParty', grade: 1, amount: 3.96 },
      { cover: 'thirdParty', grade: 2, amount: 52.8 },
      { cover: 'thirdParty', grade: 3, amount: 15.84 },
    ]);
    expect([price.openingFactorRatio, price.closingFactorRatio]).toEqual([1, 1.1]);
  });

  it('begins with enrolment', () => {
    const price = priceRobot(series, robotOf([], day('2026-01-22')), { fromMs: from, toMs: day('2026-02-01') });
    expect(price.lines).toMatchObject([{ kind: 'base', dayCount: 10, amount: 64.51613 }]);
    expect(priceRobot(series, robotOf([], to), whole)).toMatchObject({ total: 0, lines: [] });
  });

  it('says what it did not price, where no version was valid', () => {
    const late = seriesWith({ validFrom: '2026-03-01' });
    const price = priceRobot(late, robotOf([reportOf({ receivedMs: day('2026-02-10'), hours: [0, 5, 0, 0, 0] })]), whole);
    expect(price.notPriced).toEqual({ dayCount: 59, operatingMs: 5 * hourMs });
    expect(price.usageAtReference).toBe(0);
  });

  it('says what it rests on, and whether alarms may enter it', () => {
    const { versions, mlInPrice } = priceRobot(series, robotOf([]), whole);
    expect(versions).toEqual([{ version: 1, sha256: series.latest.sha256, validFrom: '2026-01-01', validTo: null, signature: notChecked }]);
    expect(mlInPrice).toBe(false);
    expect(priceRobot(seriesWith({ anomaly: 'confirmedByInspection' }), robotOf([]), whole).mlInPrice).toBe(true);
  });
});

describe('a tariff that changed', () => {
  const [first, second] = [tariffWith(), tariffWith({ version: 2, validFrom: '2026-04-01', gamma: 0.5 })];
  const both = tariffSeries(first.tariff.name, [first, second]);

  it('is a neutral fact with both documents, from the day the next version holds', () => {
    expect(priceRobot(both, robotOf([]), whole).changes).toEqual([
      {
        code: 'tariff.changed',
        validFrom: '2026-04-01',
        fromVersion: 1,
        toVersion: 2,
        fromSha256: first.sha256,
        toSha256: second.sha256,
      },
    ]);
  });

  it('is none in a period that one version prices', () => {
    expect(priceRobot(both, robotOf([]), { fromMs: from, toMs: day('2026-04-01') }).changes).toEqual([]);
    expect(priceRobot(both, robotOf([]), { fromMs: day('2026-04-01'), toMs: to }).changes).toEqual([]);
    expect(priceRobot(series, robotOf([]), whole).changes).toEqual([]);
  });
});

describe('properties', () => {
  it('lines add up to the total, and base, hours and factor effect too, to the last millionth', () => {
    fc.assert(
      fc.property(anyRobot, (robot) => {
        const price = priceRobot(series, robot, whole);
        expect(microOf(price.lines)).toBe(micro(price.total));
        expect(micro(price.base) + micro(price.usageAtReference) + micro(price.factorEffect)).toBe(micro(price.total));
      }),
      { numRuns: 40 },
    );
  });

  it('a period cut at any days gives the same total, hours and factor', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 180 }), { maxLength: 5 });
    fc.assert(
      fc.property(anyRobot, cuts, (robot, days) => {
        const edges = [from, ...days.toSorted((left, right) => left - right).map((count) => from + count * dayMs), to];
        const parts = edges.slice(1).map((toMs, place) => priceRobot(series, robot, { fromMs: edges[place] ?? from, toMs }));
        const price = priceRobot(series, robot, whole);
        const sum = (of: (part: TariffPrice) => number) => parts.reduce((total, part) => total + micro(of(part)), 0);
        for (const of of [(p: TariffPrice) => p.total, (p: TariffPrice) => p.base, (p: TariffPrice) => p.usageAtReference]) {
          expect(sum(of)).toBe(micro(of(price)));
        }
        expect(parts.at(-1)?.closingFactorRatio).toBe(price.closingFactorRatio);
      }),
      { numRuns: 40 },
    );
  });

  it('a worse index in any month never costs less', () => {
    fc.assert(
      fc.property(anyRobot, fc.nat(), fc.double({ min: 1, max: 3, noNaN: true }), (robot, pick, more) => {
        const worse = robot.reports.map((report, place) => {
          const ln = report.payload.risk.drivers.find(({ dimension }) => dimension === 'safety')?.ln ?? 0;
          const use = report.payload.risk.drivers.find(({ dimension }) => dimension === 'use')?.ln ?? 0;
          if (place !== pick % robot.reports.length) return report;
          const risk = riskOf({ environment: 1.4, use: Math.exp(use), safety: Math.exp(ln) * more });
          return { ...report, payload: { ...report.payload, risk } };
        });
        const [a, b] = [robot, { ...robot, reports: worse }].map((one) => priceRobot(series, one, whole).total);
        // Rebuilding the index from its own printed drivers may move it by a millionth.
        return (b ?? 0) >= (a ?? 0) - 0.01;
      }),
      { numRuns: 40 },
    );
  });

  it('presses of the emergency stop change neither factor nor premium', () => {
    const counts = fc.record({ protectiveStop: fc.nat(20), impact: fc.nat(5), majorFault: fc.nat(3) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), counts, fc.integer({ min: 1, max: 1_000 }), (hours, events, emergencyStop) => {
        const priced = (lived: Record<string, number>) => {
          const risk = assessRisk(riskInput(past(hours, lived)));
          const report = reportOf({ receivedMs: day('2026-01-20'), hours: [0, hours, 0, 0, 0], risk });
          return priceRobot(
            series,
            robotOf([report, reportOf({ reportSeq: 1, receivedMs: day('2026-03-20'), hours: [0, 9, 0, 0, 0], risk })]),
            whole,
          );
        };
        expect(priced({ ...events, emergencyStop })).toEqual(priced(events));
      }),
      { numRuns: 40 },
    );
  });
});
