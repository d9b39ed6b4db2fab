import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviceKeyFile, loadDeviceKey } from './device-key.ts';

let folder = '';
const load = (origin: 'live' | 'simulation' = 'live') => loadDeviceKey({ directory: join(folder, 'state'), origin });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-key-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the device key', () => {
  it('is made once, for the owner alone, and is the same from then on', async () => {
    const first = await load();
    expect((await load()).kid).toBe(first.kid);
    expect((await stat(join(folder, 'state', deviceKeyFile.live))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'state'))).toEqual([deviceKeyFile.live]);
  });

  it('is one key when two starts make it in the same moment', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => load()));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  });

  it('never signs what is simulated: that has a key of its own', async () => {
    const [live, simulated] = [await load('live'), await load('simulation')];
    expect(simulated.kid).not.toBe(live.kid);
  });

  it('is refused when others on the machine may read it', async () => {
    await load();
    await chmod(join(folder, 'state', deviceKeyFile.live), 0o640);
    await expect(load()).rejects.toMatchObject({ code: 'commands/device-key', message: expect.stringContaining('chmod 600') });
  });

  it('is never replaced when its file is broken', async () => {
    await load();
    const path = join(folder, 'state', deviceKeyFile.live);
    await writeFile(path, 'not a key');
    await expect(load()).rejects.toMatchObject({ code: 'commands/device-key', message: expect.stringContaining('backup') });
  });

  it('says the directory when it cannot be made there', async () => {
    await writeFile(join(folder, 'state'), 'a file');
    await expect(load()).rejects.toMatchObject({ code: 'commands/device-key', message: expect.stringContaining('state') });
  });
});
