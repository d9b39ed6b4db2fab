import { describe, expect, it } from 'vitest';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf, reportEvent } from '../../tests/support/receiver-fixture.ts';
import { jwsOf, openReception } from '../../tests/support/reception-fixture.ts';
import { day, riskOf, seriesWith } from '../../tests/support/tariff-fixture.ts';
import { languages } from '../tariff/price-messages.ts';
import { type RerateRequest, rerateRobots } from './rerate-robots.ts';
import { reratingLines } from './rerating-lines.ts';

const period = { fromMs: day('1970-01-01'), toMs: day('1970-04-01') };
/** Nothing but hours, so that the factor shows. */
const base = { per: 'month', amount: 0 } as const;
// Both begin long after the period: a question of what would have been does not ask for validity.
const [old, fresh] = [
  seriesWith({ base, validFrom: '2030-01-01' }),
  seriesWith({ base, validFrom: '2031-01-01', version: 2, rateLimitPerMonthRatio: 0.5 }),
];
const request: RerateRequest = { tariff: fresh, against: old, period, inspections: [] };
const robots = { calm: 1, rough: 3, gentle: 0.5 };

/** A store with three robots that reported in January and in February. */
function fleet() {
  const fixture = openReception({ robot: 'calm', reportCount: 2, changePayload: (p) => void Object.assign(p, { risk: riskOf({}) }) });
  for (const reportSeq of [0, 1]) fixture.send(reportSeq, { atMs: day(`1970-0${reportSeq + 1}-10`) });
  for (const [robot, safety] of Object.entries(robots).slice(1)) {
    const changePayload = (p: object) => void Object.assign(p, { risk: riskOf({ safety }) });
    const { key, reports } = buildEvidence({ robot, reportCount: 2, origin: 'live', changePayload });
    fixture.store.agents.enrol(enrolmentOf(key), 'live', 0);
    for (const reportSeq of [0, 1]) {
      const event = Buffer.from(reportEvent(key, reportSeq, jwsOf(reports, reportSeq)));
      fixture.reception.receive(`robot-risk/v1/live/${key.kid}/report`, event, day(`1970-0${reportSeq + 1}-10`));
    }
  }
  return fixture;
}

describe('a rerating', () => {
  it('says of every stored robot what the new tariff would have done, validity aside', () => {
    const rerating = rerateRobots(fleet().store, request);
    expect(rerating).toMatchObject({
      unit: 'points',
      actuarial: false,
      doubtfulAgentIds: [],
      costsMoreCount: 1,
      costsLessCount: 1,
      unchangedCount: 1,
    });
    expect(rerating.robots.map(({ factorBeforeRatio, factorAfterRatio }) => [factorBeforeRatio, factorAfterRatio])).toEqual([
      [1.21, 1.6],
      [0.81, 0.7],
      [1, 1],
    ]);
    // Hours of January at factor 1, those of February at that of the month end before: (1 + 1.5) / (1 + 1.1), (1 + 0.7) / (1 + 0.9).
    const [rough, gentle] = rerating.robots.map(({ changeRatio }) => changeRatio);
    expect(rough).toBeCloseTo(2.5 / 2.1 - 1, 5);
    expect(gentle).toBeCloseTo(1.7 / 1.9 - 1, 5);
    expect(rerating.tariff).toEqual({ name: 'illustrative-unpriced', version: 2, sha256: fresh.latest.sha256 });
    expect(rerating.against?.version).toBe(1);
  });

  it('against nothing is against factor 1, and a tariff against itself moves nobody', () => {
    const { store } = fleet();
    expect(rerateRobots(store, { ...request, against: undefined })).toMatchObject({ against: null, costsMoreCount: 1, costsLessCount: 1 });
    expect(rerateRobots(store, { ...request, against: fresh })).toMatchObject({ unchangedCount: 3, change: 0 });
  });

  it('refuses to compare points with money', () => {
    const euro = seriesWith({ actuarial: true, currency: 'EUR', basis: 'losses' });
    expect(() => rerateRobots(fleet().store, { ...request, against: euro })).toThrow(
      expect.objectContaining({ code: 'receiver/tariff-unit' }),
    );
  });

  it('names robots whose reports are in doubt', () => {
    const fixture = openReception({ origin: 'simulation' });
    fixture.send(0, { atMs: day('1970-01-10') });
    expect(rerateRobots(fixture.store, request).doubtfulAgentIds).toEqual([fixture.evidence.key.kid]);
  });

  it('changes nothing: no tariff is archived', () => {
    const { store } = fleet();
    rerateRobots(store, request);
    expect(store.tariffs.names()).toEqual([]);
  });
});

describe('a rerating for people', () => {
  const lines = (change: Partial<RerateRequest> = {}) => reratingLines(rerateRobots(fleet().store, { ...request, ...change }), 'en');

  it('shows sums, a small histogram, what held the factor, and the largest changes', () => {
    const text = lines().join('\n');
    expect(text).toContain('tariff illustrative-unpriced-2, against illustrative-unpriced-1');
    expect(text).toContain('robots 3: 1 cost more, 1 cost less, 1 unchanged');
    expect(text).toMatch(/−1 % … \+1 % +1 █{40}\n/);
    expect(text).toMatch(/p0 −[\d.]+ % {2}p5/);
    expect(text).toMatch(/held by a rule:\n {2}robots \d, month ends \d+: /);
    expect(text).toMatch(/largest changes:\n {2}SN-1 \S+… {2}[\d.]+ → [\d.]+ {2}[+−][\d.]+ % {2}factor/);
    expect(text).toContain('illustrative reference');
  });

  it('says against what, when it is factor 1', () => {
    expect(lines({ against: undefined })[0]).toContain('against the same at factor 1');
  });

  it('has every bin, and bars no longer than forty', () => {
    const bars = lines().filter((line) => / … | < |≥ /.test(line) && /%/.test(line));
    expect(bars.length).toBeGreaterThanOrEqual(11);
    expect(Math.max(...bars.map((line) => [...line].filter((sign) => sign === '█').length))).toBe(40);
  });

  it('says the same in Chinese, with the same figures', () => {
    const rerating = rerateRobots(fleet().store, request);
    const figures = languages.map((language) => reratingLines(rerating, language).map((line) => line.match(/\d+\.\d+/g)));
    expect(figures[1]).toEqual(figures[0]);
  });

  it('names robots in doubt', () => {
    const fixture = openReception({ origin: 'simulation' });
    fixture.send(0, { atMs: day('1970-01-10') });
    expect(reratingLines(rerateRobots(fixture.store, request), 'en').at(-1)).toContain(fixture.evidence.key.kid);
  });
});
