/**
 * The ledger's tables. Sequence numbers come from the database: without AUTOINCREMENT, SQLite reuses row ids once acknowledged rows
 * are pruned, and a sender that asks for "after cursor" would skip new records. The triggers guard against our own bugs, not attackers.
 */
export const ledgerSchemaSql = `
CREATE TABLE IF NOT EXISTS record (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  jcs TEXT NOT NULL,
  leaf BLOB NOT NULL,
  head BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS report (reportSeq INTEGER PRIMARY KEY, jws TEXT NOT NULL, receipt TEXT) STRICT;
CREATE TRIGGER IF NOT EXISTS record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
`;
