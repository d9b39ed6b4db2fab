import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runVerb } from '../../tests/support/captured-io.ts';
import { copyLedger, type LivedLedger, liveAgent, liveAndCut, spoilState } from '../../tests/support/damaged-ledger.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { InstanceLock } from '../platform/instance-lock.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { SampleLane } from '../record/samples/sample-lane.ts';
import { loadDeviceKey } from './device-key.ts';
import { registerLedger } from './ledger.ts';
import { registerVerify } from './verify.ts';

let scratch = '';
let lived: LivedLedger;
let home = '';
const ledger = (...args: string[]) => runVerb(registerLedger, ['ledger', ...args]);

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'ledger-verb-'));
  const key = await loadDeviceKey({ directory: scratch, origin: 'live' });
  lived = await liveAndCut(scratch, 700, { key });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  home = scratchDirectory('ledger-verb');
  copyLedger(lived.folder, home);
  writeFileSync(join(home, 'agent-key.pem'), readFileSync(join(scratch, 'agent-key.pem')), { mode: 0o600 });
});
const path = () => join(home, 'ledger.sqlite');

describe('ledger check', () => {
  it('passes a ledger as it was written, by file and by directory', async () => {
    for (const place of [home, path()]) {
      const { code, out } = await ledger('check', place);
      expect([code, out]).toEqual([0, [expect.stringMatching(/: epoch 0, \d+ records, 2 reports: everything is as it was written$/)]]);
    }
  });

  it('says what is wrong, and exits with 1', async () => {
    spoilState(path());
    const { code, out } = await ledger('check', home);
    expect([code, out.slice(1)]).toEqual([1, ['  state: does not fit its checksum']]);
    const json = JSON.parse((await ledger('check', home, '--json')).out[0] ?? '');
    expect(json).toMatchObject({ verdict: 'fail', ledgers: [{ flawCount: 1, flaws: [{ place: 'state' }] }] });
  });

  it('calls a file that is no database wrong, and a path without a ledger wrong usage', async () => {
    writeFileSync(path(), 'this is no database');
    expect((await ledger('check', home)).code).toBe(1);
    expect(await ledger('check', join(home, 'nowhere'))).toMatchObject({ code: 2, err: [expect.stringContaining('does not exist')] });
    expect(await ledger('check', scratchDirectory('empty'))).toMatchObject({
      code: 2,
      err: [expect.stringContaining('holds no ledger.sqlite')],
    });
  });
});

describe('ledger repair', () => {
  it('has nothing to do on a ledger that can be gone on with', async () => {
    expect(await ledger('repair', home)).toMatchObject({ code: 0, out: ['Nothing to repair: the ledger can be gone on with.'] });
  });

  it('says what it will do, does it, and the ledger can be gone on with', async () => {
    spoilState(path());
    const dry = await ledger('repair', home, '--dry-run');
    expect([dry.code, dry.out]).toEqual([1, [expect.stringContaining('stateDamaged: the saved state is not what was written')]]);
    expect(existsSync(join(home, 'ledger.epoch-0.quarantined.sqlite'))).toBe(false);
    const { code, out } = await ledger('repair', home);
    expect([code, out[0]]).toEqual([1, dry.out[0]]);
    expect(out.slice(1)).toEqual([
      'Epoch 1 begun; epoch 0 is kept in ledger.epoch-0.quarantined.sqlite.',
      'Reports carried over: 2; lost: []; lost records: [].',
      'Hours and counts go on from: report.',
    ]);
    expect(await ledger('repair', home)).toMatchObject({ code: 0 });
    const json = JSON.parse((await ledger('repair', home, '--json')).out[0] ?? '');
    expect(json).toEqual({ damage: null, began: null });
  });

  it('is refused while an agent runs there, without a key, and on a file', async () => {
    const lock = new InstanceLock(home, createSystemClock().now().bootId);
    expect(await ledger('repair', home)).toMatchObject({ code: 2, err: [expect.stringContaining('held by process')] });
    lock.release();
    rmSync(join(home, 'agent-key.pem'));
    expect(await ledger('repair', home)).toMatchObject({ code: 2, err: [expect.stringContaining('holds no device key')] });
    expect(await ledger('repair', path())).toMatchObject({ code: 2, err: [expect.stringContaining('not a directory')] });
  });
});

describe('ledger export', () => {
  it('writes what verify takes', async () => {
    const out = join(home, 'out');
    expect(await ledger('export', home, '--out', out)).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(['keys.json', 'ledger.jsonl', 'reports']);
    expect(readdirSync(join(out, 'reports'))).toEqual(['000000.jws', '000001.jws']);
    const verified = await runVerb(registerVerify, ['verify', out, '--keys', join(out, 'keys.json'), '--json']);
    const { verdict, findings } = JSON.parse(verified.out[0] ?? '');
    // The period that was open when the power went is in no report yet.
    expect([verdict, findings.map(({ code }: { code: string }) => code)]).toEqual(['passWithFindings', ['ledger.unsealed']]);
  });

  it('writes every epoch to a file of its own, and verify takes them together', async () => {
    spoilState(path());
    await ledger('repair', home);
    const key = await loadDeviceKey({ directory: home, origin: 'live' });
    const agent = await liveAgent(path(), [2000, 2400], { key });
    await agent.run(new AbortController().signal);
    agent.close();
    const out = join(home, 'out');
    expect(await ledger('export', home, '--out', out, '--json')).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(['keys.json', 'ledger.epoch-0.jsonl', 'ledger.jsonl', 'reports']);
    const verified = await runVerb(registerVerify, ['verify', out, '--keys', join(out, 'keys.json'), '--json']);
    const { verdict, findings } = JSON.parse(verified.out[0] ?? '');
    expect(verdict).toBe('passWithFindings');
    expect(findings.map(({ code }: { code: string }) => code)).toEqual(['epoch.started', 'ledger.unsealed']);
  });

  it('writes over nothing', async () => {
    const out = join(home, 'out');
    await ledger('export', home, '--out', out);
    expect(await ledger('export', home, '--out', out)).toMatchObject({ code: 2, err: [expect.stringContaining('EEXIST')] });
  });
});

describe('ledger stats', () => {
  it('counts records, reports, bytes and rates, of every epoch', async () => {
    spoilState(path());
    await ledger('repair', home);
    const { ledgers } = JSON.parse((await ledger('stats', home, '--json')).out[0] ?? '');
    expect(ledgers).toHaveLength(2);
    expect(ledgers[0]).toMatchObject({ name: 'ledger.sqlite', endedEpoch: null, stats: { epoch: 1, recordCount: 1, recordsPerH: null } });
    const old = ledgers[1].stats;
    expect(ledgers[1]).toMatchObject({ name: 'ledger.epoch-0.quarantined.sqlite', endedEpoch: 0 });
    expect(old).toMatchObject({ epoch: 0, recordCount: lived.lines.length, reportCount: 2, receiptedCount: 1 });
    const byType = old.types.reduce((sum: number, { recordCount }: { recordCount: number }) => sum + recordCount, 0);
    const bytes = lived.lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
    expect([byType, old.types.reduce((sum: number, type: { bytes: number }) => sum + type.bytes, 0)]).toEqual([lived.lines.length, bytes]);
    expect(old.lanes.map(({ lane }: { lane: string }) => lane)).toEqual(expect.arrayContaining(['record', 'report', 'state']));
    expect(old.recordsPerH).toBeGreaterThan(60);
  });

  it('says what the lane of samples holds and what it gave up', async () => {
    const statsOf = async () => JSON.parse((await ledger('stats', home, '--json')).out[0] ?? '').ledgers[0].stats;
    expect((await statsOf()).samples).toBeNull();
    const database = new Database(path());
    new SampleLane(database);
    database.exec(
      "INSERT INTO sampleBatch VALUES (1, 0, 1000, 3, x'010203'); UPDATE sampleEviction SET batchCount = 2, bytes = 9, toWallMs = 0",
    );
    database.close();
    const samples = { batchCount: 1, sizeBytes: 3, evictedBatchCount: 2, evictedBytes: 9, evictedToWallMs: 0 };
    expect((await statsOf()).samples).toEqual(samples);
    expect((await ledger('stats', home)).out).toContain(
      '  samples 1 batches of 3 bytes; 2 of 9 bytes gave way, up to 1970-01-01T00:00:00.000Z',
    );
  });

  it('speaks to people too, and says when a ledger is beyond counting', async () => {
    expect((await ledger('stats', home)).out[0]).toMatch(/^ledger\.sqlite: epoch 0, \d+ records, 2 reports, 1 receipted$/);
    writeFileSync(path(), 'this is no database');
    expect(await ledger('stats', home)).toMatchObject({ code: 1, out: ['ledger.sqlite: too damaged to be counted'] });
  });
});
