import type Database from 'better-sqlite3';
import type { LogHead } from '../contract/record.ts';

/** What is kept outside the database of how far the ledger had come. */
export interface LedgerMark {
  /** After a commit; false when the disk refused: the mark before stands, and the next commit tries again. */
  raise(database: Database.Database, epoch: number, head: LogHead): boolean;
}
