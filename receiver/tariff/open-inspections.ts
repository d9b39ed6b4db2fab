import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../agent/contract/errors.ts';
import { type Inspection, readInspections } from './inspections.ts';

/** The inspections of a file; none without a file. Throws ConfigError when it cannot be read or says something else. */
export async function openInspections(path: string | undefined): Promise<readonly Inspection[]> {
  if (path === undefined) return [];
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const value = code === 'ENOENT' ? 'does not exist' : (code ?? String(error));
    throw new ConfigError('receiver/inspections', [{ place: path, value, remedy: 'give a YAML list of inspections' }]);
  }
  return readInspections(path, text);
}
