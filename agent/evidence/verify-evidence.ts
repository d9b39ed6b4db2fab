import { type ReportSummary, type Verdict, VerdictNotes } from './verdict.ts';
import { type IncidentFile, verifyIncidents } from './verify-incidents.ts';
import { verifyLedgers } from './verify-ledger.ts';
import { type OpenedReport, type ReceivedFile, type ReceivedReport, type ReportRules, verifyReport } from './verify-report.ts';
import { verifyLogGrowth, verifySequence } from './verify-sequence.ts';
import { verifyUsage } from './verify-usage.ts';

export interface Evidence extends ReportRules {
  readonly reports: readonly ReceivedReport[];
  readonly ledgers: readonly ReceivedFile[];
  /** Files of the black box; left out, none are asked for. */
  readonly incidents?: readonly IncidentFile[] | undefined;
  /** Called after each report, for a progress line. */
  readonly onReport?: (doneCount: number, totalCount: number) => void;
}

/**
 * Verifies reports and ledgers with nothing but the files and the enrolled keys (risk model §6.7, V0–V7). Never throws on their bytes.
 *
 * ```
 * reports ─V0 form─V1 header,key─V2 signature─V3 payload─┬─ per agent: V4 sequence ─ V5 usage ─ V6 log growth ─┐
 * ledgers ───────────────────────────────────────────────┴────────────── V7 chain and root at every head ──────┴─▶ verdict
 * ```
 */
export function verifyEvidence(evidence: Evidence): Verdict {
  const notes = new VerdictNotes();
  const opened = openReports(evidence, notes);
  const steps = [...Map.groupBy(opened, (report) => report.payload.agentId).values()].map((reports) => verifySequence(reports, notes));
  for (const step of steps.flat()) {
    verifyUsage(step, notes);
    verifyLogGrowth(step, notes);
  }
  const byAgent = steps.map((ofAgent) => ofAgent.map(({ report }) => report));
  verifyLedgers(evidence.ledgers, byAgent, notes);
  if (evidence.incidents !== undefined) verifyIncidents(evidence.ledgers, evidence.incidents, notes);
  return notes.verdict(byAgent.flat().map(summarise));
}

function openReports(evidence: Evidence, notes: VerdictNotes): OpenedReport[] {
  const { reports } = evidence;
  if (reports.length === 0)
    notes.failure('V0', 'evidence.noReport', { place: 'the files given', text: 'no report is among them, so nothing is proven' });
  return reports.flatMap((file, index) => {
    const report = verifyReport(file, evidence, notes);
    evidence.onReport?.(index + 1, reports.length);
    return report === undefined ? [] : [report];
  });
}

function summarise({ name, sha256, key, payload }: OpenedReport): ReportSummary {
  const { agentId, origin, reportSeq, epoch, period, log, exposure, risk, documents } = payload;
  return {
    name,
    sha256,
    agentId,
    kid: key.kid,
    origin,
    reportSeq,
    epoch,
    from: period.from,
    to: period.to,
    logSize: log.size,
    powerOnMs: exposure.closing.powerOnMs - exposure.opening.powerOnMs,
    operatingMs: exposure.closing.operatingMs - exposure.opening.operatingMs,
    riskIndex: risk.riskIndex,
    ...(documents === undefined ? {} : { documents }),
  };
}
