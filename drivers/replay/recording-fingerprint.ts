import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../agent/contract/errors.ts';

/**
 * `sha256:` of a recording's content. Of a file: of its bytes. Of a folder: of the lines `name sha256:…` of its files in
 * the order of their names, so that it says which file holds what. Throws ConfigError when there is nothing to read.
 */
export async function recordingFingerprint(path: string): Promise<string> {
  try {
    if (!(await stat(path)).isDirectory()) return await fileFingerprint(path);
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    const hash = createHash('sha256');
    for (const name of names.sort()) hash.update(`${name} ${await fileFingerprint(join(path, name))}\n`);
    return prefixed(hash.digest('hex'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError('replay/recording-unreadable', [
      { place: path, value: reason, remedy: 'give the path of an existing, readable recording' },
    ]);
  }
}

async function fileFingerprint(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return prefixed(hash.digest('hex'));
}

function prefixed(hex: string): string {
  return `sha256:${hex}`;
}
