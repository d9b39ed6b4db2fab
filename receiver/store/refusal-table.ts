import type Database from 'better-sqlite3';

export interface Refusal {
  readonly tenant: string;
  readonly code: string;
  readonly refusedCount: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Where the last one came from and what was wrong with it. */
  readonly lastPlace: string;
  readonly lastText: string;
}

/** Longest text kept of a refused message, characters: what a stranger sends must not fill the store. */
export const refusalCharsMax = 256;

/** Messages that were not stored, counted by tenant and reason; as many rows as there are reasons, whatever arrives. */
export class RefusalTable {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  count(refusal: { tenant: string; code: string; place: string; text: string }, atMs: number): void {
    const sql = `INSERT INTO refusal (tenant, code, refusedCount, firstMs, lastMs, lastPlace, lastText) VALUES (?, ?, 1, ?, ?, ?, ?)
      ON CONFLICT (tenant, code) DO UPDATE SET
        refusedCount = refusedCount + 1, lastMs = excluded.lastMs, lastPlace = excluded.lastPlace, lastText = excluded.lastText`;
    const [place, text] = [refusal.place, refusal.text].map((words) => words.slice(0, refusalCharsMax));
    this.#database.prepare(sql).run(refusal.tenant, refusal.code, atMs, atMs, place, text);
  }

  all(): Refusal[] {
    return this.#database.prepare<[], Refusal>('SELECT * FROM refusal ORDER BY tenant, code').all();
  }
}
