import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { IncidentFile } from '../evidence/verify-incidents.ts';
import { IncidentFolder, incidentsName } from '../record/black-box/incident-folder.ts';

export const incidentEnding = '.mcap';

/**
 * The incidents given by path, or in a folder `incidents` that is given or lies beneath a given directory; other recordings are nobody's
 * evidence. Undefined where neither is: then nobody is asked for them. Throws what the disk refuses.
 */
export async function readIncidents(paths: readonly string[]): Promise<readonly IncidentFile[] | undefined> {
  const found = await Promise.all(paths.map(incidentPaths));
  if (found.every((list) => list === undefined)) return undefined;
  const files = new Map(found.flatMap((list) => list ?? []).map((name) => [resolve(name), name]));
  return Promise.all([...files.values()].sort().map(incidentFile));
}

/** Whether this directory is a folder of incidents, or has one beneath. */
export async function holdsIncidents(path: string): Promise<boolean> {
  return (await incidentFolders(path)).length > 0;
}

async function incidentPaths(path: string): Promise<readonly string[] | undefined> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory();
  if (!isDirectory) return extname(path) === incidentEnding ? [path] : undefined;
  const folders = await incidentFolders(path);
  if (folders.length === 0) return undefined;
  const names = await Promise.all(folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))));
  return names.flat().filter((name) => extname(name) === incidentEnding);
}

async function incidentFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const beneath = entries.filter((entry) => entry.isDirectory() && entry.name === incidentsName);
  const own = basename(resolve(path)) === incidentsName ? [path] : [];
  return [...own, ...beneath.map(({ parentPath, name }) => join(parentPath, name))];
}

async function incidentFile(name: string): Promise<IncidentFile> {
  const incidentId = basename(name, incidentEnding);
  return { incidentId, name, sha256: await new IncidentFolder(dirname(name)).sha256Of(incidentId) };
}
