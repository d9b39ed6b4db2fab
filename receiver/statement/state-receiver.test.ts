import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { buildEvidence, fixturePeriodMs } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf } from '../../tests/support/receiver-fixture.ts';
import { eventOf, openReception } from '../../tests/support/reception-fixture.ts';
import { openStore } from '../store/open-store.ts';
import { stateReceiver } from './state-receiver.ts';
import { statementLines } from './statement-lines.ts';

describe('a statement', () => {
  it('passes when every report was verified and none is missing', () => {
    const { send, store, evidence } = openReception({ reportCount: 3 });
    for (const reportSeq of [0, 1, 2]) send(reportSeq, { atMs: 60_000 });
    const statement = stateReceiver(store);
    expect(statement).toMatchObject({ verdict: 'pass', actuarial: false, refusals: [] });
    expect(statement.agents).toMatchObject([
      {
        agentId: evidence.key.kid,
        robot: 'Example Arm',
        period: { from: evidence.payloads[0]?.period.from, to: evidence.payloads[2]?.period.to },
        reports: { receivedCount: 3, acceptedCount: 3, lastReceivedAt: '1970-01-01T00:01:00.000Z' },
        verification: { verdict: 'pass' },
        verdict: 'pass',
      },
    ]);
    expect(statement.agents[0]?.verification.checks.map(({ status }) => status)).toEqual([...Array(7).fill('passed'), 'notChecked']);
  });

  it('says what is missing, and passes only with findings', () => {
    const { send, store } = openReception({ reportCount: 4 });
    for (const reportSeq of [0, 3]) send(reportSeq);
    const [agent] = stateReceiver(store).agents;
    expect(agent).toMatchObject({ verdict: 'passWithFindings', reports: { missing: [{ fromSeq: 1, toSeq: 2 }] } });
    expect(agent?.receiptFindings).toEqual([{ code: 'report.missing', findingCount: 1 }]);
  });

  it('counts nothing of rejected reports, and fails', () => {
    const { send, store } = openReception({ origin: 'simulation' });
    send(0);
    const statement = stateReceiver(store);
    expect(statement.verdict).toBe('fail');
    expect(statement.agents).toMatchObject([
      { role: 'simulation', usage: { operatingMs: 0 }, indexPath: [], reports: { rejectedCount: 1 } },
    ]);
  });

  it('fails when the worst robot fails, and passes a robot that has not reported yet', () => {
    const { send, store } = openReception();
    send(0);
    store.agents.enrol(enrolmentOf(buildEvidence({ robot: 'silent' }).key), 'live', 9);
    expect(stateReceiver(store)).toMatchObject({ verdict: 'pass', agents: [{ verdict: 'pass' }, { verdict: 'pass' }] });
  });

  it('M-4: finds that two agents metered one robot at the same time, whichever of them is asked about', () => {
    const { send, store, evidence, reception } = openReception({ reportCount: 2 });
    for (const reportSeq of [0, 1]) send(reportSeq);
    const second = buildEvidence({ robot: 'second', origin: 'live', reportCount: 2 });
    store.agents.enrol(enrolmentOf(second.key), 'live', 9);
    expect(stateReceiver(store)).toMatchObject({ verdict: 'pass', overlaps: [] });
    reception.receive(`robot-risk/v1/live/${second.key.kid}/report`, Buffer.from(eventOf(second, 1)), 0);
    for (const asked of [evidence.key.kid, second.key.kid]) {
      const { overlaps, verdict } = stateReceiver(store, asked);
      expect(overlaps).toMatchObject([{ code: 'meter.overlap', overlapMs: fixturePeriodMs }]);
      expect(new Set(overlaps[0]?.agentIds)).toEqual(new Set([evidence.key.kid, second.key.kid]));
      expect(verdict).toBe('passWithFindings');
    }
    expect(statementLines(stateReceiver(store)).join('\n')).toContain('robots metered twice at the same time');
  });

  it('speaks of one agent when asked, and names the known ones for another', () => {
    const { store, evidence } = openReception();
    store.agents.enrol(enrolmentOf(buildEvidence({ robot: 'second' }).key), 'live', 9);
    expect(stateReceiver(store, evidence.key.kid).agents).toHaveLength(1);
    expect(() => stateReceiver(store, 'nobody')).toThrow(expect.objectContaining({ message: expect.stringContaining(evidence.key.kid) }));
  });

  it('holds the bytes against the keys again: a report changed in the database is found', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'statement-'));
    const path = join(folder, 'receiver.sqlite');
    const { send, store: memory, evidence } = openReception();
    send(0);
    const store = openStore(path, { mayCreate: true });
    store.agents.enrol(enrolmentOf(evidence.key), 'live', 0);
    const [report] = memory.reports.all(evidence.key.kid);
    const [receipt] = memory.reports.receipts(evidence.key.kid);
    if (report === undefined || receipt === undefined) throw new Error('nothing stored');
    store.reports.store({ report, receipt, findings: [] });
    expect(stateReceiver(store).verdict).toBe('pass');
    const forged = new Database(path);
    const [header, payload, signature] = report.jws.split('.');
    const changed = { ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), reportSeq: 0, epoch: 7 };
    const jws = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    forged.prepare('UPDATE report SET jws = ?').run(jws);
    forged.close();
    const statement = stateReceiver(store);
    store.close();
    await rm(folder, { recursive: true });
    expect(statement.verdict).toBe('fail');
    expect(statement.agents[0]?.verification.findings.map(({ code }) => code)).toContain('signature.wrong');
  });
});
