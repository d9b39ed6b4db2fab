import { describe, expect, it } from 'vitest';
import { openReception } from '../../tests/support/reception-fixture.ts';
import { day, riskOf, seriesWith, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { openStore } from '../store/open-store.ts';
import { languages } from '../tariff/price-messages.ts';
import { tariffSeries } from '../tariff/tariff-series.ts';
import { priceStatement } from './price-statement.ts';
import { pricedLines } from './priced-lines.ts';

const period = { fromMs: day('1970-01-01'), toMs: day('1970-03-01') };
const validFrom = '1970-01-01';
const euro = { actuarial: true, currency: 'EUR', basis: 'losses of 2031 to 2035' };

function statementOf(change = {}, tenant = 'live') {
  const origin = tenant === 'demo' ? 'simulation' : 'live';
  const fixture = openReception(
    { origin, reportCount: 1, changePayload: (p) => void Object.assign(p, { risk: riskOf({ safety: 3, use: 0.9 }) }) },
    tenant,
  );
  fixture.send(0, { atMs: day('1970-01-20') });
  return priceStatement(fixture.store, { tariffs: [seriesWith({ validFrom, ...change })], period, inspections: [] });
}
const linesOf = (change = {}, tenant = 'live') => pricedLines(statementOf(change, tenant), 'en');
const textOf = (change = {}) => linesOf(change).join('\n');

describe('a priced statement for people', () => {
  it('says hours by grade, index and interval, the path of the factor, every line, and the verdict last', () => {
    const text = textOf();
    expect(text).toContain('body                  E1 0:33:20 h');
    expect(text).toContain('third party           E1 0:08:20 h  E2 0:25:00 h');
    expect(text).toMatch(/1970-01 +index 73\.0 \(90 % interval 31\.3 … 70\.5, report 0\)/);
    expect(text).toContain('aims at ×1.6000, factor ×1.1000; load ×0.900; safety history ×3.000');
    expect(text).toMatch(/factor at its bound; limited to the step of one month/);
    expect(text).toContain('body E1: 0:33:20 h × 0.36 × 1.0000 = 0.20');
    expect(text).toMatch(/total +400\.41 points/);
    expect(linesOf().at(-1)).toBe('PASS');
  });

  it('speaks of points and an illustrative reference, never of money', () => {
    expect(textOf()).toContain('illustrative reference');
    expect(textOf()).not.toMatch(/EUR|USD|CNY|€|\$|¥/);
    expect(textOf(euro)).toContain('amounts in EUR');
    expect(textOf(euro)).not.toContain('illustrative reference');
  });

  it('says that the tariff changed within the period, and that nothing on the robot did', () => {
    const series = tariffSeries('illustrative-unpriced', [tariffWith({ validFrom }), tariffWith({ validFrom: '1970-02-01', version: 2 })]);
    const { store } = openReception({ reportCount: 1 });
    const changed = priceStatement(store, { tariffs: [series], period, inspections: [] });
    expect(pricedLines(changed, 'en').join()).toContain(
      'tariff.changed: version 2 after 1 from 1970-02-01 on, published by the insurer; nothing on the robot changed',
    );
    expect(pricedLines(changed, 'zh').join()).toContain('tariff.changed：自 1970-02-01 起由版本 1 改为 2');
    expect(textOf()).not.toContain('tariff.changed');
  });

  it('says what the index is not, and what is not in the price', () => {
    expect(textOf()).toContain('not a safety rating');
    expect(textOf()).toMatch(/not in the price:[\s\S]*presses of the emergency stop[\s\S]*anomaly alarms/);
    expect(textOf({ anomaly: 'confirmedByInspection' })).toContain('confirmed alarms of the network enter the factor');
  });

  it('says what was not priced', () => {
    expect(textOf({ validFrom: '1970-02-01' })).toMatch(/not priced +31 days, 0:33:20 h: no version of the tariff was valid/);
  });

  it('says loudly that simulated hours are none', () => {
    expect(linesOf({}, 'demo').join('\n')).toContain('SIMULATION: not evidence of a live robot');
  });

  it('says the same in Chinese, with the same figures', () => {
    const statement = statementOf();
    const [en, zh] = languages.map((language) => pricedLines(statement, language));
    expect(zh).toHaveLength(en?.length ?? 0);
    const figures = (lines: readonly string[] | undefined) => lines?.map((line) => line.match(/\d+\.\d+/g));
    expect(figures(zh)).toEqual(figures(en));
    expect(zh?.join('\n')).toMatch(/示例性基准[\s\S]*急停按钮的按下/);
  });

  it('says little of an empty store', () => {
    const store = openStore(':memory:', { mayCreate: true });
    const empty = priceStatement(store, { tariffs: [], period, inspections: [] });
    expect(pricedLines(empty, 'en')).toContain('No agent is enrolled.');
  });
});
