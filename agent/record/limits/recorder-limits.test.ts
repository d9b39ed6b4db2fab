import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Metering } from '../../../tests/support/metering.ts';
import { recordingLogger } from '../../../tests/support/recording-logger.ts';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { heldRecordsMax } from './outage.ts';

const pathOf = () => join(scratchDirectory('limits'), 'ledger.sqlite');
const types = (metering: Metering) => metering.records().map(({ type }) => type);

/** Holds the ledger as another program would, so that commits are refused until it lets go. */
function block(path: string): () => void {
  const other = new Database(path);
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('ROLLBACK');
    other.close();
  };
}

/** SQLite waits for a lock this long by default; the tests' own ledger does not. */
function impatient(path = pathOf(), limits = {}): { metering: Metering; path: string } {
  const metering = new Metering(path, limits);
  metering.ledger.join((database) => {
    database.pragma('busy_timeout = 0');
    return { write: () => undefined, committed: () => undefined };
  });
  return { metering, path };
}

describe('a recorder with limits', () => {
  it('ticks at the configured loss bound, and states it', () => {
    const metering = new Metering(':memory:', { lossBoundMs: 10_000 });
    metering.run(61);
    expect(types(metering).filter((type) => type === 'meter.tick')).toHaveLength(6);
    expect(metering.recorder.lossBoundMs).toBe(10_000);
  });

  it('states a minute where nothing is configured', () => {
    expect(new Metering(':memory:').recorder.lossBoundMs).toBe(60_000);
  });

  it('goes on while another program holds the ledger, and has it all afterwards', () => {
    const { metering, path } = impatient();
    metering.run(5, () => metering.event());
    const letGo = block(path);
    metering.run(100, () => metering.event());
    expect(metering.recorder.isHolding).toBe(true);
    expect(metering.recorder.limits?.guard.status().outage).toMatchObject({ code: 'record/ledger-busy', unrecorded: {} });
    letGo();
    metering.run(61, () => metering.event());
    expect(types(metering).filter((type) => type === 'event.started')).toHaveLength(166);
    expect(metering.records('disk.error')[0]?.data).toMatchObject({ code: 'record/ledger-busy', unrecordedByType: {} });
  });

  it('logs an outage as it begins and as it ends, and nothing of the tries in between', () => {
    const logger = recordingLogger();
    const { metering, path } = impatient(pathOf(), { logger });
    metering.run(5, () => metering.event());
    expect(logger.lines).toEqual([]);
    for (const _ of [1, 2]) {
      const letGo = block(path);
      metering.run(200, () => metering.event());
      letGo();
      metering.run(61);
    }
    const start = {
      level: 'warn',
      code: 'record/disk-refuses',
      facts: { trouble: 'record/ledger-busy', text: expect.stringMatching(/holds the ledger: let it go/) },
    };
    const facts = { trouble: 'record/ledger-busy', durationMs: expect.any(Number), attemptCount: expect.any(Number) };
    const end = { level: 'info', code: 'record/disk-back', facts };
    expect(logger.lines).toEqual([start, end, start, end]);
    expect(Number(logger.lines[1]?.facts.durationMs)).toBeGreaterThan(190_000);
  });

  it('says no totals while the disk refuses, and all of them right after: nothing of them is lost', () => {
    const { metering, path } = impatient();
    metering.run(61);
    const letGo = block(path);
    metering.event();
    metering.run(300);
    expect(metering.ledger.pendingCount).toBeLessThanOrEqual(2);
    letGo();
    metering.run(61);
    expect(metering.records('meter.tick').at(-1)?.data).toMatchObject({ powerOnMs: expect.any(Number) });
    expect(Number(metering.records('meter.tick').at(-1)?.data.powerOnMs)).toBeGreaterThan(360_000);
  });

  it('states in the loss bound how long nothing was durable, until the next report has said so', () => {
    const { metering, path } = impatient();
    const letGo = block(path);
    metering.event();
    metering.run(200);
    letGo();
    metering.run(61);
    expect(metering.recorder.lossBoundMs).toBeGreaterThan(120_000);
    metering.closeReport();
    expect(metering.announced).toEqual([0]);
    expect(metering.recorder.lossBoundMs).toBe(60_000);
  });

  it('closes two reports late, in their order, when it is stopped and the disk returns for the last moment', () => {
    const { metering, path } = impatient();
    metering.run(1);
    const letGo = block(path);
    metering.closeReport('a');
    metering.closeReport('b');
    expect(metering.announced).toEqual([]);
    letGo();
    metering.run(61);
    expect(metering.announced).toEqual([0, 1]);
    expect(metering.ledger.reports().map(({ jws }) => jws)).toEqual(['a', 'b']);
  });

  it('holds no more than its limit in memory', () => {
    const { metering, path } = impatient();
    const letGo = block(path);
    metering.run(2, () => {
      for (let count = 0; count < heldRecordsMax; count++) metering.event();
    });
    expect(metering.ledger.pendingCount).toBe(heldRecordsMax);
    letGo();
    metering.run(61);
    const lost = metering.records('disk.error')[0]?.data.unrecordedByType;
    expect(lost).toEqual({ 'event.started': heldRecordsMax });
    metering.ledger.close();
  });

  it('replaces old days although the robot is never on for long', () => {
    const path = pathOf();
    const dayMs = 86_400_000;
    for (let day = 0; day < 93; day++) {
      const metering = new Metering(path);
      metering.nowMs = day * dayMs;
      metering.run(121);
      const payload = { epoch: 0, log: { size: metering.ledger.size }, period: { to: new Date(metering.nowMs).toISOString() } };
      const jws = `header.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`;
      metering.recorder.commit({}, { reportSeq: day, jws });
      metering.ledger.close();
    }
    expect(types(new Metering(path)).filter((type) => type === 'day.aggregate').length).toBeGreaterThan(0);
  });

  it('lets through what is no fault of the disk', () => {
    const metering = new Metering(':memory:');
    metering.closeReport();
    expect(() => metering.recorder.commit({}, { reportSeq: 0, jws: 'twice' })).toThrow('UNIQUE');
  });
});
