import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { replaceFile } from './replace-file.ts';

describe('replaceFile', () => {
  it('writes a new file and replaces an old one, leaving nothing else behind', async () => {
    const folder = scratchDirectory('replace');
    const path = join(folder, 'trust.json');
    await replaceFile(path, 'one');
    await replaceFile(path, 'two');
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['trust.json'], 'two']);
  });

  it('leaves the old file where it cannot write, and says so', async () => {
    const folder = scratchDirectory('replace');
    const inFile = join(folder, 'file', 'trust.json');
    writeFileSync(join(folder, 'file'), 'old');
    await expect(replaceFile(inFile, 'new')).rejects.toThrow(/file\/trust\.json: ENOTDIR — name a file this account may write/);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
    await expect(replaceFile(folder, 'new')).rejects.toThrow(/name a file/);
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
