import type { ReceiptVerdict } from '../../agent/contract/receipt.ts';
import { isKnown } from '../../agent/contract/unknown.ts';
import type { Finding, VerdictNotes } from '../../agent/evidence/verdict.ts';
import type { OpenedReport } from '../../agent/evidence/verify-report.ts';
import { type ReportStep, verifyLink, verifyLogGrowth } from '../../agent/evidence/verify-sequence.ts';
import { verifyUsage } from '../../agent/evidence/verify-usage.ts';

/** A report that opened, and what the store knows around it. */
export interface ReportInContext {
  readonly report: OpenedReport;
  /** What opening it already found. */
  readonly notes: VerdictNotes;
  /** The last stored report before it, and the one directly after it. */
  readonly previous: OpenedReport | undefined;
  readonly next: OpenedReport | undefined;
  /** Another report of the same sequence that was stored first. */
  readonly first: OpenedReport | undefined;
  readonly isDemoTenant: boolean;
  readonly enrolledSerial: string;
}

export interface Judgement {
  readonly verdict: ReceiptVerdict;
  readonly findings: readonly Finding[];
}

/** Findings kept of one report; a report with more is wrong as a whole. */
export const findingsCountMax = 64;

/**
 * V4–V6 against the report before, and what only a receiver can know: origin and tenant, serial number, a second report of the same
 * sequence, a report after it that was stored first. A failure rejects, a finding is accepted and said.
 */
export function judgeReport(context: ReportInContext): Judgement {
  const { report, notes, next, first } = context;
  checkOrigin(context);
  checkSerial(context);
  if (first === undefined) {
    checkStep(stepOf(report, context.previous), notes);
    if (next !== undefined) checkStep(stepOf(next, report), notes);
  } else {
    const text = `another report ${report.payload.reportSeq} was stored first (${first.sha256}), both signed: two histories of one robot`;
    notes.failure('V4', 'report.fork', { place: 'report /reportSeq', text });
  }
  return judgementOf(notes);
}

// A robot that resells simulated hours as lived ones must fail even with a key somebody enrolled (decisions A5).
function checkOrigin({ report, notes, isDemoTenant }: ReportInContext): void {
  const { origin } = report.payload;
  if (origin === 'live' || isDemoTenant) return;
  const text = `${origin}, and this tenant takes only live reports; simulated and replayed ones go to a tenant marked demo`;
  notes.failure('V3', 'origin.notAllowed', { place: 'report /origin', text });
}

function checkSerial({ report, notes, enrolledSerial }: ReportInContext): void {
  const { serialNumber } = report.payload.robot;
  if (!isKnown(serialNumber) || serialNumber === enrolledSerial) return;
  const text = `${JSON.stringify(serialNumber)}, enrolled as ${JSON.stringify(enrolledSerial)}: another robot, or a new controller`;
  notes.finding('V3', 'robot.serialNumber', { place: 'report /robot/serialNumber', text });
}

function stepOf(report: OpenedReport, previous: OpenedReport | undefined): ReportStep {
  const adjacent = previous !== undefined && previous.payload.reportSeq + 1 === report.payload.reportSeq;
  return { report, previous, adjacent };
}

function checkStep(step: ReportStep, notes: VerdictNotes): void {
  verifyLink(step, notes);
  verifyUsage(step, notes);
  verifyLogGrowth(step, notes);
}

function judgementOf(notes: VerdictNotes): Judgement {
  const { verdict, findings } = notes.verdict([]);
  const words = { pass: 'accepted', passWithFindings: 'acceptedWithFindings', fail: 'rejected' } as const;
  return { verdict: words[verdict], findings: findings.slice(0, findingsCountMax) };
}
