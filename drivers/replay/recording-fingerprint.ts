import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from '../../agent/contract/errors.ts';

/** What SQLite keeps beside a `.db3`: `-shm` is scratch, `-wal` holds messages unless it is empty. */
const scratchSuffix = '-shm';
const logSuffix = '-wal';

/**
 * `sha256:` of a recording's content. Of a file: of its bytes. Of several: of the lines `name sha256:…` of its files in the order of
 * their names, so that it says which file holds what; a folder's are all but the scratch of SQLite, a single file's are itself
 * and its write-ahead log where that holds something. Throws ConfigError when there is nothing to read.
 */
export async function recordingFingerprint(path: string): Promise<string> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const folder = isFolder ? path : dirname(path);
    const names = isFolder ? await contentOf(path) : [basename(path), ...(await logOf(path))];
    if (!isFolder && names.length === 1) return await fileFingerprint(path);
    const hash = createHash('sha256');
    for (const name of names.sort()) hash.update(`${name} ${await fileFingerprint(join(folder, name))}\n`);
    return prefixed(hash.digest('hex'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError('replay/recording-unreadable', [
      { place: path, value: reason, remedy: 'give the path of an existing, readable recording' },
    ]);
  }
}

async function contentOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isFile() && !entry.name.endsWith(scratchSuffix))) {
    if (!name.endsWith(logSuffix) || (await stat(join(folder, name))).size > 0) names.push(name);
  }
  return names;
}

async function logOf(path: string): Promise<string[]> {
  const log = await stat(`${path}${logSuffix}`).catch(() => undefined);
  return log !== undefined && log.size > 0 ? [`${basename(path)}${logSuffix}`] : [];
}

async function fileFingerprint(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return prefixed(hash.digest('hex'));
}

function prefixed(hex: string): string {
  return `sha256:${hex}`;
}
