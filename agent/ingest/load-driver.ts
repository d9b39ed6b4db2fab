import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Driver } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';

/** In a clone the sources run as they are; in the package they are compiled. */
const entryFile = import.meta.url.endsWith('.ts') ? 'index.ts' : 'index.js';
const driversRoot = new URL('../../drivers/', import.meta.url);
const driverName = /^[a-z][a-z0-9-]*$/;

/** Names of the drivers present: every folder of `drivers/` with an entry file. Adding one is adding its folder. */
export async function listDrivers(root: URL = driversRoot): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/${entryFile}`, root)))
    .map((entry) => entry.name)
    .sort();
}

/** Loads a driver by the name of its folder, only when asked for; throws ConfigError naming the drivers there are. */
export async function loadDriver(name: string, root: URL = driversRoot): Promise<Driver> {
  const location = new URL(`${name}/${entryFile}`, root);
  if (!driverName.test(name) || !existsSync(location)) {
    const known = await listDrivers(root);
    throw new ConfigError('ingest/unknown-driver', [{ place: 'driver', value: `"${name}"`, remedy: `write one of ${known.join(', ')}` }]);
  }
  const module = (await import(location.href)) as { default?: Driver };
  if (module.default?.name !== name) {
    throw new ConfigError('ingest/not-a-driver', [
      { place: `drivers/${name}`, value: 'no default export of that name', remedy: `export default a Driver whose name is "${name}"` },
    ]);
  }
  return module.default;
}
