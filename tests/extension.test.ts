import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyProduct, exampleDriver, exampleProfile, listProfiles, type ProductCopy, pourDriver } from './tools/extension-probe.ts';
import { runRobotRisk } from './tools/run-command.ts';

/* Adding is a folder or a file, never a switch (house rule 5): shown on a copy, with nothing else touched. */
let copy: ProductCopy;
beforeEach(() => {
  copy = copyProduct();
});
afterEach(() => copy.close());

describe('a new robot profile', () => {
  const path = 'config/profiles/example-probe-one.yaml';

  it('is one file: listed, checked, and gone when it is taken away', async () => {
    const before = await listProfiles(copy.root);
    copy.write(path, exampleProfile('example-probe-one'));
    expect(copy.changedPaths()).toEqual([path]);

    expect(await listProfiles(copy.root)).toEqual([...before, 'example-probe-one'].sort());
    const check = await runRobotRisk(['profile', 'check', '--json'], copy.root);
    expect(check.exitCode, check.stdout + check.stderr).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject({ verdict: 'pass' });

    copy.remove(path);
    expect(await listProfiles(copy.root)).toEqual(before);
  });

  it('is refused when it is wrong, by name, and the others still list', async () => {
    copy.write(path, exampleProfile('example-probe-one').replace('category: cobot', 'category: toaster'));
    const check = await runRobotRisk(['profile', 'check', 'example-probe-one', '--json'], copy.root);
    expect(check.exitCode).not.toBe(0);
    expect(check.stdout).toContain('example-probe-one');
  });
});

describe('a new driver', () => {
  it('is one folder: found by its name, loaded and run, and gone when it is taken away', async () => {
    const before = (await pourDriver(copy)).drivers;
    copy.write('drivers/parrot/index.ts', exampleDriver);
    expect(copy.changedPaths()).toEqual(['drivers/parrot/index.ts']);

    const poured = await pourDriver(copy, 'parrot');
    expect(poured.drivers).toEqual([...before, 'parrot'].sort());
    expect(poured.values).toEqual([0.1, 0.2, 0.3]);
    expect(poured.messages).toEqual(['safety']);

    copy.remove('drivers/parrot');
    expect((await pourDriver(copy)).drivers).toEqual(before);
    await expect(pourDriver(copy, 'parrot')).rejects.toThrow('ingest/unknown-driver');
    expect(copy.changedPaths()).toEqual([]);
  });
});
