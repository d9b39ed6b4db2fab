import type Database from 'better-sqlite3';
import type { LedgerRecord } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { chainNext } from '../../evidence/chain.ts';
import { leafHash } from '../../evidence/merkle-log.ts';
import { type AggregateKind, coalesce, type DayAggregate, type DayRecord } from './coalesce.ts';
import type { DamageNote } from './damage-note.ts';
import { mayCoalesce, mayDropEvents, mayDropReports, type Stretch } from './retention.ts';
import { SealScan } from './seal-scan.ts';

/** Records looked at in one step: a day of a robot that never sleeps has about 1,600. A longer day becomes several aggregates. */
const stepRecordsMax = 4_096;
/** Days without anything to replace that one step passes over. */
const quietDaysMax = 64;

export interface UpkeepSituation {
  readonly nowMs: number;
  readonly fillRatio: number;
  readonly isBound: boolean;
}

/** Reports by sequence, both ends included. */
export interface ReportRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** What one step of upkeep replaces; the aggregate is appended, the rest goes with the commit that makes it durable. */
export interface UpkeepPlan {
  readonly kind: AggregateKind;
  readonly data: Readonly<Record<string, Json>>;
  readonly seqs: readonly number[];
  /** The next step begins here. */
  readonly nextSeq: number;
  /** Reports that go with it: the last of each month stays, and the first of all. */
  readonly reports: ReportRange | undefined;
}

interface Day {
  readonly records: readonly StoredRecord[];
  readonly lastSeq: number;
  readonly lastMs: number;
}

export interface UpkeepOptions {
  readonly database: Database.Database;
  readonly epoch: number;
  readonly cursors: Readonly<Record<AggregateKind, number>>;
  /** Told of a record that is not what was written. */
  readonly damage: Pick<DamageNote, 'meet'>;
}

interface StoredRow {
  readonly id: number;
  readonly jcs: string;
  readonly leaf: Buffer;
  readonly head: Buffer;
}

interface StoredRecord extends DayRecord {
  readonly row: StoredRow;
}

/**
 * Finds the oldest day whose rows may go, a day at a time and in the order of the records.
 * ```
 *  record rows from the cursor ─▶ a finished day ─▶ the report that sealed it, its receipt ─▶ retention ─▶ coalesce ─▶ plan
 * ```
 * A day ends with the first record that is labelled later: a clock set back lengthens it and never splits it.
 */
export class Upkeep {
  readonly #database: Database.Database;
  readonly #cursors: Record<AggregateKind, number>;
  readonly #seals: SealScan;
  readonly #damage: Pick<DamageNote, 'meet'>;

  constructor({ database, epoch, cursors, damage }: UpkeepOptions) {
    this.#database = database;
    this.#damage = damage;
    this.#cursors = { ...cursors };
    this.#seals = new SealScan(database, epoch);
  }

  /** The next day to replace; undefined when none may go yet, or a record before its end is damaged. */
  plan(situation: UpkeepSituation): UpkeepPlan | undefined {
    return this.#planKind('periodic', situation) ?? this.#planKind('events', situation);
  }

  /** The plan is durable. */
  done({ kind, nextSeq }: UpkeepPlan): void {
    this.#cursors[kind] = nextSeq;
  }

  #planKind(kind: AggregateKind, situation: UpkeepSituation): UpkeepPlan | undefined {
    for (let quietDays = 0; quietDays < quietDaysMax; quietDays++) {
      const day = this.#nextDay(kind);
      const stretch = day && this.#stretchOf(day, situation);
      if (day === undefined || stretch === undefined || !mayGoNow(kind, stretch)) return undefined;
      if (!this.#isWhole(day)) return undefined;
      const aggregate = coalesce(day.records, kind);
      if (aggregate !== undefined) return this.#planOf(kind, aggregate, { day, stretch });
      this.#cursors[kind] = day.lastSeq + 1;
    }
    return undefined;
  }

  #planOf(kind: AggregateKind, aggregate: DayAggregate, { day, stretch }: { day: Day; stretch: Stretch }): UpkeepPlan {
    const { seqs, isWhole } = aggregate;
    const reports = kind === 'periodic' && mayDropReports(stretch) ? this.#reportsOf(day) : undefined;
    const data = reports === undefined ? aggregate.data : { ...aggregate.data, droppedReports: { ...reports } };
    return { kind, data, seqs, nextSeq: (isWhole ? day.lastSeq : (seqs.at(-1) ?? day.lastSeq)) + 1, reports };
  }

  #stretchOf({ lastSeq, lastMs }: Day, situation: UpkeepSituation): Stretch | undefined {
    const seal = this.#seals.sealOf(lastSeq);
    return seal && { ...situation, lastMs, receiptedMs: seal.receiptedMs };
  }

  /** Between the seal of the day before and this day's; that one too, unless it is the first of all or the last of its month. */
  #reportsOf({ lastSeq }: Day): ReportRange | undefined {
    const [first, before, seal] = [-1, this.#cursors.periodic - 1, lastSeq].map((seq) => this.#seals.sealOf(seq));
    if (first === undefined || before === undefined || seal === undefined) return undefined;
    const isKept = before.reportSeq === first.reportSeq || before.month !== seal.month;
    const range = { fromSeq: before.reportSeq + (isKept ? 1 : 0), toSeq: seal.reportSeq - 1 };
    return range.fromSeq <= range.toSeq ? range : undefined;
  }

  /** The finished day at the cursor; events follow behind the periodic rows, so that a day is whole when they go. */
  #nextDay(kind: AggregateKind): Day | undefined {
    const records: StoredRecord[] = [];
    const rows = this.#database.prepare<[number, number], StoredRow>(
      'SELECT id, jcs, leaf, head FROM record WHERE id > ? ORDER BY id LIMIT ?',
    );
    for (const row of rows.iterate(this.#cursors[kind], stepRecordsMax)) {
      const record = recordIn(row);
      if (record === undefined) return this.#meet(row);
      if (kind === 'events' && record.seq >= this.#cursors.periodic) return undefined;
      if (dayOf(record) > dayOf(records[0]?.record ?? record)) return closed(records);
      records.push({ record, leaf: row.leaf, row });
    }
    return records.length === stepRecordsMax ? closed(records) : undefined;
  }

  /** Folded, a line that is not what was written would be gone for good: a false total, above hashes that still lead to the signed root. */
  #isWhole({ records }: Day): boolean {
    const damaged = records.find(({ row }, place) => !isAsWritten(row, records[place - 1]?.row));
    if (damaged !== undefined) this.#meet(damaged.row);
    return damaged === undefined;
  }

  #meet({ id }: StoredRow): undefined {
    this.#damage.meet({ cause: 'recordsDamaged', detail: `record ${id - 1} does not fit its hashes` });
  }
}

/** The record a row seems to hold; undefined when it holds none. */
function recordIn({ jcs }: StoredRow): LedgerRecord | undefined {
  try {
    const record = JSON.parse(jcs) as Partial<LedgerRecord> | null;
    return typeof record?.seq === 'number' && typeof record.wall === 'string' ? (record as LedgerRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** A damaged row may hold anything at all, whatever the table's types say. */
function isAsWritten({ id, jcs, leaf, head }: StoredRow, before: StoredRow | undefined): boolean {
  if (typeof jcs !== 'string' || !Buffer.isBuffer(leaf) || !Buffer.isBuffer(head) || !leafHash(jcs).equals(leaf)) return false;
  return before?.id !== id - 1 || chainNext(before.head, jcs).equals(head);
}

function mayGoNow(kind: AggregateKind, stretch: Stretch): boolean {
  return kind === 'periodic' ? mayCoalesce(stretch) : mayDropEvents(stretch);
}

function closed(records: readonly StoredRecord[]): Day | undefined {
  const last = records.at(-1)?.record;
  return last && { records, lastSeq: last.seq, lastMs: Date.parse(last.wall) };
}

function dayOf({ wall }: LedgerRecord): string {
  return wall.slice(0, 'YYYY-MM-DD'.length);
}
