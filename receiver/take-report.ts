import { toCloudEvent } from '../agent/evidence/cloud-event.ts';
import type { SigningKey } from '../agent/evidence/keys.ts';
import type { VerdictNotes } from '../agent/evidence/verdict.ts';
import type { OpenedReport } from '../agent/evidence/verify-report.ts';
import { askLimits, planAsk } from './acknowledge/plan-ask.ts';
import { signReceipt, signResend } from './acknowledge/sign-receipt.ts';
import type { Answer } from './ingest/answer.ts';
import { answerTopic } from './ingest/topics.ts';
import type { Emit } from './receiver-event.ts';
import type { StoredAgent } from './store/agent-table.ts';
import type { ReceiverStore } from './store/open-store.ts';
import type { JudgedReport, StoredReceipt, StoredReport } from './store/report-table.ts';
import { judgeReport } from './verify/judge-report.ts';
import { openReport, reopenReport } from './verify/open-report.ts';

/** Second versions of reports kept per agent; further ones are refused and counted. */
export const forksCountMax = 64;

export interface ReportDesk {
  readonly store: ReceiverStore;
  readonly key: SigningKey;
  readonly emit: Emit;
}

/** A report of an enrolled agent, as it arrived. */
export interface Arrival {
  readonly agent: StoredAgent;
  readonly isDemoTenant: boolean;
  readonly jws: string;
  readonly sha256: string;
  readonly receivedMs: number;
}

/** What to send back, or why the report is no evidence of anything. */
export type Taken =
  | { readonly ok: true; readonly answers: readonly Answer[] }
  | { readonly ok: false; readonly code: string; readonly text: string };

/**
 * Judges one report, stores it with its receipt in one transaction, and says what to answer.
 * ```
 *  report ─▶ seen before? ─▶ V0–V3 ─▶ V4–V6, origin ─▶ store report, findings, receipt ─▶ receipt ─▶ ask for missing
 *               └─ the same receipt     └ refused           a second version goes beside the first
 * ```
 */
export function takeReport(arrival: Arrival, desk: ReportDesk): Taken {
  const { agent, jws, sha256, receivedMs } = arrival;
  const { reports, agents } = desk.store;
  const known = reports.receiptFor(agent.agentId, sha256);
  if (known !== undefined) return { ok: true, answers: repeat(known, arrival, desk) };
  const opened = openReport({ jws, receivedMs, registry: agents.registryOf(agent.agentId) });
  if (!opened.ok) return opened;
  const { reportSeq } = opened.report.payload;
  const first = reports.find(agent.agentId, reportSeq);
  if (first !== undefined && reports.forkCount(agent.agentId) >= forksCountMax) {
    return { ok: false, code: 'report.tooManyForks', text: `another report ${reportSeq}; ${forksCountMax} such are kept` };
  }
  return { ok: true, answers: settle(arrival, { report: opened.report, notes: opened.notes, first }, desk) };
}

interface Opened {
  readonly report: OpenedReport;
  readonly notes: VerdictNotes;
  readonly first: StoredReport | undefined;
}

function settle(arrival: Arrival, opened: Opened, desk: ReportDesk): Answer[] {
  const { agentId } = arrival.agent;
  const { reportSeq } = opened.report.payload;
  const { next } = desk.store.reports.neighbours(agentId, reportSeq);
  const judged = judge(arrival, opened, desk);
  const isFork = opened.first !== undefined;
  if (isFork) desk.store.reports.storeFork(judged);
  else desk.store.reports.store(judged);
  const findings = [...new Set(judged.findings.map(({ code }) => code))];
  const code = isFork ? 'receiver/report-forked' : 'receiver/report-stored';
  desk.emit({ code, agentId, reportSeq, verdict: judged.report.verdict, findings });
  return [receiptAnswer(judged.receipt, arrival, desk), ...askForMissing(arrival, !isFork && next !== undefined, desk)];
}

function judge(arrival: Arrival, { report, notes, first }: Opened, { store, key }: ReportDesk): JudgedReport {
  const { agent, isDemoTenant, jws, sha256, receivedMs } = arrival;
  const { agentId, serialNumber: enrolledSerial } = agent;
  const { reportSeq } = report.payload;
  const registry = store.agents.registryOf(agentId);
  const reopen = (stored: StoredReport | undefined) => (stored === undefined ? undefined : reopenReport(stored, registry));
  const { previous, next } = store.reports.neighbours(agentId, reportSeq);
  const judgement = judgeReport({
    report,
    notes,
    previous: reopen(previous),
    next: reopen(next?.reportSeq === reportSeq + 1 ? next : undefined),
    first: reopen(first),
    isDemoTenant,
    enrolledSerial,
  });
  const { verdict, findings } = judgement;
  const receipt = { agentId, reportSeq, sha256, verdict, jws: signReceipt(report, judgement, { key, receivedMs }), signedMs: receivedMs };
  return { report: { agentId, reportSeq, sha256, jws, receivedMs, verdict }, receipt, findings };
}

function repeat(receipt: StoredReceipt, arrival: Arrival, desk: ReportDesk): Answer[] {
  const { agentId, reportSeq, verdict } = receipt;
  desk.emit({ code: 'receiver/report-repeated', agentId, reportSeq, verdict, findings: [] });
  return [receiptAnswer(receipt, arrival, desk), ...askForMissing(arrival, false, desk)];
}

function receiptAnswer({ agentId, reportSeq, jws, signedMs }: StoredReceipt, { agent }: Arrival, { key }: ReportDesk): Answer {
  const payload = toCloudEvent({ kind: 'receipt', kid: key.kid, agentId, epoch: 0, reportSeq, recordedMs: signedMs, jws });
  return { topic: answerTopic(agent, 'receipt'), payload };
}

function askForMissing({ agent, receivedMs }: Arrival, hasFilled: boolean, { store, key, emit }: ReportDesk): Answer[] {
  const { agentId } = agent;
  const state = store.agents.askState(agentId);
  const missing = store.reports.missing(agentId, askLimits.rangesCountMax);
  const plan = planAsk({ state, missing, nowMs: receivedMs, hasFilled });
  const hasChanged = plan.state.askedCount !== state.askedCount || plan.state.nextAskMs !== state.nextAskMs;
  if (hasChanged) store.agents.storeAskState(agentId, plan.state);
  return plan.ranges.map((range) => {
    emit({ code: 'receiver/resend-asked', agentId, ...range });
    const jws = signResend({ agentId, ...range }, key);
    const event = { kind: 'resend', kid: key.kid, agentId, epoch: 0, reportSeq: range.fromSeq, recordedMs: receivedMs, jws } as const;
    return { topic: answerTopic(agent, 'request'), payload: toCloudEvent(event) };
  });
}
