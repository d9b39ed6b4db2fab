import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { ConfigError, type Problem } from '../contract/errors.ts';
import { type KeyRegistry, readKeyRegistry } from '../evidence/key-registry.ts';
import type { IncidentFile } from '../evidence/verify-incidents.ts';
import type { ReceivedFile } from '../evidence/verify-report.ts';
import { collectProblems } from './collect-problems.ts';
import { holdsIncidents, incidentEnding, readIncidents } from './read-incidents.ts';

/** Largest file read into memory, bytes: a ledger of years. */
export const evidenceFileBytesMax = 1_073_741_824;

export interface EvidenceFiles {
  readonly reports: readonly ReceivedFile[];
  readonly ledgers: readonly ReceivedFile[];
  readonly registry: KeyRegistry;
  /** Files of the black box; undefined where none were given. */
  readonly incidents: readonly IncidentFile[] | undefined;
}

/**
 * Reads reports (`*.jws`) and ledgers (`*.jsonl`), given by path or anywhere beneath a given directory, incidents, and the key file.
 * Throws one ConfigError with every path and key that cannot be used.
 */
export async function readEvidence(paths: readonly string[], keysPath: string): Promise<EvidenceFiles> {
  const problems: Problem[] = [];
  const registry = await collectProblems(problems, () => readKeys(keysPath));
  const found = await Promise.all(paths.map((path) => collectProblems(problems, () => evidencePaths(path))));
  const names = new Map(found.flatMap((list) => list ?? []).map((name) => [resolve(name), name]));
  const files: ReceivedFile[] = [];
  for (const name of [...names.values()].sort()) {
    const file = await collectProblems(problems, () => readBytes(name));
    if (file !== undefined) files.push(file);
  }
  const incidents = problems.length > 0 ? undefined : await collectProblems(problems, () => readIncidents(paths));
  if (problems.length > 0 || registry === undefined) throw new ConfigError('commands/evidence-files', problems);
  const ending = (suffix: string) => files.filter(({ name }) => extname(name) === suffix);
  return { reports: ending('.jws'), ledgers: ending('.jsonl'), registry, incidents };
}

async function readKeys(path: string): Promise<KeyRegistry> {
  const { bytes } = await readBytes(path, 'name the JWKS of the enrolled keys with --keys');
  return readKeyRegistry(Buffer.from(bytes).toString('utf8'), path);
}

const endings: readonly string[] = ['.jws', '.jsonl'];

async function evidencePaths(path: string): Promise<string[]> {
  const isDirectory = (await statOf(path)).isDirectory();
  if (!isDirectory && endings.includes(extname(path))) return [path];
  if (!isDirectory && extname(path) === incidentEnding) return [];
  if (!isDirectory) throw unusable(path, 'neither a report nor a ledger', 'give *.jws reports, *.jsonl ledgers, or directories of them');
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  if (paths.length === 0 && !(await holdsIncidents(path)))
    throw unusable(path, 'no *.jws or *.jsonl beneath', 'give the directory that holds the reports');
  return paths;
}

async function readBytes(name: string, remedy?: string): Promise<ReceivedFile> {
  const { size } = await statOf(name, remedy);
  if (size > evidenceFileBytesMax) throw unusable(name, `${size} bytes`, `give files of at most ${evidenceFileBytesMax} bytes`);
  try {
    return { name, bytes: await readFile(name) };
  } catch (error) {
    throw unusable(name, reasonOf(error), remedy ?? 'give a file that can be read');
  }
}

async function statOf(path: string, remedy = 'give a path that exists and can be read'): Promise<{ isDirectory(): boolean; size: number }> {
  try {
    return await stat(path);
  } catch (error) {
    throw unusable(path, reasonOf(error), remedy);
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'not readable';
  return { ENOENT: 'does not exist', EACCES: 'no permission to read', EISDIR: 'a directory' }[code] ?? code;
}

function unusable(place: string, value: string, remedy: string): ConfigError {
  return new ConfigError('commands/unusable-path', [{ place, value, remedy }]);
}
