import type Database from 'better-sqlite3';
import type { StoredSamples } from '../../contract/storage-status.ts';

/** What a database holds of samples, and what it gave up; undefined where no lane of samples ever wrote to it. Changes nothing. */
export function storedSamples(database: Database.Database): StoredSamples | undefined {
  const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('sampleBatch', 'sampleEviction')").pluck().get();
  if (tables !== 2) return undefined;
  const held = 'SELECT count(*) AS batchCount, COALESCE(sum(bytes), 0) AS sizeBytes FROM sampleBatch';
  const gone = 'SELECT batchCount AS evictedBatchCount, bytes AS evictedBytes, toWallMs AS evictedToWallMs FROM sampleEviction';
  return database.prepare<[], StoredSamples>(`SELECT * FROM (${held}), (${gone})`).get();
}
