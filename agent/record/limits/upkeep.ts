import type Database from 'better-sqlite3';
import type { LedgerRecord } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { chainNext } from '../../evidence/chain.ts';
import { leafHash } from '../../evidence/merkle-log.ts';
import { type AggregateKind, coalesce, type DayAggregate, type DayRecord } from './coalesce.ts';
import type { DamageNote } from './damage-note.ts';
import { type DayEnd, DayScan, type StoredRow } from './day-scan.ts';
import { mayCoalesce, mayDropEvents, mayDropReports, type Stretch } from './retention.ts';
import { SealScan } from './seal-scan.ts';

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

export interface UpkeepOptions {
  readonly database: Database.Database;
  readonly epoch: number;
  readonly cursors: Readonly<Record<AggregateKind, number>>;
  /** Told of a record that is not what was written. */
  readonly damage: Pick<DamageNote, 'meet'>;
}

/**
 * Finds the oldest day whose rows may go, a day at a time and in the order of the records.
 * ```
 *  DayScan from the cursor ─▶ a finished day ─▶ the report that sealed it, its receipt ─▶ retention ─▶ coalesce ─▶ plan
 * ```
 */
export class Upkeep {
  readonly #scans: Readonly<Record<AggregateKind, DayScan>>;
  readonly #cursors: Record<AggregateKind, number>;
  readonly #seals: SealScan;
  readonly #damage: Pick<DamageNote, 'meet'>;

  constructor({ database, epoch, cursors, damage }: UpkeepOptions) {
    const scan = (): DayScan => new DayScan(database, (row) => this.#meet(row));
    this.#scans = { periodic: scan(), events: scan() };
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
      const records = this.#recordsOf(kind, day);
      if (records === undefined) return undefined;
      const aggregate = coalesce(records, kind);
      if (aggregate !== undefined) return this.#planOf(kind, aggregate, { day, stretch });
      this.#cursors[kind] = day.lastSeq + 1;
    }
    return undefined;
  }

  #planOf(kind: AggregateKind, aggregate: DayAggregate, { day, stretch }: { day: DayEnd; stretch: Stretch }): UpkeepPlan {
    const { seqs, isWhole } = aggregate;
    const reports = kind === 'periodic' && mayDropReports(stretch) ? this.#reportsOf(day) : undefined;
    const data = reports === undefined ? aggregate.data : { ...aggregate.data, droppedReports: { ...reports } };
    return { kind, data, seqs, nextSeq: (isWhole ? day.lastSeq : (seqs.at(-1) ?? day.lastSeq)) + 1, reports };
  }

  #stretchOf({ lastSeq, lastMs }: DayEnd, situation: UpkeepSituation): Stretch | undefined {
    const seal = this.#seals.sealOf(lastSeq);
    return seal && { ...situation, lastMs, receiptedMs: seal.receiptedMs };
  }

  /** Between the seal of the day before and this day's; that one too, unless it is the first of all or the last of its month. */
  #reportsOf({ lastSeq }: DayEnd): ReportRange | undefined {
    const [first, before, seal] = [-1, this.#cursors.periodic - 1, lastSeq].map((seq) => this.#seals.sealOf(seq));
    if (first === undefined || before === undefined || seal === undefined) return undefined;
    const isKept = before.reportSeq === first.reportSeq || before.month !== seal.month;
    const range = { fromSeq: before.reportSeq + (isKept ? 1 : 0), toSeq: seal.reportSeq - 1 };
    return range.fromSeq <= range.toSeq ? range : undefined;
  }

  /** The finished day at the cursor; events follow behind the periodic rows, so that a day is whole when they go. */
  #nextDay(kind: AggregateKind): DayEnd | undefined {
    return this.#scans[kind].endOf(this.#cursors[kind], kind === 'events' ? this.#cursors.periodic : undefined);
  }

  /** Its records; undefined when one of them is damaged. */
  #recordsOf(kind: AggregateKind, end: DayEnd): readonly DayRecord[] | undefined {
    const rows = this.#scans[kind].rows(this.#cursors[kind], end);
    const damaged = rows.find((row, place) => !isAsWritten(row, rows[place - 1]));
    if (damaged !== undefined) return this.#meet(damaged);
    return rows.map((row) => ({ record: JSON.parse(row.jcs) as LedgerRecord, leaf: row.leaf }));
  }

  #meet({ id }: Pick<StoredRow, 'id'>): undefined {
    this.#damage.meet({ cause: 'recordsDamaged', detail: `record ${id - 1} does not fit its hashes` });
  }
}

/**
 * Folded, a line that is not what was written would be gone for good: a false total, above hashes that still lead to the signed root. A
 * damaged row may hold anything at all, whatever the table's types say.
 */
function isAsWritten({ id, jcs, leaf, head }: StoredRow, before: StoredRow | undefined): boolean {
  if (typeof jcs !== 'string' || !Buffer.isBuffer(leaf) || !Buffer.isBuffer(head) || !leafHash(jcs).equals(leaf)) return false;
  return before?.id !== id - 1 || chainNext(before.head, jcs).equals(head);
}

function mayGoNow(kind: AggregateKind, stretch: Stretch): boolean {
  return kind === 'periodic' ? mayCoalesce(stretch) : mayDropEvents(stretch);
}
