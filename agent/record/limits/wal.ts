import type Database from 'better-sqlite3';

/** Frames after which a commit moves the write-ahead log into the database file. */
export const walFramesMax = 1_000;
/** The log's file is cut to this when it starts anew; a commit larger than that is not made: upkeep works a day at a time. */
export const walBytesMax = 8_388_608;

/** Bytes of one frame: a page and its header (SQLite file format §4.2). */
export const frameBytes = 4_096 + 24;

/**
 * Durable at each commit, bounded in between: one connection writes, nothing reads for long, and nothing rewrites the whole file (VACUUM),
 * so the log starts anew at every checkpoint. Freed pages are used again by later records.
 */
export function boundWal(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`wal_autocheckpoint = ${walFramesMax}`);
  database.pragma(`journal_size_limit = ${walBytesMax}`);
}

/** Frames in the log now; it starts anew after a checkpoint. */
export function walFrameCount(database: Database.Database): number {
  const [answer] = database.pragma('wal_checkpoint(NOOP)') as { readonly log: number }[];
  return Math.max(0, answer?.log ?? 0);
}
