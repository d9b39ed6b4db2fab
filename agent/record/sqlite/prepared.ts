import type Database from 'better-sqlite3';
import { keptWith } from '../../contract/kept-with.ts';

const statementOf = keptWith((database: Database.Database, sql): Database.Statement => database.prepare(sql));

/**
 * A statement of this connection, made at its first use and kept with it: making one takes longer than running it. Not for `iterate`: a
 * statement that gives rows cannot be run a second time meanwhile.
 */
export function prepared<Bound extends unknown[], Row = unknown>(database: Database.Database, sql: string): Database.Statement<Bound, Row> {
  return statementOf(database, sql) as Database.Statement<Bound, Row>;
}
