import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SeededRandom } from './seeded-random.ts';

/** Memory where the system has it: a simulation syncs a million times. */
const scratchFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
export const ledgerName = 'ledger.sqlite';
const pageBytes = 4096;
/** Small, for it is copied at every kill. */
export const ballastBytes = 65_536;
export const ballastPathOf = (ledgerPath: string): string => join(dirname(ledgerPath), 'ballast');

/**
 * The robot's disk. A kill leaves the files as they are at that moment in the next life's folder; what the dead process still does
 * reaches only its own.
 * ```
 *  life-0/ ──kill: copy──▶ life-1/ ──kill: copy──▶ life-2/      database, WAL and whatever lies beside them
 * ```
 */
export class Disk {
  readonly root = mkdtempSync(join(scratchFolder, 'rra-simulation-'));
  #life = 0;

  constructor() {
    mkdirSync(this.folder);
  }

  get folder(): string {
    return join(this.root, `life-${this.#life}`);
  }

  get ledgerPath(): string {
    return join(this.folder, ledgerName);
  }

  /** Moves on to a copy of everything as it stands; returns the folder that was left behind. */
  snapshot(): string {
    const left = this.folder;
    this.#life++;
    // The index of the WAL is shared memory: it does not survive a process.
    cpSync(left, this.folder, { recursive: true, filter: (path) => !path.endsWith('-shm') });
    return left;
  }

  /** Pages a full disk has room for once the ballast is given up. */
  ballastPageCount(): number {
    return existsSync(ballastPathOf(this.ledgerPath)) ? 0 : ballastBytes / pageBytes;
  }

  walBytes(): number {
    return sizeOf(walOf(this.ledgerPath));
  }

  /** Bytes of the WAL; none while there is no such file. */
  readWal(): Buffer {
    return existsSync(walOf(this.ledgerPath)) ? readFileSync(walOf(this.ledgerPath)) : Buffer.alloc(0);
  }

  /**
   * Ends somewhere in the middle what was written into the WAL since it was `before`, as a kill does: behind that place stands what stood
   * there, for SQLite writes over an older log when it starts anew. False when nothing was written.
   */
  tearWal(before: Buffer, random: SeededRandom): boolean {
    const written = this.readWal();
    const changed = changedBytes(before, written);
    if (changed === undefined) return false;
    const place = random.whole(changed.first, changed.last);
    writeFileSync(walOf(this.ledgerPath), Buffer.concat([written.subarray(0, place), before.subarray(place)]));
    return true;
  }

  /** Keeps the database as it is now, to be put back later. */
  keepCopy(name: string): void {
    const kept = join(this.root, name);
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept);
    for (const file of this.#databaseFiles()) cpSync(join(this.folder, file), join(kept, file));
  }

  /** Puts an older database back, and leaves what lies beside it; false when none was kept. */
  putBack(name: string): boolean {
    const kept = join(this.root, name);
    if (!existsSync(kept)) return false;
    for (const file of this.#databaseFiles()) rmSync(join(this.folder, file));
    cpSync(kept, this.folder, { recursive: true });
    return true;
  }

  /** Turns bits of some bytes of one page of the database, never of its first; false when it has only one. */
  corruptPage(random: SeededRandom): boolean {
    const bytes = readFileSync(this.ledgerPath);
    const pageCount = Math.floor(bytes.length / pageBytes);
    if (pageCount < 2) return false;
    const pageStart = random.whole(1, pageCount - 1) * pageBytes;
    for (let flip = 0; flip < 8; flip++) {
      const place = pageStart + random.whole(0, pageBytes - 1);
      bytes[place] = (bytes[place] ?? 0) ^ random.whole(1, 255);
    }
    writeFileSync(this.ledgerPath, bytes);
    return true;
  }

  /** Bytes of everything in the folder. */
  usedBytes(): number {
    return readdirSync(this.folder, { recursive: true }).reduce((sum, name) => sum + sizeOf(join(this.folder, String(name))), 0);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #databaseFiles(): string[] {
    return readdirSync(this.folder).filter((name) => name === ledgerName || name === `${ledgerName}-wal`);
  }
}

const walOf = (ledgerPath: string): string => `${ledgerPath}-wal`;

/** First and last place at which the newer bytes are others; undefined when they are the same. Whole blocks are passed over first. */
function changedBytes(older: Buffer, newer: Buffer): { readonly first: number; readonly last: number } | undefined {
  const isSameBlock = (at: number): boolean => newer.subarray(at, at + pageBytes).equals(older.subarray(at, at + pageBytes));
  let first = 0;
  while (first + pageBytes <= newer.length && isSameBlock(first)) first += pageBytes;
  while (first < newer.length && newer[first] === older[first]) first++;
  let last = newer.length - 1;
  while (last - pageBytes >= first && isSameBlock(last + 1 - pageBytes)) last -= pageBytes;
  while (last >= first && newer[last] === older[last]) last--;
  return last < first ? undefined : { first, last };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
