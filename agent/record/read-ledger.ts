import Database from 'better-sqlite3';
import type { OutboxReport } from '../contract/outbox.ts';

/** Every record and report of a ledger that no agent has open, as they were written. */
export function readLedger(path: string): { readonly lines: readonly string[]; readonly reports: readonly OutboxReport[] } {
  const database = new Database(path, { readonly: true });
  try {
    const lines = database.prepare<[], { jcs: string }>('SELECT jcs FROM record ORDER BY id').all();
    const reports = database.prepare<[], OutboxReport>('SELECT reportSeq, jws FROM report ORDER BY reportSeq').all();
    return { lines: lines.map(({ jcs }) => jcs), reports };
  } finally {
    database.close();
  }
}
