import type { ReportPayload } from '../../agent/contract/report.ts';
import { sha256Prefixed } from '../../agent/evidence/hash.ts';
import { type OpenedLedger, openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { timeAt } from '../support/telemetry.ts';

/** Name of the database in its directory. */
export const ledgerName = 'ledger.sqlite';
export const agentId = 'crash-agent';
/** When recovery's own records say they were written. */
const recoveryMs = 1_000_000_000;

/** Opens the ledger as the agent does at its start: looks it through, and recovers it when there is damage. */
export function openUnderTest(path: string): OpenedLedger {
  return openLedger({
    path,
    agentId,
    origin: 'live',
    identity: { agent: '1' },
    now: () => timeAt(recoveryMs),
    readReport,
    carry: ({ state }) => ({ state, totalsFrom: state === undefined ? 'zero' : 'state' }),
  });
}

/** A report as far as the ledger knows one: its number, the log it speaks of, and a seal that a changed byte breaks. */
export function sealedReport(reportSeq: number, log: { readonly size: number; readonly root: string }): string {
  const text = JSON.stringify({ reportSeq, log });
  return `${text}\n${sha256Prefixed(text)}`;
}

function readReport(jws: string): ReportPayload | undefined {
  const [text = '', seal] = jws.split('\n');
  return seal === sha256Prefixed(text) ? (JSON.parse(text) as ReportPayload) : undefined;
}
