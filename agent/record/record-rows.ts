import type Database from 'better-sqlite3';
import { InvariantError } from '../contract/errors.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { prepared } from './sqlite/prepared.ts';

/** A sealed record on its way into the table. */
export interface PendingRecord {
  readonly jcs: string;
  readonly leaf: Buffer;
  readonly head: Buffer;
}

/** The rows of the ledger's records. */
export class RecordRows {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Within the transaction of a commit. Throws InvariantError when the database numbers them differently. */
  insert(records: readonly PendingRecord[], firstSeq: number): void {
    const row = prepared<[string, Buffer, Buffer]>(this.#database, 'INSERT INTO record (jcs, leaf, head) VALUES (?, ?, ?)');
    records.forEach(({ jcs, leaf, head }, offset) => {
      const seq = Number(row.run(jcs, leaf, head).lastInsertRowid) - 1;
      if (seq !== firstSeq + offset) {
        throw new InvariantError('record/sequence-broken', `The database gave sequence ${seq}, the chain expects ${firstSeq + offset}`);
      }
    });
  }

  /** The first of all, which never goes; undefined in an empty ledger. */
  first(): LedgerRecord | undefined {
    const row = this.#database.prepare<[], { jcs: string }>('SELECT jcs FROM record WHERE id = 1').get();
    return row && (JSON.parse(row.jcs) as LedgerRecord);
  }

  /** Number and chain head of the newest; undefined in an empty ledger. */
  last(): { readonly id: number; readonly head: Buffer } | undefined {
    return this.#database.prepare<[], { id: number; head: Buffer }>('SELECT id, head FROM record ORDER BY id DESC LIMIT 1').get();
  }
}
