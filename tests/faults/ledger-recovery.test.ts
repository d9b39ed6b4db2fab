import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { Reception } from '../../receiver/reception.ts';
import { stateReceiver } from '../../receiver/statement/state-receiver.ts';
import { openStore, type ReceiverStore } from '../../receiver/store/open-store.ts';
import { fixtureKey, liveAgent, openingOf, spoilState } from '../support/damaged-ledger.ts';
import { EventLog, enrolmentOf, receiverKey, reportEvent } from '../support/receiver-fixture.ts';
import { fixtureTenants } from '../support/reception-fixture.ts';
import { scratchDirectory } from '../support/replayed.ts';
import { startedDaemon } from '../support/started-daemon.ts';
import { until } from '../support/until.ts';

/*
 * A robot loses its ledger while reports wait for a receipt; what the receiver has in the end is every report, or a stated loss, and
 * never an hour twice.
 */
let path = '';
let store: ReceiverStore;
let reception: Reception;

beforeEach(() => {
  path = join(scratchDirectory('ledger-recovery'), 'ledger.sqlite');
  store = openStore(':memory:', { mayCreate: true });
  store.agents.enrol({ ...enrolmentOf(fixtureKey) }, 'live', 0);
  reception = new Reception({ store, key: receiverKey, tenants: fixtureTenants, emit: new EventLog().listen });
});

/** Lives for a while and returns the payloads of all reports by then. */
async function live(fromS: number, toS: number): Promise<ReportPayload[]> {
  const agent = await liveAgent(path, [fromS, toS]);
  await agent.run(new AbortController().signal);
  const reports = agent.ledger.reports();
  agent.close();
  return reports.map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload);
}

/** Delivers up to so many of what waits, and stores that it was received. */
function deliver(countMax: number): void {
  const { ledger } = openLedger(openingOf(path));
  for (const { reportSeq, jws } of ledger.outbox.unreceipted(countMax)) {
    const topic = `robot-risk/v1/live/${fixtureKey.kid}/report`;
    const [answer] = reception.receive(topic, Buffer.from(reportEvent(fixtureKey, reportSeq, jws)), 0);
    if (answer !== undefined) ledger.outbox.storeReceipt({ reportSeq, jws: answer.payload });
  }
  ledger.close();
}

function statement() {
  const [agent] = stateReceiver(store).agents;
  if (agent === undefined) throw new Error('the receiver knows no agent');
  return agent;
}

const verdictsOf = (): string[] => store.reports.all(fixtureKey.kid).map(({ verdict }) => verdict);
const operatingMsOf = (reports: readonly ReportPayload[]): number =>
  reports.reduce((sum, { exposure }) => sum + exposure.closing.operatingMs - exposure.opening.operatingMs, 0);

describe('reports that waited when the ledger was lost', () => {
  it('reach the receiver all the same when the database lets them be read', async () => {
    await live(0, 400);
    deliver(1);
    const before = await live(500, 1300);
    spoilState(path);
    const after = await live(1500, 1900);
    deliver(100);
    expect(after.length).toBeGreaterThan(before.length);
    const { verdict, reports, usage } = statement();
    expect(reports).toMatchObject({ receivedCount: after.length, rejectedCount: 0, forkCount: 0, missing: [] });
    expect(verdict).toBe('passWithFindings');
    expect(usage.operatingMs).toBe(operatingMsOf(after));
    expect(usage.operatingOutsideReportsMs).toBe(0);
    expect(verdictsOf().filter((one) => one === 'acceptedWithFindings')).toHaveLength(1);
  });

  it('are stated as lost when they are gone, and hours neither fall nor count twice', async () => {
    await live(0, 400);
    deliver(100);
    const before = await live(500, 1300);
    for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
    const after = await live(1500, 1900);
    deliver(100);
    const { verdict, reports, usage } = statement();
    const [start] = after.flatMap(({ epochStart }) => epochStart ?? []);
    expect(start?.lostReports).toEqual([{ fromSeq: 0, toSeq: before.length - 2 }]);
    expect(reports.missing).toEqual([{ fromSeq: 2, toSeq: before.length - 2 }]);
    expect([verdict, reports.rejectedCount, reports.forkCount]).toEqual(['passWithFindings', 0, 0]);
    const closing = after.at(-1)?.exposure.closing.operatingMs ?? 0;
    expect(usage.operatingMs + usage.operatingOutsideReportsMs).toBe(closing);
    expect(closing).toBeGreaterThan(before.at(-1)?.exposure.closing.operatingMs ?? 0);
  });

  it('are delivered over any number of losses, each stated once', async () => {
    await live(0, 400);
    for (let loss = 0; loss < 3; loss++) {
      truncateSync(path, 5000);
      const reports = await live(1000 + 1000 * loss, 1400 + 1000 * loss);
      expect(reports.at(-1)?.epoch).toBe(loss + 1);
      deliver(100);
    }
    const { verdict, reports } = statement();
    expect([verdict, reports.rejectedCount, reports.forkCount]).toEqual(['passWithFindings', 0, 0]);
    const stated = store.reports.findings(fixtureKey.kid).filter(({ code }) => code === 'epoch.started');
    expect(stated).toHaveLength(3);
  });
});

describe('a daemon whose ledger was damaged while it was off', () => {
  it('starts by itself, logs what was lost, and its hours go on', async () => {
    const first = await startedDaemon();
    await until('it operates', () => first.daemon.status().counters.operatingMs > 5_000);
    await first.stop();
    const { operatingMs } = first.daemon.status().counters;
    truncateSync(join(first.daemon.directory, 'ledger.sqlite'), 6_000);
    const second = await startedDaemon({ folder: first.folder });
    const line = second.logger.lines.find(({ code }) => code === 'record/epoch-begun');
    expect(line).toMatchObject({ level: 'warn', facts: { prevEpoch: 0, totalsFrom: 'report', lostReports: [] } });
    await until('it operates again', () => second.daemon.status().counters.operatingMs > operatingMs);
    await second.stop();
    expect(second.daemon.finalCounts().closedCount).toBe(2);
  });
});
