import { describe, expect, it } from 'vitest';
import { day, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { asIfAlwaysValid, tariffSeries, unitOf, versionAt } from './tariff-series.ts';

const first = tariffWith({ version: 1, validFrom: '2026-01-01' });
const second = tariffWith({ version: 2, validFrom: '2026-04-01', validTo: '2026-07-01' });
const money = { actuarial: true, currency: 'EUR', basis: 'losses' };

describe('the versions of a tariff', () => {
  it.each([
    ['2025-12-31', undefined],
    ['2026-01-01', 1],
    ['2026-03-31', 1],
    ['2026-04-01', 2],
    ['2026-06-30', 2],
    // Version 1 has no end, so it holds again when its successor has ended.
    ['2026-07-01', 1],
  ])('on %s hold version %s', (text, version) => {
    expect(versionAt(tariffSeries('t', [second, first]), day(text))?.tariff.version).toBe(version);
  });

  it('may arrive twice, from folder and archive', () => {
    expect(tariffSeries('t', [first, first, second]).versions).toHaveLength(2);
    expect(tariffSeries('t', [second, first]).latest).toBe(second);
  });

  it('are never two documents of one number, nor in two units', () => {
    const changed = tariffWith({ version: 1, validFrom: '2026-01-01', gamma: 0.9 });
    expect(() => tariffSeries('t', [first, changed])).toThrow(expect.objectContaining({ code: 'receiver/tariff-changed' }));
    const inMoney = tariffWith({ version: 3, ...money });
    expect(() => tariffSeries('t', [first, inMoney])).toThrow(expect.objectContaining({ code: 'receiver/tariff-unit' }));
    expect(() => tariffSeries('t', [])).toThrow(expect.objectContaining({ code: 'receiver/tariff-empty' }));
  });

  it('are the newest alone, for ever, when the question is what it would have done', () => {
    const { versions } = asIfAlwaysValid(tariffSeries('t', [first, second]));
    expect(versions.map(({ sha256 }) => sha256)).toEqual([second.sha256]);
    for (const text of ['1970-01-01', '2026-02-01', '2090-01-01']) {
      expect(versionAt({ name: 't', versions, latest: second }, day(text))?.tariff.version).toBe(2);
    }
  });
});

describe('the unit', () => {
  it('is points without actuarial ground, else the currency', () => {
    expect([unitOf(first.tariff), unitOf(tariffWith(money).tariff)]).toEqual(['points', 'EUR']);
  });
});
