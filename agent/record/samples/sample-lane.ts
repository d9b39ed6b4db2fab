import type Database from 'better-sqlite3';
import type { ClosedWindow } from '../../contract/features.ts';
import type { SampleCounts, StoredSamples } from '../../contract/storage-status.ts';
import type { TimePoint } from '../../contract/time.ts';
import { type BatchWindow, decodeBatch, encodeBatch, type SampleWindow } from './sample-batch.ts';
import { storedSamples } from './stored-samples.ts';

export interface SampleLaneOptions {
  /** Bytes of payload kept; the oldest batches go first. */
  readonly bytesMax?: number;
  readonly batchWindowCount?: number;
}

/**
 * 48 MiB beside 64 MiB of ledger, 64 MiB of incidents and a write-ahead log of 4 MiB keep a robot within 180 MiB; a humanoid's minute is
 * about 35 KiB, so this is about a day of every second, and weeks of a cobot's.
 */
export const sampleLaneDefaults = { bytesMax: 48 * 1024 * 1024, batchWindowCount: 60 } as const;

/** Cells of windows waiting for their batch: a robot with very many is written sooner, not kept in memory. */
const pendingCellsMax = 60 * 2000;
/** Batches that wait for a commit; when commits keep failing, the oldest are dropped and counted. */
const waitingBatchesMax = 8;
/** Evicting goes down to this share of the limit, so that it is one range delete in many batches, not one each. */
const evictToRatio = 0.9;

const schemaSql = `
CREATE TABLE IF NOT EXISTS sampleBatch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  fromWallMs INTEGER NOT NULL,
  toWallMs INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  payload BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sampleEviction (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  batchCount INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  toWallMs INTEGER
) STRICT;
INSERT OR IGNORE INTO sampleEviction VALUES (1, 0, 0, NULL);
`;

const nothingStored: StoredSamples = { batchCount: 0, sizeBytes: 0, evictedBatchCount: 0, evictedBytes: 0, evictedToWallMs: null };

interface Batch {
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly payload: Buffer;
}

/**
 * The evictable lane: every window's features, in compressed batches.
 * ```
 *  window ─▶ open windows ──60, or another boot──▶ batch ─▶ waiting ──the next commit of the ledger──▶ sampleBatch
 *                                                        oldest rows beyond bytesMax ◀─ range delete ─┘
 * ```
 * A power cut costs at most the open windows and the time to the next group commit: no counter depends on them.
 */
export class SampleLane {
  readonly #database: Database.Database;
  readonly #bytesMax: number;
  readonly #batchWindowCount: number;
  #open: BatchWindow[] = [];
  #openCellCount = 0;
  #waiting: Batch[] = [];
  #written: Batch[] = [];
  #sizeBytes: number;
  #droppedBatchCount = 0;

  constructor(database: Database.Database, options: SampleLaneOptions = {}) {
    this.#database = database;
    this.#bytesMax = options.bytesMax ?? sampleLaneDefaults.bytesMax;
    this.#batchWindowCount = options.batchWindowCount ?? sampleLaneDefaults.batchWindowCount;
    database.exec(schemaSql);
    this.#sizeBytes = this.#storedBytes();
  }

  /** Takes a window that has closed at `time`; one without frames says nothing and is left out. */
  add(window: ClosedWindow, time: TimePoint): void {
    if (window.streams.length === 0) return;
    if (this.#open[0] !== undefined && this.#open[0].time.bootId !== time.bootId) this.seal();
    this.#open.push({ window, time });
    this.#openCellCount += window.streams.reduce((sum, { count }) => sum + count.length, 0);
    if (this.#open.length >= this.#batchWindowCount || this.#openCellCount >= pendingCellsMax) this.seal();
  }

  /** Closes the open batch, however short: before a stop. It is durable with the next commit. */
  seal(): void {
    const [first, last] = [this.#open[0], this.#open.at(-1)];
    if (first === undefined || last === undefined) return;
    const fromWallMs = first.time.wallMs - (first.window.endMs - first.window.startMs);
    this.#waiting.push({ fromWallMs, toWallMs: last.time.wallMs, payload: encodeBatch(this.#open) });
    this.#open = [];
    this.#openCellCount = 0;
    if (this.#waiting.length <= waitingBatchesMax) return;
    this.#waiting.shift();
    this.#droppedBatchCount++;
  }

  /** Writes what waits; within the transaction of a ledger commit. */
  write(): void {
    if (this.#waiting.length === 0) return;
    const insert = this.#database.prepare('INSERT INTO sampleBatch (fromWallMs, toWallMs, bytes, payload) VALUES (?, ?, ?, ?)');
    for (const { fromWallMs, toWallMs, payload } of this.#waiting) insert.run(fromWallMs, toWallMs, payload.length, payload);
    this.#written = this.#waiting;
    const writtenBytes = this.#written.reduce((sum, { payload }) => sum + payload.length, 0);
    if (this.#sizeBytes + writtenBytes > this.#bytesMax) this.#evict();
  }

  /** The transaction of the last `write` is durable. */
  committed(): void {
    if (this.#written.length === 0) return;
    this.#waiting = this.#waiting.slice(this.#written.length);
    this.#written = [];
    this.#sizeBytes = this.#storedBytes();
  }

  /** Writes what waits and what is open in a transaction of its own. */
  flush(): void {
    this.seal();
    this.#database.transaction(() => this.write()).immediate();
    this.committed();
  }

  /**
   * Windows whose end lies within the given wall times, oldest first. One batch is in memory at a time and no reader stays open.
   * A batch that cannot be read is passed over and told.
   */
  *readSamples(fromWallMs: number, toWallMs: number, onDamaged: (batchId: number) => void = () => undefined): Generator<SampleWindow> {
    const next = this.#database.prepare<[number, number, number], { id: number; payload: Buffer }>(
      'SELECT id, payload FROM sampleBatch WHERE id > ? AND toWallMs >= ? AND fromWallMs <= ? ORDER BY id LIMIT 1',
    );
    for (let row = next.get(0, fromWallMs, toWallMs); row !== undefined; row = next.get(row.id, fromWallMs, toWallMs)) {
      const batch = decodeBatch(row.payload);
      if (batch === undefined) onDamaged(row.id);
      else yield* batch.windows.filter(({ endWallMs }) => endWallMs >= fromWallMs && endWallMs <= toWallMs);
    }
  }

  /** Throws what the disk refuses. */
  counts(): SampleCounts {
    const stored = storedSamples(this.#database) ?? nothingStored;
    return { ...stored, sizeBytes: this.#sizeBytes, bytesMax: this.#bytesMax, droppedBatchCount: this.#droppedBatchCount };
  }

  #storedBytes(): number {
    return this.#database.prepare<[], { bytes: number | null }>('SELECT sum(bytes) AS bytes FROM sampleBatch').get()?.bytes ?? 0;
  }

  /** One range delete from the oldest on, and a note of what went, in the same transaction. */
  #evict(): void {
    let surplusBytes = this.#storedBytes() - this.#bytesMax * evictToRatio;
    const gone = { lastId: 0, batchCount: 0, sizeBytes: 0, toWallMs: 0 };
    for (const row of this.#oldest()) {
      if (surplusBytes <= 0) break;
      surplusBytes -= row.bytes;
      gone.lastId = row.id;
      gone.batchCount++;
      gone.sizeBytes += row.bytes;
      gone.toWallMs = row.toWallMs;
    }
    this.#database.prepare('DELETE FROM sampleBatch WHERE id <= ?').run(gone.lastId);
    this.#database
      .prepare('UPDATE sampleEviction SET batchCount = batchCount + ?, bytes = bytes + ?, toWallMs = ?')
      .run(gone.batchCount, gone.sizeBytes, gone.toWallMs);
  }

  #oldest(): readonly { id: number; bytes: number; toWallMs: number }[] {
    return this.#database
      .prepare<[], { id: number; bytes: number; toWallMs: number }>('SELECT id, bytes, toWallMs FROM sampleBatch ORDER BY id')
      .all();
  }
}
