import { findingsCatalogue } from '../../agent/assess/findings-catalogue.ts';
import type { Bilingual } from '../../agent/assess/risk-messages.ts';
import type { ReportedFinding } from '../../agent/contract/finding.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { type FoundReply, reportedReplies } from '../../agent/evidence/found-reply.ts';
import type { TrustStore } from '../../agent/evidence/trust-store.ts';
import type { StoredAgent } from '../store/agent-table.ts';
import type { ReceiverStore } from '../store/open-store.ts';
import type { Range } from '../store/report-table.ts';
import { reopenReport } from '../verify/open-report.ts';

/** A finding as one report states it, under the report's own names, with its texts; `replies` say whether a trusted owner signed them. */
export interface RobotFinding extends Omit<ReportedFinding, 'replies'> {
  readonly reportSeq: number;
  readonly period: ReportPayload['period'];
  readonly text: Bilingual;
  readonly innocent: readonly Bilingual[];
  readonly replies: readonly FoundReply[];
}

/** What one robot's accepted reports say, in their order, and which reports have not arrived. */
export interface RobotFindings {
  readonly agentId: string;
  readonly tenant: string;
  readonly role: string;
  readonly serialNumber: string;
  /** True where a finding asks a person to look, or a report has not arrived; a reply does not take the request back. */
  readonly reviewRequested: boolean;
  readonly findings: readonly RobotFinding[];
  /** Said by the receiver itself: sequences that have not arrived, both ends included (`report.missing`). */
  readonly missing: readonly Range[];
}

/** Ranges of missing reports that are listed. */
const missingRangesMax = 1_000;

/** The findings of a robot, as its reports state them. Neutral facts: no number depends on one (risk model §3.9, decisions C5). */
export function robotFindings(store: ReceiverStore, agent: StoredAgent, trust: TrustStore): RobotFindings {
  const { agentId, tenant, role, serialNumber } = agent;
  const registry = store.agents.registryOf(agentId);
  const accepted = store.reports.all(agentId).filter(({ verdict }) => verdict !== 'rejected');
  const findings = accepted.flatMap((report) => findingsIn(reopenReport(report, registry).payload, trust));
  const missing = store.reports.missing(agentId, missingRangesMax);
  const reviewRequested = missing.length > 0 || findings.some((finding) => finding.reviewRequested);
  return { agentId, tenant, role, serialNumber, reviewRequested, findings, missing };
}

function findingsIn(payload: ReportPayload, trust: TrustStore): RobotFinding[] {
  const { reportSeq, period, findings = [] } = payload;
  const replies = reportedReplies(payload, trust);
  return findings.map((finding) => {
    const { text, innocent } = findingsCatalogue[finding.code];
    const own = replies.filter(({ code }) => code === finding.code);
    return { ...finding, reportSeq, period, text, innocent, replies: own };
  });
}
