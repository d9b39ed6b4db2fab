import Database from 'better-sqlite3';
import type { DatabaseWatch } from './database-watch.ts';
import type { Disk } from './disk.ts';

/** Where in a transaction a process may be killed; `torn` is while the WAL is being written. */
export const killPlaces = ['begun', 'written', 'torn', 'committed'] as const;
export type KillPlace = (typeof killPlaces)[number];
export type DiskMode = 'well' | 'full' | 'ioError';

/** SQLite's own limit of pages: none that matters. */
const pageCountMax = 4_294_967_294;

/** How the disk is, through all lives of the agent. */
export class DiskHealth {
  /** Size of the database when the disk was found full. */
  pageCountWhenFull: number | undefined;
  readonly #nowMs: () => number;
  #mode: DiskMode = 'well';
  #wellSinceMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get mode(): DiskMode {
    return this.#mode;
  }

  set mode(mode: DiskMode) {
    this.pageCountWhenFull = undefined;
    if (mode === 'well' && this.#mode !== 'well') this.#wellSinceMs = this.#nowMs();
    this.#mode = mode;
  }

  /** How long the disk has been well, without what the host slept through; 0 while it is not. */
  get wellForMs(): number {
    return this.#mode === 'well' ? this.#nowMs() - this.#wellSinceMs : 0;
  }
}

export interface FaultyDatabaseParts {
  readonly disk: Disk;
  readonly health: DiskHealth;
  readonly onCommitted: (database: Database.Database) => unknown;
  /** For a torn kill, the WAL as it was before the transaction. */
  readonly onKill: (place: KillPlace, walBefore: Buffer | undefined) => unknown;
  readonly onRefused: (mode: DiskMode) => void;
}

/** What a bad disk does to transactions, and the moments inside them at which a process dies. */
export class FaultyDatabase implements DatabaseWatch {
  /** Kill in this place of a transaction to come: 0 is the next one. */
  armed: { readonly place: KillPlace; transactionCount: number } | undefined;
  readonly #parts: FaultyDatabaseParts;
  #walBefore: Buffer | undefined;
  #pageCountSet: number | undefined;

  constructor(parts: FaultyDatabaseParts) {
    this.#parts = parts;
  }

  begun(database: Database.Database): void {
    this.#walBefore = this.armed?.place === 'torn' ? this.#parts.disk.readWal() : undefined;
    this.#killHere('begun');
    if (this.#parts.health.mode === 'ioError') {
      this.#parts.onRefused(this.#parts.health.mode);
      throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_WRITE');
    }
    const most = this.#pageCountMax(database);
    if (this.#pageCountSet !== most) database.pragma(`max_page_count = ${most}`);
    this.#pageCountSet = most;
  }

  /** A database that may not grow: SQLite itself says that the disk is full, where it is. */
  #pageCountMax(database: Database.Database): number {
    const { health, disk } = this.#parts;
    if (health.mode !== 'full') return pageCountMax;
    health.pageCountWhenFull ??= Number(database.pragma('page_count', { simple: true }));
    return health.pageCountWhenFull + disk.ballastPageCount();
  }

  written(): void {
    this.#killHere('written');
  }

  committed(database: Database.Database): void {
    if (this.armed?.place === 'torn' && !isInDatabaseFile(database) && this.#killHere('torn')) return;
    this.#parts.onCommitted(database);
    this.#killHere('committed');
    if (this.armed !== undefined) this.armed.transactionCount--;
  }

  #killHere(place: KillPlace): boolean {
    if (this.armed?.place !== place || this.armed.transactionCount > 0) return false;
    this.armed = undefined;
    this.#parts.onKill(place, this.#walBefore);
    return true;
  }
}

/** A commit that was followed by a checkpoint is synced, and copied behind the WAL: a kill cannot tear it any more, and strikes the next one. */
function isInDatabaseFile(database: Database.Database): boolean {
  const [wal] = database.pragma('wal_checkpoint(NOOP)') as { readonly log: number; readonly checkpointed: number }[];
  return wal === undefined || wal.checkpointed >= wal.log;
}
