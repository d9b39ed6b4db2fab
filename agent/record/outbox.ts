import type Database from 'better-sqlite3';
import { TransientError } from '../contract/errors.ts';
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
  #counts: OutboxCounts | undefined;
  #newest: Newest | undefined;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#saved = new SavedState(database);
  }

  unreceipted(countMax: number): readonly OutboxReport[] {
    const sql = 'SELECT reportSeq, jws FROM report WHERE receipt IS NULL ORDER BY reportSeq LIMIT ?';
    return reading(() => prepared<[number], OutboxReport>(this.#database, sql).all(countMax));
  }

  report(reportSeq: number): OutboxReport | undefined {
    const sql = 'SELECT reportSeq, jws FROM report WHERE reportSeq = ?';
    return reading(() => prepared<[number], OutboxReport>(this.#database, sql).get(reportSeq));
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

  /** Reports that are here, and receipted ones that have gone since. While the disk cannot be read, as they were last. */
  counts(): OutboxCounts {
    this.#counts = readOrKnown(() => this.#readCounts(), this.#counts);
    return this.#counts;
  }

  /** `sha256:` hash input of the newest receipt: its JWS, undefined when there is none. While the disk cannot be read, what it was last. */
  lastReceipt(): string | undefined {
    this.#newest = readOrKnown(() => this.#readNewest(), this.#newest);
    return this.#newest.receipt;
  }

  #readCounts(): OutboxCounts {
    const sql = 'SELECT count(*) AS closedCount, count(receipt) AS receiptedCount FROM report';
    const row = prepared<[], OutboxCounts>(this.#database, sql).get();
    const dropped = Number(this.#saved.get(droppedReceiptsName) ?? 0);
    return { closedCount: dropped + (row?.closedCount ?? 0), receiptedCount: dropped + (row?.receiptedCount ?? 0) };
  }

  #readNewest(): Newest {
    const sql = 'SELECT receipt FROM report WHERE receipt IS NOT NULL ORDER BY reportSeq DESC LIMIT 1';
    return { receipt: prepared<[], { receipt: string }>(this.#database, sql).get()?.receipt };
  }
}

interface Newest {
  readonly receipt: string | undefined;
}

/**
 * SQLite calls a sector that the disk cannot read corrupt, as it calls a page that was changed. Both are tried again here: the first may be
 * readable later, and the second the scrub finds and states.
 */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (!String(code).startsWith('SQLITE_CORRUPT')) throw diskErrorOf(error) ?? error;
    throw new TransientError('record/disk-io', 'The outbox cannot be read: check the disk; ledger check says whether it is damaged', {
      cause: error,
    });
  }
}

/** A count or a receipt that is a little old harms nobody; a process that ends over it would stop the metering. */
function readOrKnown<T>(read: () => T, known: T | undefined): T {
  try {
    return reading(read);
  } catch (error) {
    if (known === undefined || !(error instanceof TransientError)) throw error;
    return known;
  }
}
