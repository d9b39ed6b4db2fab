import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { UnboundRobot } from '../../../tests/support/unbound-robot.ts';
import { boundWal, frameBytes, walBytesMax, walFrameCount, walFramesMax } from './wal.ts';

describe('the write-ahead log', () => {
  it('stays within its limit in a long run with upkeep, and beside a reader of an open database', () => {
    const path = join(scratchDirectory('wal'), 'ledger.sqlite');
    const limits = { lossBoundMs: 600_000, ledgerBytesMax: 4_000_000 };
    const robot = new UnboundRobot({ jointCount: 29, hoursPerDay: 4, eventsPerDay: 2, limits }, path);
    let mostBytes = 0;
    for (let day = 0; day < 40; day++) {
      robot.live(day);
      mostBytes = Math.max(mostBytes, statSync(`${path}-wal`).size);
      const reader = new Database(path, { readonly: true });
      expect(Number(reader.prepare('SELECT count(*) FROM record').pluck().get())).toBeGreaterThan(0);
      reader.close();
    }
    expect(mostBytes).toBeGreaterThan(walFramesMax * frameBytes * 0.2);
    expect(mostBytes).toBeLessThanOrEqual(walBytesMax);
    robot.ledger.close();
  });

  it('counts its frames, and begins anew once it is long enough', () => {
    const database = new Database(join(scratchDirectory('wal'), 'log.sqlite'));
    boundWal(database);
    database.exec('CREATE TABLE line (text TEXT)');
    const before = walFrameCount(database);
    database.prepare('INSERT INTO line VALUES (?)').run('x'.repeat(20_000));
    expect(walFrameCount(database)).toBeGreaterThanOrEqual(before + 5);
    for (let count = 0; count < 400; count++) database.prepare('INSERT INTO line VALUES (?)').run('x'.repeat(20_000));
    expect(walFrameCount(database)).toBeLessThanOrEqual(walFramesMax + 20);
    database.close();
  });

  it('is durable at each commit, and never rewrites the file by itself', () => {
    const database = new Database(join(scratchDirectory('wal'), 'log.sqlite'));
    boundWal(database);
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('auto_vacuum', { simple: true })).toBe(0);
    expect(database.pragma('journal_size_limit', { simple: true })).toBe(walBytesMax);
    database.close();
  });

  it('of a database in memory is none', () => {
    expect(walFrameCount(new Database(':memory:'))).toBe(0);
  });
});
