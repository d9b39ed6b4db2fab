import type Database from 'better-sqlite3';
import type { Outbox, OutboxCounts, OutboxReport } from '../contract/outbox.ts';
import { diskErrorOf } from './limits/disk-error.ts';
import { droppedReceiptsName } from './limits/ledger-limits.ts';

/**
 * The reports of the ledger's database as an outbox. A report leaves it only by a stored receipt; the same receipt twice is one.
 */
export class LedgerOutbox implements Outbox {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  unreceipted(countMax: number): readonly OutboxReport[] {
    return this.#database
      .prepare<[number], OutboxReport>('SELECT reportSeq, jws FROM report WHERE receipt IS NULL ORDER BY reportSeq LIMIT ?')
      .all(countMax);
  }

  report(reportSeq: number): OutboxReport | undefined {
    return this.#database.prepare<[number], OutboxReport>('SELECT reportSeq, jws FROM report WHERE reportSeq = ?').get(reportSeq);
  }

  /** A disk that refuses leaves the report without its receipt: it is sent again, and the receiver answers the same. */
  storeReceipt({ reportSeq, jws }: { readonly reportSeq: number; readonly jws: string }): void {
    try {
      this.#database.prepare('UPDATE report SET receipt = ? WHERE reportSeq = ? AND receipt IS NULL').run(jws, reportSeq);
    } catch (error) {
      if (diskErrorOf(error) === undefined) throw error;
    }
  }

  /** Reports that are here, and receipted ones that have gone since. */
  counts(): OutboxCounts {
    const row = this.#database
      .prepare<[], OutboxCounts>('SELECT count(*) AS closedCount, count(receipt) AS receiptedCount FROM report')
      .get();
    const dropped = Number(this.#database.prepare('SELECT value FROM state WHERE name = ?').pluck().get(droppedReceiptsName) ?? 0);
    return { closedCount: dropped + (row?.closedCount ?? 0), receiptedCount: dropped + (row?.receiptedCount ?? 0) };
  }

  /** `sha256:` hash input of the newest receipt: its JWS, undefined when there is none. */
  lastReceipt(): string | undefined {
    return this.#database
      .prepare<[], { receipt: string }>('SELECT receipt FROM report WHERE receipt IS NOT NULL ORDER BY reportSeq DESC LIMIT 1')
      .get()?.receipt;
  }
}
