import type Database from 'better-sqlite3';

/** An incident whose file stands in the folder; oldest first by `seq`. */
export interface IncidentRow {
  readonly incidentId: string;
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly trigger: string;
}

export const incidentTableSql = `
CREATE TABLE IF NOT EXISTS incident (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  incidentId TEXT NOT NULL UNIQUE,
  fromWallMs INTEGER NOT NULL,
  toWallMs INTEGER NOT NULL,
  sizeBytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  "trigger" TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS holdRequest (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

export const incidentRowsSql = 'SELECT incidentId, fromWallMs, toWallMs, sizeBytes, sha256, "trigger" FROM incident ORDER BY seq';

/**
 * Which incidents there are, written in the transaction of the records that say so: a file without a row was never recorded, a row
 * without a file has lost it.
 */
export class IncidentTable {
  readonly #database: Database.Database;
  #waiting: (() => void)[] = [];
  #writtenCount = 0;

  constructor(database: Database.Database) {
    this.#database = database;
    database.exec(incidentTableSql);
  }

  /** The rows as they stand, without what waits. */
  rows(): IncidentRow[] {
    return this.#database.prepare<[], IncidentRow>(incidentRowsSql).all();
  }

  /** Goes into the next commit. */
  add(row: IncidentRow): void {
    this.#waiting.push(() => {
      this.#database
        .prepare(
          'INSERT OR REPLACE INTO incident (incidentId, fromWallMs, toWallMs, sizeBytes, sha256, "trigger") VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(row.incidentId, row.fromWallMs, row.toWallMs, row.sizeBytes, row.sha256, row.trigger);
    });
  }

  /** Goes into the next commit. */
  remove(incidentId: string): void {
    this.#waiting.push(() => {
      this.#database.prepare('DELETE FROM incident WHERE incidentId = ?').run(incidentId);
    });
  }

  /** True when the request of this name is on the ledger. */
  hasRequest(name: string): boolean {
    return this.#database.prepare('SELECT 1 FROM holdRequest WHERE name = ?').get(name) !== undefined;
  }

  /** Goes into the next commit. */
  noteRequest(name: string): void {
    this.#waiting.push(() => {
      this.#database.prepare('INSERT OR IGNORE INTO holdRequest VALUES (?)').run(name);
    });
  }

  /** Goes into the next commit, once its file is gone. */
  forgetRequest(name: string): void {
    this.#waiting.push(() => {
      this.#database.prepare('DELETE FROM holdRequest WHERE name = ?').run(name);
    });
  }

  /** Within the transaction of a ledger commit. */
  write(): void {
    for (const change of this.#waiting) change();
    this.#writtenCount = this.#waiting.length;
  }

  /** The transaction of the last `write` is durable. */
  committed(): void {
    this.#waiting = this.#waiting.slice(this.#writtenCount);
    this.#writtenCount = 0;
  }
}
