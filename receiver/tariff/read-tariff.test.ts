import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../agent/contract/errors.ts';
import { sha256Prefixed } from '../../agent/evidence/hash.ts';
import { tariffPath, tariffWith } from '../../tests/support/tariff-fixture.ts';
import { readTariff, tariffCharsMax } from './read-tariff.ts';

const { tariff } = tariffWith();
const problemsOf = (value: unknown): string[] => {
  try {
    readTariff('t', typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => `${problem.place}: ${problem.value} — ${problem.remedy}`);
    throw error;
  }
  return [];
};
const money = { actuarial: true, currency: 'EUR', basis: 'losses of 2031 to 2035' };

describe('a tariff', () => {
  const shipped = readdirSync(tariffPath(''));

  it.each(shipped)('that ships, %s, is valid, illustrative, in points, and called like its file', (file) => {
    const { tariff: read } = readTariff(file, readFileSync(tariffPath(file), 'utf8'));
    expect(`${read.name}-${read.version}.yaml`).toBe(file);
    expect(read).toMatchObject({ actuarial: false, anomaly: 'notPriced' });
    expect(read).not.toHaveProperty('currency');
  });

  it('ships at least twice, to be laid side by side', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(2);
  });

  it('is hashed as canonical JSON: layout, comments and order of keys do not matter, every value does', () => {
    const text = readFileSync(tariffPath('illustrative-unpriced-1.yaml'), 'utf8');
    const read = readTariff('yaml', text);
    const turned = Object.fromEntries(Object.entries(read.tariff).reverse());
    expect(readTariff('json', JSON.stringify(turned)).sha256).toBe(read.sha256);
    expect(read.sha256).toBe(sha256Prefixed(read.canonical));
    expect(readTariff('other', text.replace('gamma: 1', 'gamma: 0.9')).sha256).not.toBe(read.sha256);
  });
});

describe('what must not be priced has no place in a tariff:', () => {
  it.each([
    ['a weight on emergency stops', { emergencyStopWeight: 0.1 }],
    [
      'an emergency stop among the dimensions',
      { contributionCaps: { ...tariff.contributionCaps, emergencyStop: { minRatio: 1, maxRatio: 2 } } },
    ],
    ['a surcharge for software updates', { updateSurchargeRatio: 0.05 }],
    ['the environment a second time', { contributionCaps: { ...tariff.contributionCaps, environment: { minRatio: 1, maxRatio: 2 } } }],
    ['a cap of its own on alarms', { contributionCaps: { ...tariff.contributionCaps, anomaly: { minRatio: 0.5, maxRatio: 3 } } }],
    ['the operator', { ratesPerH: { ...tariff.ratesPerH, operator: tariff.ratesPerH.body } }],
    ['a sixth grade', { ratesPerH: { ...tariff.ratesPerH, body: { ...tariff.ratesPerH.body, e6: 9 } } }],
    ['anything else', { nightRate: 2 }],
  ])('%s', (_, change) => {
    expect(problemsOf({ ...tariff, ...change }).join()).toContain('has no place in a tariff');
  });

  it('alarms as they come', () => {
    expect(problemsOf({ ...tariff, anomaly: 'everyAlarm' }).join()).toContain('notPriced, confirmedByInspection');
  });
});

describe('money', () => {
  it('is named by an actuarial tariff, with what it rests on', () => {
    expect(problemsOf({ ...tariff, ...money })).toEqual([]);
    expect(problemsOf({ ...tariff, actuarial: true }).join()).toMatch(/currency: missing.*basis: missing/);
  });

  it.each(['currency', 'basis'] as const)('is not in an illustrative one: no %s', (key) => {
    expect(problemsOf({ ...tariff, [key]: money[key] }).join()).toContain('only a tariff with actuarial: true has it');
  });
});

describe('a document that is refused', () => {
  it.each([
    [
      'a worse grade that costs less',
      { ratesPerH: { ...tariff.ratesPerH, body: { e1: 1, e2: 2, e3: 1.9, e4: 3, e5: 4 } } },
      'ratesPerH.body',
    ],
    ['an end before the beginning', { validFrom: '2026-05-01', validTo: '2026-05-01' }, 'validTo'],
    ['a change in the middle of a month', { validFrom: '2026-05-02' }, 'validFrom'],
    ['a factor that cannot be 1', { factor: { minRatio: 1.1, maxRatio: 1.6 } }, 'factor.minRatio'],
    ['a step without limit', { rateLimitPerMonthRatio: 1 }, 'rateLimitPerMonthRatio'],
    ['a negative rate', { base: { per: 'month', amount: -1 } }, 'base.amount'],
    ['a factor that rises when the index falls', { gamma: -1 }, 'gamma'],
  ])('has %s', (_, change, place) => {
    expect(problemsOf({ ...tariff, ...change }).join()).toContain(place);
  });

  it('says every problem at once, and the line of broken YAML', () => {
    expect(problemsOf({ name: 'x' }).length).toBeGreaterThan(8);
    expect(problemsOf('name: a\n  b: [').join()).toMatch(/^t:\d+/);
    expect(problemsOf('').length).toBeGreaterThan(8);
    expect(problemsOf(' '.repeat(tariffCharsMax + 1)).join()).toContain('characters');
  });
});
