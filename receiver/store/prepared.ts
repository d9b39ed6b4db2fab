import type Database from 'better-sqlite3';

const held = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/**
 * A statement of this connection, made at its first use and kept with it: a report asks a dozen, and making them took longer than running
 * them. The text is a constant of the program, so there are only so many. Not for `iterate`: a statement that gives rows cannot be run a
 * second time meanwhile.
 */
export function prepared<Bound extends unknown[], Row = unknown>(database: Database.Database, sql: string): Database.Statement<Bound, Row> {
  const ofDatabase = held.get(database) ?? new Map<string, Database.Statement>();
  held.set(database, ofDatabase);
  const statement = ofDatabase.get(sql) ?? database.prepare(sql);
  ofDatabase.set(sql, statement);
  return statement as Database.Statement<Bound, Row>;
}
