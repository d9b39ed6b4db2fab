import { describe, expect, it } from 'vitest';
import type { EvidenceOptions } from '../../tests/support/evidence-fixture.ts';
import { buildEvidence, countersAfter } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf } from '../../tests/support/receiver-fixture.ts';
import { openReception, type ReceptionFixture } from '../../tests/support/reception-fixture.ts';
import { day, riskOf, seriesWith } from '../../tests/support/tariff-fixture.ts';
import { tariffSeries } from '../tariff/tariff-series.ts';
import { priceStatement } from './price-statement.ts';
import { stateReceiver } from './state-receiver.ts';

// Fixtures are enrolled at the beginning of 1970, so the tariffs of these tests hold from then on.
const series = seriesWith({ validFrom: '1970-01-01' });
const other = tariffSeries(
  'other',
  seriesWith({ validFrom: '1970-01-01', name: 'other', gamma: 0.5, base: { per: 'day', amount: 1 } }).versions,
);
const [january, february] = [
  { fromMs: day('1970-01-01'), toMs: day('1970-02-01') },
  { fromMs: day('1970-02-01'), toMs: day('1970-03-01') },
];
const bad: NonNullable<EvidenceOptions['changePayload']> = (payload) => void Object.assign(payload, { risk: riskOf({ safety: 3 }) });

/** A robot whose reports arrive on these days. */
function receivedOn(days: readonly string[], options: EvidenceOptions = {}, tenant = 'live'): ReceptionFixture {
  const fixture = openReception({ reportCount: days.length, changePayload: bad, ...options }, tenant);
  for (const [reportSeq, text] of days.entries()) fixture.send(reportSeq, { atMs: day(text) });
  return fixture;
}
const priced = ({ store }: ReceptionFixture, change = {}) =>
  priceStatement(store, { tariffs: [series], period: january, inspections: [], ...change });

describe('a priced statement', () => {
  it('counts what was received in the period, and prices it', () => {
    const fixture = receivedOn(['1970-01-10', '1970-02-10', '1970-02-11']);
    const { agents, period, verdict } = priced(fixture, { period: february });
    expect({ period, verdict }).toEqual({ period: { from: '1970-02-01', to: '1970-03-01' }, verdict: 'pass' });
    const { operatingMs, operatingMsByEPhys } = countersAfter(2);
    expect(agents).toMatchObject([{ receivedReportCount: 2, usage: { operatingMs, operatingMsByEPhys, operatingOutsideReportsMs: 0 } }]);
    const [price] = agents[0]?.prices ?? [];
    expect(price).toMatchObject({ openingFactorRatio: 1.1, base: 200, monthEnds: [{ month: '1970-02', factorRatio: 1.21, reportSeq: 2 }] });
    // 4,000 s at E1 for the body; 1,000 s at E1 and 3,000 s at E2 for third parties; factor 1.1, each cut down.
    expect(price?.total).toBeCloseTo(200 + 1.1 * (4 * 0.36 + 0.36 + 3 * 0.4) * (1_000 / 3_600), 5);
  });

  it('lays several tariffs side by side', () => {
    const [agent] = priced(receivedOn(['1970-01-10']), { tariffs: [series, other] }).agents;
    expect(agent?.prices.map(({ tariff, base }) => [tariff, base])).toEqual([
      ['illustrative-unpriced', 200],
      ['other', 31],
    ]);
  });

  it('says what is illustrative, what alarms do, and what is not in the price', () => {
    const fixture = receivedOn(['1970-01-10']);
    const statement = priced(fixture);
    expect(statement.agents[0]?.prices).toMatchObject([{ actuarial: false, unit: 'points', mlInPrice: false }]);
    expect(statement.notInPrice.map(({ en }) => en)).toEqual(expect.arrayContaining(['presses of the emergency stop', 'anomaly alarms']));
    const asked = priced(fixture, { tariffs: [seriesWith({ validFrom: '1970-01-01', anomaly: 'confirmedByInspection' })] });
    expect(asked.agents[0]?.prices).toMatchObject([{ mlInPrice: true }]);
    expect(asked.notInPrice.map(({ en }) => en)).toContain('anomaly alarms that no inspection confirmed');
  });

  it('prices no rejected report, and asks a person to look', () => {
    const fixture = receivedOn(['1970-01-10'], { origin: 'simulation' });
    expect(priced(fixture)).toMatchObject({
      verdict: 'fail',
      agents: [{ receivedReportCount: 0, reviewRequested: true, prices: [{ usageAtReference: 0, factorEffect: 0 }] }],
    });
  });

  it('asks nobody about a robot whose reports are in order', () => {
    expect(priced(receivedOn(['1970-01-10'])).agents).toMatchObject([{ reviewRequested: false, verdict: 'pass' }]);
  });

  it('asks a person to look where a report of the period asks for it, and moves no price by that', () => {
    const finding = { code: 'safety.autoReset', findingCount: 1, recordSeqs: [2], replied: false, replySeqs: [] };
    const pricedWith = (findings: readonly object[], period = january) => {
      const changePayload: typeof bad = (payload, reportSeq) => {
        bad(payload, reportSeq);
        Object.assign(payload, { findings });
      };
      return priced(receivedOn(['1970-01-10'], { changePayload }), { period }).agents[0];
    };
    const [bare, asked] = [pricedWith([{ ...finding, reviewRequested: false }]), pricedWith([{ ...finding, reviewRequested: true }])];
    expect([bare?.reviewRequested, asked?.reviewRequested]).toEqual([false, true]);
    expect(asked?.prices).toEqual(bare?.prices);
    expect(asked?.verdict).toBe('pass');
    expect(pricedWith([{ ...finding, reviewRequested: true }], february)?.reviewRequested, 'of another period').toBe(false);
  });

  it('passes only with a finding where a tariff did not hold all the time', () => {
    const late = seriesWith({ validFrom: '1970-02-01' });
    const statement = priced(receivedOn(['1970-01-10']), { tariffs: [late] });
    expect(statement).toMatchObject({
      verdict: 'passWithFindings',
      agents: [{ reviewRequested: false, prices: [{ notPriced: { dayCount: 31 } }] }],
    });
  });

  it('says what lifetime counters show beyond the reports that arrived', () => {
    const fixture = openReception({ reportCount: 3 });
    for (const reportSeq of [0, 2]) fixture.send(reportSeq, { atMs: day('1970-01-10') });
    expect(priced(fixture).agents).toMatchObject([
      { usage: { operatingOutsideReportsMs: countersAfter(1).operatingMs }, reports: { missing: [{ fromSeq: 1, toSeq: 1 }] } },
    ]);
  });

  it('is the same whoever else is enrolled, and is of one robot when asked', () => {
    const fixture = receivedOn(['1970-01-10']);
    const alone = priced(fixture).agents[0];
    fixture.store.agents.enrol(enrolmentOf(buildEvidence({ robot: 'silent' }).key), 'live', 9);
    const { kid } = fixture.evidence.key;
    expect(priced(fixture).agents.find(({ agentId }) => agentId === kid)).toEqual(alone);
    expect(priced(fixture, { agentId: kid }).agents).toHaveLength(1);
    expect(() => priced(fixture, { agentId: 'nobody' })).toThrow(expect.objectContaining({ code: 'receiver/unknown-agent' }));
  });
});

describe('a report that brings its own price', () => {
  it.each([
    ['a factor', 'factor', 0.7],
    ['a premium', 'premium', { amount: 12, currency: 'EUR' }],
    ['a tariff', 'tariff', { name: 'illustrative-unpriced' }],
  ])('is not evidence of anything: %s', (_, member, value) => {
    const fixture = openReception({ changePayload: (payload) => void Object.assign(payload, { [member]: value }) });
    fixture.send(0);
    expect(stateReceiver(fixture.store)).toMatchObject({ agents: [{ reports: { receivedCount: 0 } }] });
    expect(
      fixture.store.refusals
        .all()
        .map(({ lastText }) => lastText)
        .join(),
    ).toContain(`/${member}: no such member in a report`);
  });

  it.each(['factorRatio', 'premium', 'currency'])('nor inside its assessment: %s', (member) => {
    const fixture = openReception({ changePayload: ({ risk }) => void Object.assign(risk, { [member]: 1 }) });
    fixture.send(0);
    expect(
      fixture.store.refusals
        .all()
        .map(({ lastText }) => lastText)
        .join(),
    ).toContain(`/risk/${member}: no such member in a report`);
  });

  it('is not actuarial, whatever it says', () => {
    const fixture = openReception({ changePayload: (payload) => void Object.assign(payload, { actuarial: true }) });
    fixture.send(0);
    expect(fixture.store.refusals.all()).toMatchObject([{ refusedCount: 1 }]);
  });
});
