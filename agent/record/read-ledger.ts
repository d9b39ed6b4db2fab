import type { OutboxReport } from '../contract/outbox.ts';
import { exportedLines } from './limits/exported-lines.ts';
import { openToRead } from './limits/open-to-read.ts';
import { SavedState } from './saved-state.ts';

/** Every record and report of a ledger that no agent has open, as they were written. */
export function readLedger(path: string): { readonly lines: readonly string[]; readonly reports: readonly OutboxReport[] } {
  const database = openToRead(path);
  try {
    const lines = [...exportedLines(database, Number(new SavedState(database).get('epoch') ?? 0))];
    const reports = database.prepare<[], OutboxReport>('SELECT reportSeq, jws FROM report ORDER BY reportSeq').all();
    return { lines, reports };
  } finally {
    database.close();
  }
}
