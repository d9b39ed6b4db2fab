import { RejectedError } from '../../../../agent/contract/errors.ts';
import { loadMcapDecompressors, loadRos1Decompressors } from './decompress.ts';
import { FileBytes } from './file-bytes.ts';
import type { BagFormat } from './find-bag.ts';
import { McapReader } from './mcap-reader.ts';
import type { BagPart, BagReader, WantsChannel } from './recorded-message.ts';
import { Ros1Reader } from './ros1-reader.ts';
import { openSqliteBag, type SqliteBag } from './sqlite-bag.ts';
import { SqliteReader } from './sqlite-reader.ts';

/**
 * Opens one part of a recording from its begin. Throws TransientError when a file cannot be read, and RejectedError for a `.db3` of
 * which SQLite can read nothing.
 */
export async function openBagPart(format: BagFormat, part: BagPart, wants: WantsChannel): Promise<BagReader> {
  const { path, name: partName } = part;
  if (format === 'sqlite3') return new SqliteReader({ bag: await openDatabase(path), partName, wants });
  const decompressors = await (format === 'mcap' ? loadMcapDecompressors() : loadRos1Decompressors());
  const options = { bytes: await FileBytes.open(path), partName, wants, decompressors };
  return format === 'mcap' ? new McapReader(options) : new Ros1Reader(options);
}

async function openDatabase(path: string): Promise<SqliteBag> {
  try {
    return await openSqliteBag(path);
  } catch (error) {
    throw new RejectedError('replay/part-unreadable', error instanceof Error ? error.message : String(error), { cause: error });
  }
}
