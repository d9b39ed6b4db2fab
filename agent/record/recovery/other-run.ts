import type Database from 'better-sqlite3';
import { chainStart, linkOf } from '../../evidence/chain.ts';
import { readLedgerLine } from '../../evidence/ledger-line.ts';
import { identityText, type LedgerIdentity, SavedState } from '../saved-state.ts';

/**
 * True when the database is, without contradiction, that of another agent or run: a person gave the wrong directory. Another identity
 * that the first record does not bear out is a bit that flipped.
 */
export function isOtherRun(database: Database.Database, expected: LedgerIdentity): boolean {
  const text = new SavedState(database).get('identity');
  if (text === undefined || text === identityText(expected)) return false;
  const stated = statedIn(text);
  const first = database.prepare<[], Buffer>('SELECT CAST(jcs AS BLOB) FROM record WHERE id = 1').pluck().get();
  if (stated === undefined || first === undefined) return false;
  const line = readLedgerLine(first);
  return line.ok && line.record.origin === stated.origin && line.record.link === linkOf(chainStart(stated.agentId, line.record.epoch));
}

function statedIn(text: string): { readonly agentId: string; readonly origin: string } | undefined {
  try {
    const { agentId, origin } = JSON.parse(text) as Partial<Record<string, unknown>>;
    return typeof agentId === 'string' && typeof origin === 'string' ? { agentId, origin } : undefined;
  } catch {
    return undefined;
  }
}
