import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReceiverKey, readReceiverKey } from './receiver-key.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receiver-key-'));
  path = join(folder, 'key.pem');
});

afterEach(() => rm(folder, { recursive: true }));

describe("the receiver's key", () => {
  it('is made for its owner alone and read back the same', async () => {
    const { kid } = await createReceiverKey(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readReceiverKey(path)).kid).toBe(kid);
  });

  it('is never written over', async () => {
    await createReceiverKey(path);
    const before = await readFile(path, 'utf8');
    await expect(createReceiverKey(path)).rejects.toMatchObject({
      code: 'receiver/key-file',
      message: expect.stringContaining('exists already'),
    });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('says how to make it when it is absent', async () => {
    await expect(readReceiverKey(path)).rejects.toMatchObject({ message: expect.stringContaining('key init --out') });
  });

  it('is refused when others may read it, and when it is no key', async () => {
    await createReceiverKey(path);
    await chmod(path, 0o644);
    await expect(readReceiverKey(path)).rejects.toMatchObject({ message: expect.stringContaining('chmod 600') });
    await chmod(path, 0o600);
    await writeFile(path, 'nothing');
    await expect(readReceiverKey(path)).rejects.toMatchObject({ message: expect.stringContaining('PEM') });
  });

  it('names the file that cannot be written', async () => {
    await expect(createReceiverKey(join(folder, 'absent', 'key.pem'))).rejects.toMatchObject({
      message: expect.stringContaining('ENOENT'),
    });
  });
});
