import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copyLedger,
  fixtureKey,
  type LivedLedger,
  liveAgent,
  liveAndCut,
  openingOf,
  spoilState,
} from '../../../tests/support/damaged-ledger.ts';
import { jwksOf } from '../../../tests/support/evidence-fixture.ts';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { reportProblems } from '../../commands/report-problems.ts';
import type { LedgerRecord } from '../../contract/record.ts';
import { readKeyRegistry } from '../../evidence/key-registry.ts';
import { verifyEvidence } from '../../evidence/verify-evidence.ts';
import { openLedger, planOpening } from './open-ledger.ts';
import { quarantinePath } from './quarantine.ts';

let scratch = '';
let lived: LivedLedger;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'open-ledger-'));
  lived = await liveAndCut(scratch, 1000);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A copy of the lived ledger in a folder of its own. */
function copied(): { readonly path: string; readonly home: string } {
  const home = scratchDirectory('open-ledger');
  copyLedger(lived.folder, home);
  return { home, path: join(home, 'ledger.sqlite') };
}

const removeDatabase = (path: string): void => {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
};

/** Goes on living on what was recovered, and says what verifying all reports of both epochs finds. */
async function liveOn(path: string) {
  const agent = await liveAgent(path, [2000, 2700]);
  const opened = agent.ledger.epoch;
  await agent.run(new AbortController().signal);
  const reports = agent.ledger.reports().map(({ reportSeq, jws }) => ({ name: `${reportSeq}.jws`, bytes: Buffer.from(jws) }));
  const bytes = Buffer.from([...agent.ledger.lines()].map((line) => `${line}\n`).join(''));
  agent.close();
  const registry = readKeyRegistry(jwksOf([{ key: fixtureKey, role: 'agent' }]));
  const verdict = verifyEvidence({ registry, reports, ledgers: [{ name: 'ledger.jsonl', bytes }], validateSchema: reportProblems });
  return { epoch: opened, verdict, operatingMs: verdict.reports.reduce((sum, report) => sum + report.operatingMs, 0) };
}

const codesOf = (verdict: { findings: readonly { code: string }[] }): string[] => [...new Set(verdict.findings.map(({ code }) => code))];

describe('opening a ledger', () => {
  it('that was cut off by a power cut goes on with every committed record', () => {
    const { path } = copied();
    const { ledger, began } = openLedger(openingOf(path));
    expect([began, ledger.epoch, ledger.size]).toEqual([undefined, 0, lived.lines.length]);
    ledger.close();
  });

  it('that never was begins epoch 0, and writes a mark with its first commit', () => {
    const path = join(scratchDirectory('open-ledger'), 'ledger.sqlite');
    const { ledger, began } = openLedger(openingOf(path));
    expect([began, ledger.epoch, existsSync(`${path}.mark.json`)]).toEqual([undefined, 0, false]);
    ledger.commit({ state: {} });
    expect(existsSync(`${path}.mark.json`)).toBe(true);
    ledger.close();
  });

  it('of another agent is refused and left alone', () => {
    const { path } = copied();
    expect(() => openLedger({ ...openingOf(path), agentId: 'another' })).toThrow('it holds a run with another recording');
    expect(existsSync(quarantinePath(path, 0))).toBe(false);
  });
});

describe('a database that is gone', () => {
  it('is stated, and reports and hours go on from the newest report', async () => {
    const { path } = copied();
    removeDatabase(path);
    const { ledger, began } = openLedger(openingOf(path));
    expect(began).toMatchObject({
      cause: 'databaseMissing',
      prevEpoch: 0,
      salvagedReportCount: 1,
      lostRecords: { unknown: 'missing' },
      lostReports: [{ fromSeq: 0, toSeq: 1 }],
      totalsFrom: 'report',
      quarantined: null,
    });
    const [first] = [...ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
    expect(first).toMatchObject({ seq: 0, epoch: 1, type: 'epoch.start', data: began });
    ledger.close();
    const { epoch, verdict } = await liveOn(path);
    expect([epoch, verdict.verdict]).toEqual([1, 'passWithFindings']);
    expect(codesOf(verdict)).toEqual(['report.missing', 'epoch.started', 'ledger.epochMissing']);
  });

  it('together with its mark is a new ledger: nothing says there was one', () => {
    const { path } = copied();
    removeDatabase(path);
    rmSync(`${path}.mark.json`);
    const { ledger, began } = openLedger(openingOf(path));
    expect([began, ledger.epoch]).toEqual([undefined, 0]);
    ledger.close();
  });
});

describe('an old image of the database', () => {
  it('is recognised by the mark, kept, and its reports are those of the newer life', async () => {
    const { path, home } = copied();
    const old = join(home, 'old');
    copyLedger(home, old);
    const later = await liveAgent(path, [1100, 1900]);
    await later.run(new AbortController().signal);
    const newestSeq = later.ledger.reports().length - 1;
    later.close();
    removeDatabase(path);
    for (const name of ['ledger.sqlite', 'ledger.sqlite-wal']) renameSync(join(old, name), join(home, name));
    const { ledger, began } = openLedger(openingOf(path));
    expect(began).toMatchObject({ cause: 'rolledBack', totalsFrom: 'report', lostRecords: { unknown: 'missing' } });
    expect(began?.lostReports).toEqual([{ fromSeq: 3, toSeq: newestSeq - 1 }]);
    expect(existsSync(join(home, began?.quarantined ?? ''))).toBe(true);
    ledger.close();
    const { verdict } = await liveOn(path);
    expect(verdict.verdict).toBe('passWithFindings');
    expect(codesOf(verdict)).toEqual(['report.missing', 'epoch.started', 'ledger.epochMissing']);
  });
});

describe('a database that cannot be read', () => {
  it('gives up nothing but itself: reports, receipts, state and hours go on', async () => {
    const whole = copied();
    const reference = await liveOn(whole.path);
    const { path } = copied();
    writeFileSync(`${path}.mark.json`, 'not a mark');
    const damaged = openLedger(openingOf(path));
    damaged.ledger.close();
    expect(damaged.began).toBeUndefined();
    spoilState(path);
    const { ledger, began } = openLedger(openingOf(path));
    expect(began).toMatchObject({ cause: 'stateDamaged', salvagedReportCount: 3, lostRecords: [], lostReports: [], totalsFrom: 'report' });
    expect(ledger.outbox.counts()).toEqual({ closedCount: 3, receiptedCount: 1 });
    ledger.close();
    const { verdict, operatingMs } = await liveOn(path);
    expect(verdict.verdict).toBe('passWithFindings');
    expect(codesOf(verdict)).toEqual(['epoch.started', 'ledger.epochMissing']);
    // The state that was lost had counted 99 seconds since the last report; they are in no report, and nothing is in two.
    expect(reference.operatingMs - operatingMs).toBeGreaterThan(0);
    expect(reference.operatingMs - operatingMs).toBeLessThanOrEqual(100_000);
  });

  it('in its first record begins a new epoch: every report of the epoch repeats it', () => {
    const { path } = copied();
    writeFileSync(path, 'this is no database');
    openLedger(openingOf(path)).ledger.close();
    const database = new Database(path);
    database.exec('DROP TRIGGER record_no_update; UPDATE record SET jcs = replace(jcs, \'"cause":\', \'"cause"\') WHERE id = 1');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const { ledger, began } = openLedger(openingOf(path));
    expect(began).toMatchObject({ cause: 'recordsDamaged', detail: 'record 0 does not fit its hashes', prevEpoch: 1 });
    expect(ledger.epochStart()).toEqual(began);
    ledger.close();
  });

  it('for a full disk leaves reports with a receipt in the old file, and states them', () => {
    const { path } = copied();
    spoilState(path);
    let isFull = true;
    const full = openingOf(path, () => {
      if (isFull) {
        isFull = false;
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      }
      return timeAt(0);
    });
    const { ledger, began } = openLedger(full);
    expect(began).toMatchObject({ salvagedReportCount: 2, lostReports: [{ fromSeq: 0, toSeq: 0 }], lostRecords: [] });
    expect(ledger.epochStart()).toEqual(began);
    expect(ledger.reports().map(({ reportSeq }) => reportSeq)).toEqual([1, 2]);
    ledger.close();
  });

  it('is opened by nobody’s hand at every start after it', () => {
    const { path } = copied();
    for (let epoch = 1; epoch <= 4; epoch++) {
      writeFileSync(path, 'this is no database');
      const { ledger, began } = openLedger(openingOf(path));
      expect([ledger.epoch, began?.prevEpoch, began?.cause]).toEqual([epoch, epoch - 1, 'databaseUnreadable']);
      expect(ledger.reports().map(({ reportSeq }) => reportSeq)).toEqual([2]);
      ledger.close();
    }
  });
});

describe('a recovery that was killed', () => {
  it('after the database was renamed and before its WAL was is gone on with', () => {
    const { path, home } = copied();
    spoilState(path);
    copyLedger(home, join(home, 'before'));
    const whole = openLedger(openingOf(path));
    whole.ledger.close();
    for (const name of readdirSync(home)) if (name.startsWith('ledger.')) rmSync(join(home, name));
    copyLedger(join(home, 'before'), home);
    renameSync(path, quarantinePath(path, 0));
    expect(existsSync(`${path}-wal`)).toBe(true);
    const { ledger, began } = openLedger(openingOf(path));
    expect(began).toEqual(whole.began);
    expect(existsSync(`${quarantinePath(path, 0)}-wal`)).toBe(true);
    ledger.close();
  });

  it('before the new epoch’s first commit is gone on with in the same epoch', () => {
    const { path } = copied();
    spoilState(path);
    const killed = openingOf(path, () => {
      throw new Error('killed');
    });
    expect(() => openLedger(killed)).toThrow('killed');
    const { ledger, began } = openLedger(openingOf(path));
    expect([ledger.epoch, began?.cause, began?.salvagedReportCount]).toEqual([1, 'stateDamaged', 3]);
    ledger.close();
  });
});

describe('the plan of an opening', () => {
  it('says what would be done and does nothing', () => {
    const { path, home } = copied();
    spoilState(path);
    const names = readdirSync(home);
    const plan = planOpening(openingOf(path));
    expect(plan).toMatchObject({ quarantines: true, epoch: 0, damage: { cause: 'stateDamaged' } });
    expect(readdirSync(home).filter((name) => !name.endsWith('-shm'))).toEqual(names.filter((name) => !name.endsWith('-shm')));
  });
});
