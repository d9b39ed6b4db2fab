import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { scratchDirectory, seededRandom } from '../support/replayed.ts';
import { buildShim, compiler, compilerNote } from './build-shim.ts';
import { CrashDisk } from './crash-disk.ts';
import { readEvents, WriteLog } from './write-log.ts';

describe.skipIf(compiler === undefined)(`the write log below SQLite${compilerNote}`, () => {
  it('holds every byte: the files it rebuilds are those on the disk', () => {
    const directory = scratchDirectory('log');
    const log = new WriteLog(buildShim(directory), join(directory, 'writes.log'));
    const database = new Database(join(directory, 'a.sqlite'));
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE t (text TEXT)');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    for (let count = 0; count < 50; count++) insert.run('x'.repeat(count * 100));
    database.pragma('wal_checkpoint(PASSIVE)');
    insert.run('last');
    log.note('here');
    const disk = new CrashDisk();
    const events = log.stop();
    for (const event of events) disk.take(event);
    const image = disk.image('kept', seededRandom(1));
    for (const name of ['a.sqlite', 'a.sqlite-wal']) expect(image.get(name)?.equals(readFileSync(join(directory, name)))).toBe(true);
    expect([...image.keys()].sort()).toEqual(['a.sqlite', 'a.sqlite-wal']);
    expect(events.at(-1)).toEqual({ kind: 'note', text: 'here' });
    database.close();
    expect(existsSync(join(directory, 'a.sqlite-wal'))).toBe(false);
  });

  it('ends: what is opened after it is not logged, and a second log begins empty', () => {
    const directory = scratchDirectory('log');
    const shim = buildShim(directory);
    const first = new WriteLog(shim, join(directory, 'first.log'));
    expect(first.stop()).toEqual([]);
    new Database(join(directory, 'between.sqlite')).exec('CREATE TABLE t (text TEXT)').close();
    const second = new WriteLog(shim, join(directory, 'second.log'));
    new Database(join(directory, 'b.sqlite')).exec('CREATE TABLE t (text TEXT)').close();
    const files = second.stop().flatMap((event) => ('file' in event ? [event.file] : []));
    expect(new Set(files)).toEqual(new Set(['b.sqlite', 'b.sqlite-journal']));
  });

  it('is one at a time, and says so', () => {
    const directory = scratchDirectory('log');
    const shim = buildShim(directory);
    const log = new WriteLog(shim, join(directory, 'first.log'));
    expect(() => new WriteLog(shim, join(directory, 'second.log'))).toThrow('the write log failed');
    log.stop();
  });
});

describe('a write log that is read', () => {
  const header = (kind: number, size: number): Buffer => {
    const bytes = Buffer.alloc(24);
    bytes.writeUInt32LE(kind, 0);
    bytes.writeUInt32LE(size, 20);
    return bytes;
  };

  it('and was cut off, holds a kind unknown, or a file never opened, is refused', () => {
    expect(() => readEvents(header(6, 3))).toThrow('ends within an event at 0');
    expect(() => readEvents(header(9, 0))).toThrow('an event of kind 9');
    expect(() => readEvents(header(2, 0))).toThrow('file 0 before it was opened');
  });
});
