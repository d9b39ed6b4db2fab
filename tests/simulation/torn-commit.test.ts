import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';
import { WatchedDisk } from './watched-disk.ts';

const disks: WatchedDisk[] = [];
afterEach(() => {
  for (const disk of disks.splice(0)) disk.dispose();
});

/** Rows written in one transaction each, on a disk that kills within the last of them; what the next process finds. */
function killTorn(rowCount: number, prepare: (database: Database.Database) => void, seed = 'tear') {
  const seen: string[] = [];
  let committedCount = 0;
  const watched: WatchedDisk = new WatchedDisk({
    nowMs: () => 0,
    random: new SeededRandom(seed),
    onCommitted: () => committedCount++,
    onKill: (place, walBefore) => {
      seen.push(place);
      watched.moveOn(place === 'torn' ? walBefore : undefined);
    },
    onRefused: () => undefined,
  });
  disks.push(watched);
  const database = new Database(watched.disk.ledgerPath);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)');
  const write = database.transaction(() => database.prepare('INSERT INTO row (text) VALUES (?)').run('x'.repeat(3000)));
  for (let row = 0; row < rowCount; row++) write.immediate();
  prepare(database);
  watched.database.armed = { place: 'torn', transactionCount: 0 };
  for (let more = 0; more < 2 && seen.length === 0; more++) write.immediate();
  const found = new Database(watched.disk.ledgerPath);
  const foundCount = found.prepare('SELECT count(*) FROM row').pluck().get();
  const check = found.pragma('quick_check', { simple: true });
  found.close();
  database.close();
  return { seen, committedCount, foundCount, check };
}

const seeds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('a commit that a kill tears', () => {
  it.each(seeds)('is gone, and what was committed before it is there (%s)', (seed) => {
    expect(killTorn(5, () => undefined, seed)).toEqual({ seen: ['torn'], committedCount: 5, foundCount: 5, check: 'ok' });
  });

  it.each(seeds)('is gone too where the log had started anew over an older and longer one (%s)', (seed) => {
    const restart = (database: Database.Database) => database.pragma('wal_checkpoint(RESTART)');
    expect(killTorn(20, restart, seed)).toEqual({ seen: ['torn'], committedCount: 20, foundCount: 20, check: 'ok' });
  });

  it('cannot be one that a checkpoint has copied into the database: the kill waits', () => {
    const everyCommit = (database: Database.Database) => database.pragma('wal_autocheckpoint = 1');
    expect(killTorn(5, everyCommit)).toEqual({ seen: [], committedCount: 7, foundCount: 7, check: 'ok' });
  });
});
