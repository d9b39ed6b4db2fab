import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listDrivers, loadDriver } from './load-driver.ts';

let folder = '';
const rootOf = () => pathToFileURL(`${folder}/`);

async function addDriver(name: string, source: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'index.ts'), source);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drivers-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('load driver', () => {
  it('finds a driver by the name of its folder and nothing else', async () => {
    await addDriver('toy', "export default { name: 'toy', origin: 'simulation', optionsSchema: {}, open: async () => ({}) };");
    await mkdir(join(folder, 'no-entry'));
    expect(await listDrivers(rootOf())).toEqual(['toy']);
    expect((await loadDriver('toy', rootOf())).origin).toBe('simulation');
  });

  it('names the drivers there are when asked for another', async () => {
    await addDriver('toy', 'export default {};');
    await expect(loadDriver('joy', rootOf())).rejects.toThrow('driver: "joy" — write one of toy');
  });

  it('does not leave its folder', async () => {
    await expect(loadDriver('../agent', rootOf())).rejects.toThrow('"../agent"');
  });

  it('refuses a folder that is no driver of that name', async () => {
    await addDriver('toy', "export default { name: 'joy' };");
    await expect(loadDriver('toy', rootOf())).rejects.toThrow('export default a Driver whose name is "toy"');
  });

  it('lists the drivers that ship', async () => {
    expect(await listDrivers()).toContain('replay');
  });
});
