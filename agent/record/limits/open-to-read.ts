import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ConfigError } from '../../contract/errors.ts';
import { canMapIndex } from './room-to-start.ts';

/**
 * A second connection that only reads. It too maps the index of the log into memory: on a full disk with blocks smaller than a page that would end
 * the process by SIGBUS, so a ConfigError says what to do instead; beside a process that has it mapped it has its blocks. Throws what the disk or the account refuses.
 */
export function openToRead(path: string): Database.Database {
  if (canMapIndex(path) || hasIndex(path)) return new Database(path, { readonly: true, fileMustExist: true });
  const remedy = `make room in ${dirname(path)}, or copy the ledger and its -wal to another disk and read the copy`;
  throw new ConfigError('record/no-room-to-read', [{ place: path, value: 'lies on a full disk', remedy }]);
}

/** The first piece SQLite maps of the index. */
const indexBytes = 32_768;
/** Bytes of a block of `stat`, whatever the file system's own are. */
const statBlockBytes = 512;

/** Whether the index is there with all its blocks. */
function hasIndex(path: string): boolean {
  const index = statSync(`${path}-shm`, { throwIfNoEntry: false });
  return index !== undefined && index.size >= indexBytes && index.blocks * statBlockBytes >= index.size;
}
