import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from './high-water-mark.ts';

/** Bytes of quarantined files kept; the newest is kept whatever its size. */
export const quarantineBytesMax = 268_435_456;
/** Quarantined ledgers kept. */
export const quarantineCountMax = 16;

/** A ledger that was taken away from under its name, with what SQLite keeps beside it. */
export interface Quarantined {
  readonly path: string;
  /** The epoch it ended. */
  readonly epoch: number;
}

/** SQLite's companions; the database itself comes first, so that a ledger without its WAL never stands under the ledger's name. */
const companions = ['', '-wal', '-shm'] as const;
const namePattern = /\.epoch-(\d{1,10})\.quarantined\.sqlite$/;

/** Where a ledger that ended this epoch is put: `ledger.epoch-3.quarantined.sqlite`. */
export function quarantinePath(ledgerPath: string, epoch: number): string {
  return join(dirname(ledgerPath), `${stemOf(ledgerPath)}.epoch-${epoch}.quarantined.sqlite`);
}

/** Renames a ledger and its companions; never deletes. Throws what the disk refuses: the ledger then stands where it stood. */
export function quarantine(ledgerPath: string, epoch: number): Quarantined {
  const path = quarantinePath(ledgerPath, epoch);
  moveAll(ledgerPath, path);
  return { path, epoch };
}

/** Ends what a power cut interrupted: companions left behind follow the database they belong to. */
export function finishQuarantine(ledgerPath: string): void {
  const newest = quarantinedOf(ledgerPath).at(-1);
  const leftBehind = companions.some((ending) => ending !== '' && existsSync(`${ledgerPath}${ending}`));
  if (newest !== undefined && leftBehind && !existsSync(ledgerPath) && !existsSync(`${newest.path}-wal`)) moveAll(ledgerPath, newest.path);
}

function moveAll(from: string, to: string): void {
  for (const ending of companions) if (existsSync(`${from}${ending}`)) renameSync(`${from}${ending}`, `${to}${ending}`);
  syncDirectory(dirname(from));
}

/** Quarantined ledgers beside this one, oldest epoch first. */
export function quarantinedOf(ledgerPath: string): readonly Quarantined[] {
  const [folder, stem] = [dirname(ledgerPath), stemOf(ledgerPath)];
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names.flatMap((name) => {
    const epoch = namePattern.exec(name)?.[1];
    return epoch !== undefined && name.startsWith(`${stem}.epoch-`) ? [{ path: join(folder, name), epoch: Number(epoch) }] : [];
  });
  return found.sort((left, right) => left.epoch - right.epoch);
}

/** Gives up the oldest beyond the limits, never the newest; returns the names of the files that are gone. */
export function pruneQuarantine(ledgerPath: string, bytesMax = quarantineBytesMax): readonly string[] {
  const kept = [...quarantinedOf(ledgerPath)];
  const givenUp: string[] = [];
  let bytes = kept.reduce((sum, { path }) => sum + bytesOf(path), 0);
  while (kept.length > 1 && (bytes > bytesMax || kept.length > quarantineCountMax)) {
    const oldest = kept.shift();
    if (oldest === undefined) break;
    bytes -= bytesOf(oldest.path);
    for (const ending of companions) rmSync(`${oldest.path}${ending}`, { force: true });
    givenUp.push(basename(oldest.path));
  }
  return givenUp;
}

function bytesOf(path: string): number {
  return companions.reduce((sum, ending) => sum + (statSync(`${path}${ending}`, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function stemOf(ledgerPath: string): string {
  return basename(ledgerPath).replace(/\.sqlite$/, '');
}
