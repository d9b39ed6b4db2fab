import type Database from 'better-sqlite3';
import type { LogHead } from '../../contract/record.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import type { HighWaterMark } from './high-water-mark.ts';

/** The mark of this database, whose log stands at `head`. */
export function markOf(database: Database.Database, epoch: number, { size, root }: LogHead): HighWaterMark {
  const newest = database
    .prepare<[], { reportSeq: number; jws: string }>('SELECT reportSeq, jws FROM report ORDER BY reportSeq DESC LIMIT 1')
    .get();
  const oldest = database.prepare<[], { oldestSeq: number | null }>('SELECT min(reportSeq) AS oldestSeq FROM report').get();
  return {
    version: 1,
    epoch,
    logSize: size,
    logRoot: root,
    oldestReportSeq: oldest?.oldestSeq ?? null,
    reportSeq: newest?.reportSeq ?? null,
    reportSha256: newest === undefined ? null : sha256Prefixed(newest.jws),
    jws: newest?.jws ?? null,
  };
}
