import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, reportOf, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { addCells, covers, priceBase, priceReport, toAmount, toMicro } from './price-usage.ts';

const { tariff } = tariffWith();
const hours = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 5, maxLength: 5 });
const factor = fc.integer({ min: 700_000, max: 1_600_000 }).map((millionths) => millionths / 1e6);
const sum = (cells: ReturnType<typeof priceReport>) => cells.reduce((total, { micro }) => total + micro, 0n);

describe('the price of a report', () => {
  it('counts the body by the physical grade and third parties by the grade of people', () => {
    const cells = priceReport(reportOf({ hours: [1, 2, 0, 0, 0], people: [0, 0, 0, 0, 3] }), tariff, 1);
    expect(cells.map(({ cover, grade, operatingMs, micro }) => [cover, grade, operatingMs / hourMs, toAmount(micro)])).toEqual([
      ['body', 1, 1, 0.36],
      ['body', 2, 2, 0.8],
      ['thirdParty', 5, 3, 2.4],
    ]);
  });

  it('counts what this report adds to the lifetime counters, and nothing of before', () => {
    const [early, late] = [0, 5_000].map((earlierH) => priceReport(reportOf({ hours: [0, 7, 0, 0, 0], earlierH }), tariff, 1.2));
    expect(late).toEqual(early);
  });

  it('is the factor times the price at factor 1, cut down to a millionth', () => {
    fc.assert(
      fc.property(hours, factor, (h, factorRatio) => {
        for (const { micro, microAtReference } of priceReport(reportOf({ hours: h }), tariff, factorRatio)) {
          const exact = Number(microAtReference) * factorRatio;
          expect(Number(micro)).toBeGreaterThan(exact - 1.001);
          expect(Number(micro)).toBeLessThan(exact + factorRatio + 0.001);
        }
      }),
    );
  });

  it('is never lower for more operating hours at an equal factor', () => {
    fc.assert(
      fc.property(hours, hours, factor, (h, more, factorRatio) => {
        const grown = h.map((one, place) => one + (more[place] ?? 0));
        const [less, greater] = [h, grown].map((one) => sum(priceReport(reportOf({ hours: one }), tariff, factorRatio)));
        return (greater ?? 0n) >= (less ?? 0n);
      }),
    );
  });

  it('is never lower at a worse grade', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: 0, max: 3 }), factor, (h, place, factorRatio) => {
        const worse = h.map((one, at) => (at === place ? 0 : at === place + 1 ? one + (h[place] ?? 0) : one));
        // Hours are rounded to a millisecond on both sides.
        return (
          sum(priceReport(reportOf({ hours: worse }), tariff, factorRatio)) >=
          sum(priceReport(reportOf({ hours: h }), tariff, factorRatio)) - 2n
        );
      }),
    );
  });
});

describe('cells', () => {
  it('of the same cover and grade are added, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 6 }), (list) => {
        const cells = list.flatMap((h) => priceReport(reportOf({ hours: h }), tariff, 1.1));
        const added = addCells(cells);
        expect(sum(added)).toBe(sum(cells));
        expect(new Set(added.map(({ cover, grade }) => `${cover} ${grade}`)).size).toBe(added.length);
        const order = added.map(({ cover, grade }) => covers.indexOf(cover) * 5 + grade);
        expect(order).toEqual(order.toSorted((left, right) => left - right));
      }),
    );
  });
});

describe('the base', () => {
  const month = { ...tariff, base: { per: 'month', amount: 200 } } as const;
  const day = { ...tariff, base: { per: 'day', amount: 1.5 } } as const;

  it('is whole for a whole month, and by the day where the tariff says so', () => {
    expect(toAmount(priceBase(month, 31, { fromDay: 0, toDay: 31 }))).toBe(200);
    expect(toAmount(priceBase(day, 31, { fromDay: 3, toDay: 5 }))).toBe(3);
  });

  it('of the parts of a month adds up to that of the month', () => {
    const anyCut = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 8 });
    fc.assert(
      fc.property(anyCut, fc.constantFrom(month, day), (cuts, tariffOf) => {
        const days = [0, ...cuts.toSorted((left, right) => left - right), 31];
        const parts = days.slice(1).map((toDay, place) => priceBase(tariffOf, 31, { fromDay: days[place] ?? 0, toDay }));
        return parts.reduce((total, part) => total + part, 0n) === priceBase(tariffOf, 31, { fromDay: 0, toDay: 31 });
      }),
    );
  });
});

describe('amounts', () => {
  it('survive the way to millionths and back', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (micro) => toMicro(toAmount(micro)) === micro));
  });
});
