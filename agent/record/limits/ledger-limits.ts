import type Database from 'better-sqlite3';
import { leafHash, type Subtree } from '../../evidence/merkle-log.ts';
import type { CommitLane } from '../commit-lane.ts';
import type { SavedState } from '../saved-state.ts';
import { prepared } from '../sqlite/prepared.ts';
import type { AggregateKind } from './coalesce.ts';
import type { DamageNote } from './damage-note.ts';
import { onDisk } from './disk-error.ts';
import { FoldedLane } from './folded-lane.ts';
import { LaneBytes } from './lane-bytes.ts';
import { type ReportRange, Upkeep, type UpkeepPlan, type UpkeepSituation } from './upkeep.ts';

/** Name of each cursor among the ledger's saved texts. */
const cursorNames: Readonly<Record<AggregateKind, string>> = { periodic: 'coalescedSize', events: 'eventsDroppedSize' };

export interface LedgerLimitsParts {
  readonly database: Database.Database;
  readonly saved: SavedState;
  readonly epoch: number;
  readonly damage: DamageNote;
}

/**
 * What keeps the signed lane within its limit: how full it is, what may go, and what stays of it.
 * ```
 *  LaneBytes ─fill─▶ Upkeep ─plan─▶ day.aggregate appended, plan staged ─▶ the next commit: fold, delete, cursor
 * ```
 */
export class LedgerLimits implements CommitLane {
  readonly folded: FoldedLane;
  readonly bytes: LaneBytes;
  readonly #database: Database.Database;
  readonly #saved: SavedState;
  readonly #upkeep: Upkeep;
  readonly #damage: DamageNote;
  #staged: UpkeepPlan | undefined;
  #removedBytes = 0;

  constructor({ database, saved, epoch, damage }: LedgerLimitsParts) {
    this.#database = database;
    this.#saved = saved;
    this.#damage = damage;
    this.folded = new FoldedLane(database).prepare();
    this.bytes = new LaneBytes(database);
    const cursors = { periodic: this.#cursor('periodic'), events: this.#cursor('events') };
    this.#upkeep = new Upkeep({ database, epoch, cursors, damage });
  }

  /**
   * The next day whose rows may go, staged: its aggregate must be appended before the next commit, which carries it out. Undefined when none
   * may go yet, one is staged already, or a record turned out not to be what was written: that ends the process with the next commit.
   */
  stage(situation: UpkeepSituation): UpkeepPlan | undefined {
    if (this.#staged !== undefined) return undefined;
    this.#staged = onDisk(() => this.#upkeep.plan(situation));
    return this.#staged;
  }

  /**
   * What a proof is made of: the leaf of a record, or the folded subtree that begins here. Throws InvariantError at a leaf that is not that
   * of its record: the proof would be signed, and could never be verified.
   */
  nodeAt(seq: number): Uint8Array | Subtree | undefined {
    const sql = 'SELECT jcs, leaf FROM record WHERE id = ?';
    const row = prepared<[number], { jcs: string; leaf: Buffer }>(this.#database, sql).get(seq + 1);
    if (row !== undefined && !leafHash(row.jcs).equals(row.leaf)) {
      this.#damage.endNow({ cause: 'recordsDamaged', detail: `record ${seq} does not fit its hashes` });
    }
    return row?.leaf ?? this.folded.subtreeAt(seq);
  }

  write(): void {
    if (this.#staged !== undefined) this.#apply(this.#staged);
  }

  committed(): void {
    if (this.#staged === undefined) return;
    this.#upkeep.done(this.#staged);
    this.#staged = undefined;
    this.bytes.remove(this.#removedBytes);
  }

  #apply({ kind, seqs, nextSeq, reports }: UpkeepPlan): void {
    this.#removedBytes = this.folded.fold(seqs);
    this.#saved.put(cursorNames[kind], String(nextSeq));
    if (reports !== undefined) this.#removedBytes += this.#dropReports(reports);
  }

  #dropReports({ fromSeq, toSeq }: ReportRange): number {
    const gone = this.#database
      .prepare<[number, number], { receiptedCount: number; bytes: number | null }>(
        'SELECT count(receipt) AS receiptedCount, SUM(length(jws) + COALESCE(length(receipt), 0)) AS bytes FROM report WHERE reportSeq BETWEEN ? AND ?',
      )
      .get(fromSeq, toSeq);
    const before = countIn(this.#saved.get(droppedReceiptsName));
    this.#saved.put(droppedReceiptsName, String(before + (gone?.receiptedCount ?? 0)));
    this.#database.prepare('DELETE FROM report WHERE reportSeq BETWEEN ? AND ?').run(fromSeq, toSeq);
    return gone?.bytes ?? 0;
  }

  #cursor(kind: AggregateKind): number {
    return countIn(this.#saved.get(cursorNames[kind]));
  }
}

/** A saved count; of a text that is none any more 0: what a cursor then passes over again has gone already. */
function countIn(text: string | undefined): number {
  const count = Number(text ?? 0);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}

/** Saved text: receipted reports that are gone; the outbox counts them on. */
export const droppedReceiptsName = 'droppedReceiptCount';
