import type Database from 'better-sqlite3';
import type { LedgerRecord } from '../../contract/record.ts';
import { prepared } from '../sqlite/prepared.ts';

/** Records of one day at most: a day of a robot that never sleeps has about 1,600. A longer day becomes several aggregates. */
const dayRecordsMax = 4_096;

export interface StoredRow {
  readonly id: number;
  readonly jcs: string;
  readonly leaf: Buffer;
  readonly head: Buffer;
}

/** The last record of a finished day. */
export interface DayEnd {
  readonly lastSeq: number;
  readonly lastMs: number;
}

/** What was seen of the day that begins at `fromSeq`. */
interface SeenDay {
  readonly fromSeq: number;
  /** Of its first record, YYYY-MM-DD. */
  day: string | undefined;
  recordCount: number;
  end: DayEnd | undefined;
  isClosed: boolean;
}

/**
 * Finds where the day at a cursor ends. Rows are looked at once: what was seen of a day that is not over, or may not go yet, is gone on
 * with at the next look.
 *
 * A day ends with the first record that is labelled later: a clock set back lengthens it and never splits it.
 */
export class DayScan {
  readonly #database: Database.Database;
  readonly #meet: (row: Pick<StoredRow, 'id'>) => void;
  #seen: SeenDay = openingDay(0);

  /** `meet` is told of a row that holds no record: the day does not end before it is. */
  constructor(database: Database.Database, meet: (row: Pick<StoredRow, 'id'>) => void) {
    this.#database = database;
    this.#meet = meet;
  }

  /** The end of the day that begins at `fromSeq`; undefined when no later one begins before `beforeSeq`. */
  endOf(fromSeq: number, beforeSeq = Number.MAX_SAFE_INTEGER): DayEnd | undefined {
    if (this.#seen.fromSeq !== fromSeq) this.#seen = openingDay(fromSeq);
    const seen = this.#seen;
    if (seen.isClosed) return seen.end;
    // Row by row, for the day may end with the next one.
    const rows = this.#database.prepare<[number, number, number], Pick<StoredRow, 'id' | 'jcs'>>(
      'SELECT id, jcs FROM record WHERE id > ? AND id <= ? ORDER BY id LIMIT ?',
    );
    const seenId = seen.end === undefined ? fromSeq : seen.end.lastSeq + 1;
    for (const row of rows.iterate(seenId, beforeSeq, dayRecordsMax - seen.recordCount)) {
      const record = recordIn(row);
      if (record === undefined) this.#meet(row);
      if (record === undefined || this.#take(row.id - 1, record.wall)) return record && seen.end;
    }
    seen.isClosed = seen.recordCount === dayRecordsMax;
    return seen.isClosed ? seen.end : undefined;
  }

  /** The rows of that day, in order. */
  rows(fromSeq: number, { lastSeq }: DayEnd): StoredRow[] {
    const sql = 'SELECT id, jcs, leaf, head FROM record WHERE id > ? AND id <= ? ORDER BY id';
    return prepared<[number, number], StoredRow>(this.#database, sql).all(fromSeq, lastSeq + 1);
  }

  /** True when the record is of a later day: the one before it was the last. */
  #take(seq: number, wall: string): boolean {
    const seen = this.#seen;
    const day = wall.slice(0, 'YYYY-MM-DD'.length);
    seen.day ??= day;
    seen.isClosed = day > seen.day;
    if (seen.isClosed) return true;
    seen.recordCount++;
    seen.end = { lastSeq: seq, lastMs: Date.parse(wall) };
    return false;
  }
}

function openingDay(fromSeq: number): SeenDay {
  return { fromSeq, day: undefined, recordCount: 0, end: undefined, isClosed: false };
}

/** The record a row seems to hold; undefined when it holds none. */
function recordIn({ jcs }: Pick<StoredRow, 'jcs'>): LedgerRecord | undefined {
  try {
    const record = JSON.parse(jcs) as Partial<LedgerRecord> | null;
    return typeof record?.seq === 'number' && typeof record.wall === 'string' ? (record as LedgerRecord) : undefined;
  } catch {
    return undefined;
  }
}
