import type Database from 'better-sqlite3';
import type { Outbox, OutboxCounts, OutboxReport } from '../contract/outbox.ts';
import { diskErrorOf } from './limits/disk-error.ts';
import { droppedReceiptsName } from './limits/ledger-limits.ts';
import { SavedState } from './saved-state.ts';
import { prepared } from './sqlite/prepared.ts';

/**
 * The reports of the ledger's database as an outbox. A report leaves it only by a stored receipt; the same receipt twice is one.
 */
export class LedgerOutbox implements Outbox {
  readonly #database: Database.Database;
  readonly #saved: SavedState;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#saved = new SavedState(database);
  }

  unreceipted(countMax: number): readonly OutboxReport[] {
    const sql = 'SELECT reportSeq, jws FROM report WHERE receipt IS NULL ORDER BY reportSeq LIMIT ?';
    return prepared<[number], OutboxReport>(this.#database, sql).all(countMax);
  }

  report(reportSeq: number): OutboxReport | undefined {
    return prepared<[number], OutboxReport>(this.#database, 'SELECT reportSeq, jws FROM report WHERE reportSeq = ?').get(reportSeq);
  }

  /** A disk that refuses leaves the report without its receipt: it is sent again, and the receiver answers the same. */
  storeReceipt({ reportSeq, jws }: { readonly reportSeq: number; readonly jws: string }): void {
    try {
      const sql = 'UPDATE report SET receipt = ? WHERE reportSeq = ? AND receipt IS NULL';
      prepared<[string, number]>(this.#database, sql).run(jws, reportSeq);
    } catch (error) {
      if (diskErrorOf(error) === undefined) throw error;
    }
  }

  /** Reports that are here, and receipted ones that have gone since. */
  counts(): OutboxCounts {
    const sql = 'SELECT count(*) AS closedCount, count(receipt) AS receiptedCount FROM report';
    const row = prepared<[], OutboxCounts>(this.#database, sql).get();
    const dropped = Number(this.#saved.get(droppedReceiptsName) ?? 0);
    return { closedCount: dropped + (row?.closedCount ?? 0), receiptedCount: dropped + (row?.receiptedCount ?? 0) };
  }

  /** `sha256:` hash input of the newest receipt: its JWS, undefined when there is none. */
  lastReceipt(): string | undefined {
    const sql = 'SELECT receipt FROM report WHERE receipt IS NOT NULL ORDER BY reportSeq DESC LIMIT 1';
    return prepared<[], { receipt: string }>(this.#database, sql).get()?.receipt;
  }
}
