import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf } from '../../tests/support/receiver-fixture.ts';
import { openStore, type ReceiverStore } from './open-store.ts';
import { refusalCharsMax } from './refusal-table.ts';
import type { JudgedReport } from './report-table.ts';

const { key } = buildEvidence();
const agentId = key.kid;
let store: ReceiverStore;

beforeEach(() => {
  store = openStore(':memory:', { mayCreate: true });
  store.agents.enrol(enrolmentOf(key), 'live', 5);
});

afterEach(() => store.close());

function judged(reportSeq: number, changes: { sha256?: string; verdict?: 'accepted' | 'rejected' } = {}): JudgedReport {
  const { sha256 = `sha256:${reportSeq}`, verdict = 'accepted' } = changes;
  return {
    report: { agentId, reportSeq, sha256, jws: `report ${reportSeq}`, receivedMs: reportSeq, verdict },
    receipt: { agentId, reportSeq, sha256, verdict, jws: `receipt of ${sha256}`, signedMs: reportSeq },
    findings: [{ check: 'V4', code: 'report.missing', severity: 'finding', place: 'report', text: 'missing' }],
  };
}

describe('enrolled agents', () => {
  it('are enrolled once, and only with one tenant', () => {
    expect(store.agents.enrol(enrolmentOf(key), 'live', 9)).toBe(false);
    expect(store.agents.find(agentId)?.enrolledMs).toBe(5);
    expect(() => store.agents.enrol(enrolmentOf(key), 'other', 9)).toThrow(expect.objectContaining({ code: 'receiver/other-tenant' }));
  });

  it('have the key they were enrolled with and no other', () => {
    const expected = readKeyRegistry(JSON.stringify({ keys: [{ ...key.publicJwk, role: 'agent' }] }));
    expect([...store.agents.registryOf(agentId).keys()]).toEqual([...expected.keys()]);
    expect(store.agents.registryOf(agentId).get(agentId)).toMatchObject({ role: 'agent', agentId });
  });

  it('are listed by tenant and moment', () => {
    const other = buildEvidence({ robot: 'other' }).key;
    store.agents.enrol(enrolmentOf(other, 'simulation'), 'demo', 9);
    expect(store.agents.all().map(({ tenant, role }) => [tenant, role])).toEqual([
      ['demo', 'simulation'],
      ['live', 'agent'],
    ]);
  });
});

describe('stored reports', () => {
  it('know their neighbours and what is missing between them', () => {
    for (const reportSeq of [1, 2, 6]) store.reports.store(judged(reportSeq));
    const { previous, next } = store.reports.neighbours(agentId, 4);
    expect([previous?.reportSeq, next?.reportSeq]).toEqual([2, 6]);
    expect(store.reports.missing(agentId, 10)).toEqual([
      { fromSeq: 0, toSeq: 0 },
      { fromSeq: 3, toSeq: 5 },
    ]);
    expect(store.reports.missing(agentId, 1)).toHaveLength(1);
  });

  it('are found with their receipt by the hash of their bytes', () => {
    store.reports.store(judged(0));
    expect(store.reports.receiptFor(agentId, 'sha256:0')).toMatchObject({ jws: 'receipt of sha256:0', verdict: 'accepted' });
    expect(store.reports.receiptFor(agentId, 'sha256:1')).toBeUndefined();
  });

  it('are stored whole or not at all', () => {
    store.reports.store(judged(0));
    expect(() => store.reports.store(judged(0, { sha256: 'sha256:other' }))).toThrow(/UNIQUE/);
    expect(store.reports.receiptFor(agentId, 'sha256:other')).toBeUndefined();
    expect(store.reports.findings(agentId)).toHaveLength(1);
  });

  it('are never replaced by a second version, which is kept beside them', () => {
    store.reports.store(judged(0));
    store.reports.storeFork(judged(0, { sha256: 'sha256:other', verdict: 'rejected' }));
    expect(store.reports.find(agentId, 0)?.sha256).toBe('sha256:0');
    expect(store.reports.forkCount(agentId)).toBe(1);
    expect(
      store.reports
        .receipts(agentId)
        .map(({ verdict }) => verdict)
        .sort(),
    ).toEqual(['accepted', 'rejected']);
  });

  it('belong to an enrolled agent', () => {
    const { report, receipt, findings } = judged(0);
    expect(() => store.reports.store({ report: { ...report, agentId: 'nobody' }, receipt, findings })).toThrow(/FOREIGN KEY/);
  });
});

describe('refusals', () => {
  const refuse = (code: string, atMs: number, text = 'why') => store.refusals.count({ tenant: 'live', code, place: 'agent', text }, atMs);

  it('are counted by reason, however many come', () => {
    for (let atMs = 10; atMs < 110; atMs += 1) refuse('agent.notEnrolled', atMs);
    refuse('event.notJson', 200);
    expect(store.refusals.all()).toMatchObject([
      { code: 'agent.notEnrolled', refusedCount: 100, firstMs: 10, lastMs: 109 },
      { code: 'event.notJson', refusedCount: 1 },
    ]);
  });

  it('keep a bounded text of what a stranger sent', () => {
    refuse('event.type', 0, 'x'.repeat(10_000));
    expect(store.refusals.all()[0]?.lastText).toHaveLength(refusalCharsMax);
  });
});
