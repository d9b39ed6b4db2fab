import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { prepared } from '../sqlite/prepared.ts';
import { DayScan } from './day-scan.ts';

/** A table of records with these days of January, numbered from 0; counts the rows that were looked at. */
class Records {
  readonly database = new Database(':memory:');
  readonly damagedIds: number[] = [];
  readonly scan = new DayScan(this.database, ({ id }) => this.damagedIds.push(id));
  #size = 0;

  constructor(...days: readonly number[]) {
    this.database.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, jcs TEXT, leaf BLOB, head BLOB)');
    this.add(...days);
  }

  add(...days: readonly number[]): this {
    const insert = prepared(this.database, "INSERT INTO record VALUES (?, ?, x'01', x'02')");
    for (const day of days) {
      insert.run(this.#size + 1, JSON.stringify({ seq: this.#size, wall: wallOf(day) }));
      this.#size++;
    }
    return this;
  }

  spoil(seq: number, jcs = '{'): this {
    this.database.prepare('UPDATE record SET jcs = ? WHERE id = ?').run(jcs, seq + 1);
    return this;
  }
}

const wallOf = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T10:00:00.000Z`;
const endAt = (lastSeq: number, day: number) => ({ lastSeq, lastMs: Date.parse(wallOf(day)) });
const dayRecordsMax = 4096;

describe('the end of a day', () => {
  it('is the record before the first that is labelled later', () => {
    const { scan } = new Records(1, 1, 1, 2, 2, 4);
    expect(scan.endOf(0)).toEqual(endAt(2, 1));
    expect(scan.endOf(3)).toEqual(endAt(4, 2));
    expect(scan.endOf(5)).toBeUndefined();
  });

  it('is not there while nothing later stands behind the day, and is once it does', () => {
    const records = new Records(1, 1);
    expect(records.scan.endOf(0)).toBeUndefined();
    expect(records.add(1).scan.endOf(0)).toBeUndefined();
    expect(records.add(2).scan.endOf(0)).toEqual(endAt(2, 1));
  });

  it('comes later where a clock was set back, never twice', () => {
    expect(new Records(5, 2, 2, 5, 6).scan.endOf(0)).toEqual(endAt(3, 5));
    expect(new Records(5, 2).add(5).add(6).scan.endOf(0)).toEqual(endAt(2, 5));
  });

  it('is not looked for behind a bound: what begins there is not over', () => {
    const { scan } = new Records(1, 1, 2, 3);
    expect(scan.endOf(0, 2)).toBeUndefined();
    expect(scan.endOf(0, 3)).toEqual(endAt(1, 1));
  });

  it('is at the most records one step takes, in one look or in several', () => {
    const days = Array.from({ length: dayRecordsMax }, () => 1);
    expect(new Records(...days, 1, 1).scan.endOf(0)).toEqual(endAt(dayRecordsMax - 1, 1));
    const records = new Records(...days.slice(1));
    expect(records.scan.endOf(0)).toBeUndefined();
    expect(records.add(1, 1).scan.endOf(0)).toEqual(endAt(dayRecordsMax - 1, 1));
  });
});

describe('rows', () => {
  it('are looked at once: of a day that waits to be over, and of one that waits to go', () => {
    const records = new Records(1, 1, 1);
    records.scan.endOf(0);
    // A row that was looked at may hold anything by now: it is not read for its end again, only when it goes.
    records.spoil(1).add(1, 2);
    expect(records.scan.endOf(0)).toEqual(endAt(3, 1));
    records.spoil(4);
    expect(records.scan.endOf(0)).toEqual(endAt(3, 1));
    expect(records.damagedIds).toEqual([]);
    expect(records.scan.rows(0, endAt(3, 1)).map(({ id, jcs }) => `${id} ${jcs[1]}`)).toEqual(['1 "', '2 undefined', '3 "', '4 "']);
  });

  it('are looked at anew from another place', () => {
    const records = new Records(1, 1, 2, 2, 3);
    expect([records.scan.endOf(0), records.scan.endOf(2), records.scan.endOf(0)]).toEqual([endAt(1, 1), endAt(3, 2), endAt(1, 1)]);
  });

  it.each(['{', '7', 'null', '{"seq":"1","wall":"2026-01-01"}', '{"seq":1}'])('that hold no record are told of at each look: %s', (jcs) => {
    const records = new Records(1, 1, 1, 2).spoil(1, jcs);
    expect([records.scan.endOf(0), records.scan.endOf(0)]).toEqual([undefined, undefined]);
    expect(records.damagedIds).toEqual([2, 2]);
  });
});
