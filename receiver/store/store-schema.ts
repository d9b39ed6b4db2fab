/** Version of the tables; a newer one than this is not opened, an older one is brought up by statements that only add. */
export const storeVersion = 2;

/**
 * The receiver's tables. A report is one row for ever: the same sequence with other bytes goes to `fork`, beside it. `receipt` holds
 * what was signed, so that a repeated report gets the same bytes back. Refused messages are only counted, by tenant and reason.
 * `tariff` keeps every tariff a statement was made with, as canonical JSON under its hash; one that is superseded stays.
 */
export const storeSchemaSql = `
CREATE TABLE IF NOT EXISTS agent (
  agentId TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  role TEXT NOT NULL,
  serialNumber TEXT NOT NULL,
  enrolment TEXT NOT NULL,
  enrolledMs INTEGER NOT NULL,
  askedCount INTEGER NOT NULL DEFAULT 0,
  nextAskMs INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS key (
  kid TEXT PRIMARY KEY,
  agentId TEXT NOT NULL REFERENCES agent,
  role TEXT NOT NULL,
  x TEXT NOT NULL,
  validFromMs INTEGER,
  revokedFromReportSeq INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS keyOfAgent ON key (agentId);
CREATE TABLE IF NOT EXISTS report (
  agentId TEXT NOT NULL REFERENCES agent,
  reportSeq INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  jws TEXT NOT NULL,
  receivedMs INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  UNIQUE (agentId, reportSeq)
) STRICT;
CREATE TABLE IF NOT EXISTS fork (
  agentId TEXT NOT NULL REFERENCES agent,
  reportSeq INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  jws TEXT NOT NULL,
  receivedMs INTEGER NOT NULL,
  UNIQUE (agentId, sha256)
) STRICT;
CREATE TABLE IF NOT EXISTS receipt (
  agentId TEXT NOT NULL REFERENCES agent,
  sha256 TEXT NOT NULL,
  reportSeq INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  jws TEXT NOT NULL,
  signedMs INTEGER NOT NULL,
  UNIQUE (agentId, sha256)
) STRICT;
CREATE TABLE IF NOT EXISTS finding (
  agentId TEXT NOT NULL REFERENCES agent,
  reportSeq INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  checkId TEXT NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  place TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS findingOfAgent ON finding (agentId, reportSeq);
CREATE TABLE IF NOT EXISTS status (agentId TEXT PRIMARY KEY REFERENCES agent, text TEXT NOT NULL, receivedMs INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS refusal (
  tenant TEXT NOT NULL,
  code TEXT NOT NULL,
  refusedCount INTEGER NOT NULL,
  firstMs INTEGER NOT NULL,
  lastMs INTEGER NOT NULL,
  lastPlace TEXT NOT NULL,
  lastText TEXT NOT NULL,
  PRIMARY KEY (tenant, code)
) STRICT;
CREATE TABLE IF NOT EXISTS tariff (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  document TEXT NOT NULL,
  archivedMs INTEGER NOT NULL,
  UNIQUE (name, version)
) STRICT;
`;
