import type Database from 'better-sqlite3';
import { unwatchFolder, watchFolder } from './database-watch.ts';
import { Disk } from './disk.ts';
import { DiskHealth, FaultyDatabase, type KillPlace } from './faulty-database.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface WatchedDiskParts {
  /** Time in which a process could have tried again: it stands still while the host sleeps. */
  readonly nowMs: () => number;
  /** Where a torn write ends. */
  readonly random: SeededRandom;
  /** A transaction of the life that is going on has become durable. */
  readonly onCommitted: (database: Database.Database) => void;
  /** A transaction has come to the place at which its process was to die; with the WAL before it where that is to be torn. */
  readonly onKill: (place: KillPlace, walBefore: Buffer | undefined) => void;
  readonly onRefused: (mode: string) => void;
}

/** A robot's disk through all lives, with what goes wrong inside the transactions of the one that is going on. */
export class WatchedDisk {
  readonly disk = new Disk();
  readonly health: DiskHealth;
  readonly #parts: WatchedDiskParts;
  #database: FaultyDatabase;

  constructor(parts: WatchedDiskParts) {
    this.#parts = parts;
    this.health = new DiskHealth(parts.nowMs);
    this.#database = this.#watch();
  }

  get database(): FaultyDatabase {
    return this.#database;
  }

  /** Leaves everything as it stands to the next life, what was written into its WAL since `walBefore` torn; returns the folder that was left. */
  moveOn(walBefore?: Buffer): string {
    const leftFolder = this.disk.snapshot();
    if (walBefore !== undefined) this.disk.tearWal(walBefore, this.#parts.random);
    unwatchFolder(leftFolder);
    this.#database = this.#watch();
    return leftFolder;
  }

  dispose(): void {
    unwatchFolder(this.disk.folder);
    this.disk.dispose();
  }

  /** What an earlier life still does in its own folder is nobody's business. */
  #watch(): FaultyDatabase {
    const { onCommitted, onKill, onRefused } = this.#parts;
    const isCurrent = (): boolean => this.#database === database;
    const database: FaultyDatabase = new FaultyDatabase({
      disk: this.disk,
      health: this.health,
      onCommitted: (handle) => isCurrent() && onCommitted(handle),
      onKill: (place, walBefore) => isCurrent() && onKill(place, walBefore),
      onRefused,
    });
    watchFolder(this.disk.folder, database);
    return database;
  }
}
