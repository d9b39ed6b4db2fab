import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudEventBytesMax } from '../agent/evidence/cloud-event.ts';
import { buildEvidence } from '../tests/support/evidence-fixture.ts';
import { readResend, reportEvent } from '../tests/support/receiver-fixture.ts';
import { eventOf, jwsOf, openReception, verdictsOf } from '../tests/support/reception-fixture.ts';
import { statusBytesMax } from './reception.ts';

const requestsOf = (answers: readonly { topic: string; payload: string }[]) =>
  answers.filter(({ topic }) => topic.endsWith('/request')).map(({ payload }) => readResend(payload));

describe('a reception', () => {
  it('stores every report once and in full, whatever the order and however often each one comes', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], { minLength: 10 }), (order) => {
        const { send, store, evidence } = openReception({ reportCount: 5 });
        const receipts = order.map(
          (reportSeq) => send(reportSeq, { atMs: 1_000 }).find(({ topic }) => topic.endsWith('/receipt'))?.payload,
        );
        const stored = store.reports.all(evidence.key.kid);
        expect(stored.map(({ reportSeq }) => reportSeq)).toEqual([0, 1, 2, 3, 4]);
        expect(stored.every(({ verdict }) => verdict !== 'rejected')).toBe(true);
        expect(store.reports.missing(evidence.key.kid, 10)).toEqual([]);
        // The second copy of a report gets the very bytes the first one got.
        expect(new Set(receipts).size).toBe(5);
        store.close();
      }),
      { numRuns: 20 },
    );
  });

  it('never throws and never answers on messages nobody signed', () => {
    const { reception, store, evidence, topic } = openReception();
    const topics = fc.oneof(fc.string(), fc.constantFrom(topic('report'), topic('status'), topic('receipt')));
    const good = Buffer.from(eventOf(evidence, 0));
    const payloads = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([place, change]) => {
        const bytes = Buffer.from(good);
        bytes[place] = (bytes[place] ?? 0) ^ change;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(topics, payloads, (where, payload) => {
        const answers = reception.receive(where, payload, 0);
        // A changed attribute that is not signed may leave the report itself whole; then it is the report, and receipted.
        return answers.length === 0 || verdictsOf(answers).every(({ verdict }) => verdict === 'accepted');
      }),
      { numRuns: 300 },
    );
    expect(store.reports.all(evidence.key.kid).length).toBeLessThanOrEqual(1);
  });

  it('refuses a message beyond the limit before it looks into it', () => {
    const { reception, store, topic } = openReception();
    expect(reception.receive(topic('report'), Buffer.alloc(cloudEventBytesMax + 1, '{'), 5)).toEqual([]);
    expect(store.refusals.all()).toMatchObject([{ code: 'event.tooLarge', refusedCount: 1, lastMs: 5 }]);
  });

  it('refuses a report that speaks for one agent on the topic of another', () => {
    const { reception, topic, log } = openReception();
    const other = buildEvidence({ robot: 'other', origin: 'live' });
    expect(reception.receive(topic('report'), Buffer.from(eventOf(other, 0)), 0)).toEqual([]);
    expect(log.events).toMatchObject([{ code: 'receiver/message-refused', reason: 'event.otherAgent' }]);
  });

  it('refuses a report whose payload no version of the schema allows, without a receipt, so that the robot keeps it', () => {
    const { send, log } = openReception({ changePayload: (payload) => Object.assign(payload, { price: 1 }) });
    expect(send(0)).toEqual([]);
    expect(log.events).toMatchObject([{ reason: 'payload.schema' }]);
  });

  it('is silent about topics of nobody', () => {
    const { reception, log, store } = openReception();
    for (const topic of ['', '$SYS/broker', 'robot-risk/v1/nobody/a/report', 'robot-risk/v2/live/a/report']) {
      expect(reception.receive(topic, Buffer.from('x'), 0)).toEqual([]);
    }
    expect(log.events.map((event) => event.code)).toEqual(Array(4).fill('receiver/message-refused'));
    expect(store.refusals.all()).toEqual([]);
  });
});

describe('a status', () => {
  it('is kept when it comes from an enrolled agent, and passed over when it is cleared', () => {
    const { reception, store, evidence, topic } = openReception();
    reception.receive(topic('status'), Buffer.from('{"state":"online"}'), 7);
    reception.receive(topic('status'), Buffer.alloc(0), 8);
    expect(store.agents.status(evidence.key.kid)).toEqual({ text: '{"state":"online"}', receivedMs: 7 });
  });

  it('is refused when it is too large, or of an agent nobody enrolled', () => {
    const { reception, store, topic, evidence } = openReception();
    reception.receive(topic('status'), Buffer.alloc(statusBytesMax + 1), 0);
    reception.receive(topic('status').replace(evidence.key.kid, 'A'.repeat(43)), Buffer.from('{}'), 0);
    expect(store.refusals.all().map(({ code }) => code)).toEqual(['agent.notEnrolled', 'status.tooLarge']);
    expect(store.agents.status(evidence.key.kid)).toBeUndefined();
  });
});

describe('missing reports', () => {
  it('are asked for again only after a wait that grows, and only when something arrives', () => {
    const { send } = openReception({ reportCount: 6 });
    send(0);
    expect(requestsOf(send(5, { atMs: 0 }))).toMatchObject([{ fromSeq: 1, toSeq: 4 }]);
    expect(requestsOf(send(5, { atMs: 29_999 }))).toEqual([]);
    expect(requestsOf(send(5, { atMs: 30_000 }))).toHaveLength(1);
    expect(requestsOf(send(5, { atMs: 89_999 }))).toEqual([]);
    expect(requestsOf(send(5, { atMs: 90_000 }))).toHaveLength(1);
  });

  it('are not asked for by each of those that come back', () => {
    const { send } = openReception({ reportCount: 6 });
    send(0);
    send(5);
    expect([1, 2, 3].flatMap((reportSeq) => requestsOf(send(reportSeq, { atMs: 10 })))).toEqual([]);
  });

  it('are asked for with new patience when some came back', () => {
    const { send } = openReception({ reportCount: 6 });
    send(0);
    // Asked at 0 s, 30 s and 90 s; the wait after that is two minutes, and shorter again once something came.
    for (const atMs of [0, 30_000, 90_000]) expect(requestsOf(send(5, { atMs }))).toHaveLength(1);
    send(1, { atMs: 90_001 });
    expect(requestsOf(send(5, { atMs: 210_000 }))).toHaveLength(1);
    expect(requestsOf(send(5, { atMs: 269_999 }))).toEqual([]);
    expect(requestsOf(send(5, { atMs: 270_000 }))).toHaveLength(1);
  });

  it('are asked for range by range', () => {
    const { send } = openReception({ reportCount: 6 });
    send(1);
    send(3, { atMs: 1 });
    expect(requestsOf(send(5, { atMs: 31_000 })).map(({ fromSeq, toSeq }) => [fromSeq, toSeq])).toEqual([
      [0, 0],
      [2, 2],
      [4, 4],
    ]);
  });
});

describe('a report that comes late into a gap', () => {
  it('is rejected when the report after it, stored before, does not name it', () => {
    const { send } = openReception({ reportCount: 3 });
    // Only report 1 differs: it names report 0 rightly, and report 2 names the other report 1.
    const other = buildEvidence({
      origin: 'live',
      changePayload: (payload, reportSeq) => {
        if (reportSeq === 1) payload.statement = 'other';
      },
    });
    send(0);
    send(2);
    expect(verdictsOf(send(1, { evidence: other }))).toEqual([{ verdict: 'rejected', findings: ['report.chain'] }]);
  });

  it('is accepted when it fits on both sides', () => {
    const { send } = openReception({ reportCount: 3 });
    send(0);
    send(2);
    expect(verdictsOf(send(1))).toEqual([{ verdict: 'accepted', findings: [] }]);
  });
});

describe('a second report of one sequence', () => {
  const other = (statement: string) => buildEvidence({ origin: 'live', changePayload: (payload) => Object.assign(payload, { statement }) });

  it('gets the same rejection every time it comes, and the first keeps its place', () => {
    const { send, store, evidence } = openReception();
    send(0);
    const [first, again] = [send(0, { evidence: other('a') }), send(0, { evidence: other('a') })];
    expect(verdictsOf(first)).toEqual([{ verdict: 'rejected', findings: ['report.fork'] }]);
    expect(again).toEqual(first);
    expect(store.reports.all(evidence.key.kid)).toMatchObject([{ jws: jwsOf(evidence.reports, 0), verdict: 'accepted' }]);
  });

  it('is refused when too many of its kind are kept', () => {
    const { send, log } = openReception();
    send(0);
    for (let count = 0; count < 64; count += 1) send(0, { evidence: other(String(count)) });
    expect(send(0, { evidence: other('one more') })).toEqual([]);
    expect(log.events.at(-1)).toMatchObject({ reason: 'report.tooManyForks' });
  });
});

describe('the origin of a report', () => {
  it.each(['simulation', 'replay'] as const)('%s is rejected by a live tenant and taken by a demo tenant', (origin) => {
    expect(verdictsOf(openReception({ origin }, 'live').send(0))).toEqual([{ verdict: 'rejected', findings: ['origin.notAllowed'] }]);
    expect(verdictsOf(openReception({ origin }, 'demo').send(0))).toEqual([{ verdict: 'accepted', findings: [] }]);
  });

  it('cannot be claimed by a key enrolled for another', () => {
    const { reception, evidence, topic, log } = openReception({ origin: 'simulation' }, 'live');
    const claimed = buildEvidence({ origin: 'live' });
    expect(claimed.key.kid).toBe(evidence.key.kid);
    expect(reception.receive(topic('report'), Buffer.from(reportEvent(claimed.key, 0, jwsOf(claimed.reports, 0))), 0)).toEqual([]);
    expect(log.events).toMatchObject([{ reason: 'key.role' }]);
  });
});
