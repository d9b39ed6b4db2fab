import Database from 'better-sqlite3';
import { InvariantError } from '../../contract/errors.ts';
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

const ownErrors = [SyntaxError, TypeError, RangeError, InvariantError];

/**
 * The damage an error speaks of that reading the file met, whether the database threw it or our own code, over a content nobody foresaw:
 * a robot must start whatever it finds. Throws on what the disk or the account refuses.
 */
export function damageOfReading(error: unknown, cause: EpochCause): Damage {
  const isOwn = ownErrors.some((kind) => error instanceof kind);
  return isOwn ? damage(cause, `${(error as Error).name}: ${(error as Error).message}`) : damageOf(error, cause);
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
