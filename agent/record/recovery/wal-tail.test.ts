import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostWalTail } from './wal-tail.ts';

const rowCount = 12;
const frameBytes = 4_096 + 24;
let folder = '';
let wal: Buffer;
const path = (): string => join(folder, 'copy.sqlite');

/** A database of one commit per row, as it stands before anything is closed. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wal-tail-'));
  const running = join(folder, 'running.sqlite');
  const database = new Database(running);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)');
  for (let id = 0; id < rowCount; id++) database.prepare('INSERT INTO row (text) VALUES (?)').run('x'.repeat(100));
  wal = readFileSync(`${running}-wal`);
  copyFileSync(running, join(folder, 'main.sqlite'));
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the tail is said to have lost, and how many rows SQLite itself still finds. */
function damaged(change: (bytes: Buffer) => Buffer): { lost: ReturnType<typeof lostWalTail>; foundCount: number } {
  copyFileSync(join(folder, 'main.sqlite'), path());
  writeFileSync(`${path()}-wal`, change(Buffer.from(wal)));
  rmSync(`${path()}-shm`, { force: true });
  const lost = lostWalTail(path());
  const database = new Database(path());
  const hasTable = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'row'").pluck().get() === 1;
  const foundCount = hasTable ? Number(database.prepare('SELECT count(*) FROM row').pluck().get()) : 0;
  database.close();
  return { lost, foundCount };
}

const flipAt =
  (at: number, bit = 1) =>
  (bytes: Buffer): Buffer => {
    bytes[at] = (bytes[at] ?? 0) ^ bit;
    return bytes;
  };

describe('the tail of a write-ahead log', () => {
  it('has lost nothing when everything fits, when it is not there, and when it is empty', () => {
    expect(damaged((bytes) => bytes)).toEqual({ lost: undefined, foundCount: rowCount });
    expect(lostWalTail(join(folder, 'nowhere.sqlite'))).toBeUndefined();
    expect(damaged(() => Buffer.alloc(0)).lost).toBeUndefined();
  });

  it('says so whenever SQLite goes on with less than was committed, whichever byte flipped', () => {
    const stride = 331;
    for (let at = 0; at < wal.length; at += stride) {
      const { lost, foundCount } = damaged(flipAt(at, 1 << (at % 8)));
      expect([at, lost !== undefined]).toEqual([at, foundCount < rowCount]);
    }
  });

  it('says so for every byte of the header and of a frame’s header', () => {
    const heads = [...Array(32).keys(), ...Array.from({ length: 24 }, (_, offset) => 32 + 3 * frameBytes + offset)];
    for (const at of heads) {
      const { lost, foundCount } = damaged(flipAt(at));
      expect([at, lost !== undefined]).toEqual([at, foundCount < rowCount]);
    }
  });

  it('reads a log of a processor that keeps its words the other way round', () => {
    expect(damaged(bigEndian)).toEqual({ lost: undefined, foundCount: rowCount });
    const { lost, foundCount } = damaged((bytes) => flipAt(32 + 5 * frameBytes + 999)(bigEndian(bytes)));
    expect(lost).toMatchObject({ commitCount: rowCount - foundCount });
    expect(foundCount).toBeLessThan(rowCount);
  });

  it('counts the commits behind the break', () => {
    const frameCount = (wal.length - 32) / frameBytes;
    const { lost, foundCount } = damaged(flipAt(32 + (frameCount - 3) * frameBytes + 500));
    expect(lost).toEqual({ frameCount: 3, commitCount: rowCount - foundCount });
  });

  it('says nothing of what was cut off whole: that is what a power cut before the commit leaves', () => {
    copyFileSync(join(folder, 'main.sqlite'), path());
    writeFileSync(`${path()}-wal`, wal);
    truncateSync(`${path()}-wal`, wal.length - 2 * frameBytes);
    expect(lostWalTail(path())).toBeUndefined();
  });

  it('does not take frames of an earlier log for lost ones', () => {
    const { database, running } = restarted();
    expect(lostWalTail(running)).toBeUndefined();
    database.close();
  });

  it('counts only the torn commit where the first one of a new log was torn, not the log that it was written over', () => {
    const { database, running, earlier } = restarted();
    const torn = readFileSync(`${running}-wal`);
    earlier.copy(torn, 32 + 500, 32 + 500);
    database.close();
    writeFileSync(`${running}-wal`, torn);
    expect(lostWalTail(running)).toEqual({ frameCount: 1, commitCount: 1 });
  });
});

/** A log that began again over a longer, earlier one, whose bytes are `earlier`. */
function restarted(): { database: Database.Database; running: string; earlier: Buffer } {
  const running = join(mkdtempSync(join(folder, 'restarted-')), 'ledger.sqlite');
  const database = new Database(running);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)');
  for (let id = 0; id < rowCount; id++) database.prepare('INSERT INTO row (text) VALUES (?)').run('x');
  database.pragma('wal_checkpoint(RESTART)');
  const earlier = readFileSync(`${running}-wal`);
  database.prepare('INSERT INTO row (text) VALUES (?)').run('y');
  return { database, running, earlier };
}

/** The same log with the checksums that a big-endian processor writes (SQLite file format §4.1, §4.3). */
function bigEndian(bytes: Buffer): Buffer {
  let [s0, s1] = [0, 0];
  const sum = (from: number, byteCount: number): void => {
    for (let at = from; at < from + byteCount; at += 8) {
      s0 = (s0 + bytes.readUInt32BE(at) + s1) >>> 0;
      s1 = (s1 + bytes.readUInt32BE(at + 4) + s0) >>> 0;
    }
  };
  const write = (at: number): void => void (bytes.writeUInt32BE(s0, at) && bytes.writeUInt32BE(s1, at + 4));
  bytes.writeUInt32BE(0x377f0683, 0);
  sum(0, 24);
  write(24);
  for (let at = 32; at + frameBytes <= bytes.length; at += frameBytes) {
    sum(at, 8);
    sum(at + 24, frameBytes - 24);
    write(at + 16);
  }
  return bytes;
}
