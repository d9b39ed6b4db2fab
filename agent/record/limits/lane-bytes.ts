import type Database from 'better-sqlite3';

/** The signed lane's limit, bytes on the disk: five unbound years and 30 days offline fit (decisions D6). */
export const ledgerBytesMaxDefault = 67_108_864;
/** The lane is weighed again after this many records; until then what was added is estimated. */
export const weighRecordCount = 256;

/** Pages a B-tree takes beyond its rows' bytes: cell headers, page headers, free space in each page. */
const overheadRatio = 1.15;

interface AddedRecord {
  readonly jcs: string;
  readonly leaf: Uint8Array;
  readonly head: Uint8Array;
}

/** How many bytes of pages the ledger lane's tables take; exact when weighed, estimated in between. */
export class LaneBytes {
  readonly #database: Database.Database;
  #weighedBytes: number;
  #addedBytes = 0;
  #addedCount = 0;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#weighedBytes = this.#weigh();
  }

  get sizeBytes(): number {
    if (this.#addedCount >= weighRecordCount) this.reweigh();
    return Math.max(0, this.#weighedBytes + Math.ceil(this.#addedBytes * overheadRatio));
  }

  /** Counts records and a report of this many bytes that were written. */
  add(records: readonly AddedRecord[], reportBytes: number): void {
    this.#addedCount += records.length;
    this.#addedBytes += records.reduce((sum, { jcs, leaf, head }) => sum + jcs.length + leaf.length + head.length, reportBytes);
  }

  /** Counts rows of this many bytes that are gone; their pages are used again. */
  remove(bytes: number): void {
    this.#addedBytes -= bytes;
  }

  /** Reads the page counts again. */
  reweigh(): void {
    this.#weighedBytes = this.#weigh();
    this.#addedBytes = 0;
    this.#addedCount = 0;
  }

  #weigh(): number {
    const sql = "SELECT COALESCE(SUM(pgsize), 0) FROM dbstat('main', 1) WHERE name IN ('record', 'report', 'foldedSubtree', 'state')";
    return Number(this.#database.prepare(sql).pluck().get());
  }
}
