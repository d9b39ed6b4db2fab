import Database from 'better-sqlite3';
import type { EpochCause } from '../../contract/record.ts';

/** What keeps a ledger from being gone on with. */
export interface Damage {
  readonly cause: EpochCause;
  readonly detail: string;
}

/** Longest detail, characters: it goes into a record and a report. */
const detailCharsMax = 200;

export function damage(cause: EpochCause, detail: string): Damage {
  return { cause, detail: detail.slice(0, detailCharsMax) };
}

/**
 * What the disk or the account refuses, not what stands in the file: taking the file away would help nothing. A sector that cannot be
 * read is not among them: it stays unreadable, however often the agent is started.
 */
const refusals =
  /^SQLITE_(?:BUSY|LOCKED|READONLY|FULL|CANTOPEN|PERM|AUTH|NOMEM|INTERRUPT|NOLFS|PROTOCOL|IOERR(?!_READ|_SHORT_READ|_CORRUPTFS|_DATA))/;

/** The damage an error of the database speaks of; throws every other error on. */
export function damageOf(error: unknown, cause: EpochCause): Damage {
  if (!(error instanceof Database.SqliteError) || refusals.test(error.code)) throw error;
  return damage(cause, `${error.code}: ${error.message}`);
}

/** What `read` gives, or undefined when the file does not let it be read. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    damageOf(error, 'databaseUnreadable');
    return undefined;
  }
}
