import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { tailRecordsMax } from '../../agent/record/recovery/inspect-ledger.ts';
import { foldedLeavesMax } from '../../agent/record/recovery/log-nodes.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A start looks at the last records and at whole subtrees; one before them is left to the scrub. */
const lookedAtMax = tailRecordsMax + foldedLeavesMax;

interface OldRecord {
  readonly id: number;
  readonly jcs: Buffer;
}

/**
 * Turns a bit in the text of a record that no start looks at, where it lies in the database's file. False when there is none, or when the
 * write-ahead log still holds its page, so that nobody would read what is in the file.
 */
export function spoilOldRecord(ledgerPath: string, random: SeededRandom): boolean {
  const record = existsSync(ledgerPath) ? oldRecord(ledgerPath, random) : undefined;
  const wal = existsSync(`${ledgerPath}-wal`) ? readFileSync(`${ledgerPath}-wal`) : Buffer.alloc(0);
  if (record === undefined || wal.includes(record.jcs)) return false;
  const bytes = readFileSync(ledgerPath);
  const byteIndex = random.whole(0, record.jcs.length - 1);
  let isFound = false;
  // A page that was left behind when the table grew may hold it too.
  for (let at = bytes.indexOf(record.jcs); at >= 0; at = bytes.indexOf(record.jcs, at + 1)) {
    bytes[at + byteIndex] = (bytes[at + byteIndex] ?? 0) ^ 1;
    isFound = true;
  }
  writeFileSync(ledgerPath, bytes);
  return isFound;
}

/** Any record but the first, which every start looks at; undefined where there is none so old, or the file cannot be read. */
function oldRecord(ledgerPath: string, random: SeededRandom): OldRecord | undefined {
  const database = new Database(ledgerPath, { readonly: true });
  try {
    const largestId = Number(database.prepare('SELECT max(id) FROM record').pluck().get() ?? 0);
    const oldIdMax = largestId - lookedAtMax;
    if (oldIdMax < 2) return undefined;
    const sql = 'SELECT id, CAST(jcs AS BLOB) AS jcs FROM record WHERE id >= ? AND id <= ? ORDER BY id LIMIT 1';
    return database.prepare<[number, number], OldRecord>(sql).get(random.whole(2, oldIdMax), oldIdMax);
  } catch {
    return undefined;
  } finally {
    database.close();
  }
}
