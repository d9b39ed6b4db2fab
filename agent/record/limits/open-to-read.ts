import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ConfigError } from '../../contract/errors.ts';
import { canMapIndex } from './room-to-start.ts';

/**
 * A second connection that only reads. It too maps the index of the log into memory: on a full disk with blocks smaller than a page that would end
 * the process by SIGBUS, so a ConfigError says what to do instead. Throws what the disk or the account refuses.
 */
export function openToRead(path: string): Database.Database {
  if (canMapIndex(path)) return new Database(path, { readonly: true, fileMustExist: true });
  const remedy = `make room in ${dirname(path)}, or copy the ledger and its -wal to another disk and read the copy`;
  throw new ConfigError('record/no-room-to-read', [{ place: path, value: 'lies on a full disk', remedy }]);
}
