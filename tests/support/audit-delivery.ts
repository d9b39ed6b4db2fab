import Database from 'better-sqlite3';
import type { OutboxReport } from '../../agent/contract/outbox.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { stateReceiver } from '../../receiver/statement/state-receiver.ts';
import { openStore } from '../../receiver/store/open-store.ts';
import type { LiveSystem } from './live-system.ts';

/** What robot and receiver hold after everybody has stopped, read from their own files. */
export interface DeliveryAudit {
  /** Reports the robot closed, in order. */
  readonly closed: readonly OutboxReport[];
  /** Reports the receiver keeps, in order. */
  readonly kept: readonly OutboxReport[];
  /** Sequences the robot holds no receipt for. */
  readonly unreceipted: readonly number[];
  /** Sequences the receiver stored more than once, whatever it keeps. */
  readonly storedAgain: readonly number[];
  readonly forkCount: number;
  readonly missing: readonly unknown[];
  readonly refusals: readonly unknown[];
  readonly verdict: string;
  /** What verifying everything anew finds. */
  readonly findings: readonly unknown[];
  /** What receipts said when they were signed; `report.missing` is said of a report that overtook another, and is history once both are there. */
  readonly receiptFindings: readonly string[];
  readonly operatingOutsideReportsMs: number;
}

export function auditDelivery({ ledgerPath, storePath, events }: LiveSystem): DeliveryAudit {
  const { reports: closed } = readLedger(ledgerPath);
  const store = openStore(storePath, { mayCreate: false });
  try {
    const { agents, refusals } = stateReceiver(store);
    const [agent] = agents;
    if (agent === undefined) throw new Error('the receiver knows no agent');
    const stored = events.events.flatMap((event) => (event.code === 'receiver/report-stored' ? [event.reportSeq] : []));
    return {
      closed,
      kept: store.reports.all(agent.agentId).map(({ reportSeq, jws }) => ({ reportSeq, jws })),
      unreceipted: unreceiptedIn(ledgerPath),
      storedAgain: stored.filter((reportSeq, index) => stored.indexOf(reportSeq) !== index),
      forkCount: agent.reports.forkCount,
      missing: agent.reports.missing,
      refusals,
      verdict: agent.verdict,
      findings: agent.verification.findings,
      receiptFindings: agent.receiptFindings.map(({ code }) => code),
      operatingOutsideReportsMs: agent.usage.operatingOutsideReportsMs,
    };
  } finally {
    store.close();
  }
}

function unreceiptedIn(ledgerPath: string): number[] {
  const database = new Database(ledgerPath, { readonly: true });
  try {
    return database.prepare<[], number>('SELECT reportSeq FROM report WHERE receipt IS NULL').pluck().all();
  } finally {
    database.close();
  }
}
