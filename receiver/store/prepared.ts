import type Database from 'better-sqlite3';
import { keptWith } from '../../agent/contract/kept-with.ts';

const statementOf = keptWith((database: Database.Database, sql): Database.Statement => database.prepare(sql));

/** A statement of the store, made at its first use and kept with the connection; the agent's ledger does the same. Not for `iterate`. */
export function prepared<Bound extends unknown[], Row = unknown>(database: Database.Database, sql: string): Database.Statement<Bound, Row> {
  return statementOf(database, sql) as Database.Statement<Bound, Row>;
}
