import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckedDocument, DriverContext } from '../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../agent/contract/errors.ts';
import { checkRegisterMap } from './check-register-map.ts';
import { type RegisterMap, registerMapSchema } from './register-map.ts';

const candidates = ['../../../', '../../../../'].map((up) => new URL(`${up}config/register-maps/`, import.meta.url));
/** Beside the sources in a clone, one level further up from the compiled package. */
const mapsFolder = fileURLToPath(candidates.find((folder) => existsSync(folder)) ?? new URL('./', import.meta.url));

/** Names of the register maps that ship: a file more is a controller more. */
export async function registerMapNames(): Promise<string[]> {
  const files = await readdir(mapsFolder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** A map by name, or by the path of a file of one's own; throws ConfigError with every problem of it. */
export async function readRegisterMap(
  nameOrPath: string,
  readDocument: DriverContext['readDocument'],
): Promise<CheckedDocument<RegisterMap>> {
  const isPath = nameOrPath.endsWith('.yaml');
  const names = isPath ? [] : await registerMapNames();
  if (!isPath && !names.includes(nameOrPath)) {
    const remedy = `write one of ${names.join(', ')}, or the path of a map ending in .yaml`;
    throw new ConfigError('modbus/unknown-register-map', [{ place: 'map', value: `"${nameOrPath}"`, remedy }]);
  }
  const path = isPath ? nameOrPath : `${mapsFolder}${nameOrPath}.yaml`;
  const document = await readDocument<RegisterMap>(path, registerMapSchema);
  const problems: Problem[] = checkRegisterMap(document.value, path);
  const expected = basename(path, '.yaml');
  if (document.value.name !== expected) {
    problems.push({ place: `${path} name`, value: `"${document.value.name}"`, remedy: `write "${expected}", the name of the file` });
  }
  if (problems.length > 0) throw new ConfigError('modbus/invalid-register-map', problems);
  return document;
}
