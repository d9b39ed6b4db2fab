import type { CheckedDocument, DriverContext } from '../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../agent/contract/errors.ts';
import { checkRegisterMap } from './check-register-map.ts';
import { type RegisterMap, registerMapSchema } from './register-map.ts';

/** Where the maps that ship are found; the driver looks, because this library touches no files. */
export interface MapShelf {
  /** Ends in a slash. */
  readonly folder: string;
  names(): Promise<readonly string[]>;
}

/** A map by name, or by the path of a file of one's own; throws ConfigError with every problem of it. */
export async function readRegisterMap(
  nameOrPath: string,
  readDocument: DriverContext['readDocument'],
  shelf: MapShelf,
): Promise<CheckedDocument<RegisterMap>> {
  const isPath = nameOrPath.endsWith('.yaml');
  const names = isPath ? [] : await shelf.names();
  if (!isPath && !names.includes(nameOrPath)) {
    const remedy = `write one of ${names.join(', ')}, or the path of a map ending in .yaml`;
    throw new ConfigError('serial-protocols/unknown-register-map', [{ place: 'map', value: `"${nameOrPath}"`, remedy }]);
  }
  const path = isPath ? nameOrPath : `${shelf.folder}${nameOrPath}.yaml`;
  const document = await readDocument<RegisterMap>(path, registerMapSchema);
  const problems: Problem[] = checkRegisterMap(document.value, path);
  const expected = (path.split(/[/\\]/).at(-1) ?? path).replace(/\.yaml$/, '');
  if (document.value.name !== expected) {
    problems.push({ place: `${path} name`, value: `"${document.value.name}"`, remedy: `write "${expected}", the name of the file` });
  }
  if (problems.length > 0) throw new ConfigError('serial-protocols/invalid-register-map', problems);
  return document;
}
