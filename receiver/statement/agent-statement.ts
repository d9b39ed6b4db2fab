import type { CoverageTier } from '../../agent/contract/assessment.ts';
import type { ReportedDocuments } from '../../agent/contract/signed-document.ts';
import type { Knowable } from '../../agent/contract/unknown.ts';
import type { UsageCounters } from '../../agent/contract/usage.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import type { Refusal } from '../store/refusal-table.ts';
import type { Range } from '../store/report-table.ts';

export const statementSchemaId = 'robot-risk/statement/1';
export type StatementVerdict = Verdict['verdict'];

/** What the receiver can prove of one robot, from signed reports alone. No factor and no money. */
export interface AgentStatement {
  readonly schema: typeof statementSchemaId;
  readonly agentId: string;
  readonly tenant: string;
  /** What its key was enrolled for; only `agent` is evidence of a live robot. */
  readonly role: string;
  readonly serialNumber: string;
  readonly enrolledAt: string;
  /** Maker and model as the last accepted report says. */
  readonly robot: Knowable<string>;
  /** Of the accepted reports, first to last; labels in the robot's wall time. */
  readonly period: Knowable<{ readonly from: string; readonly to: string }>;
  readonly reports: ReportCounts;
  readonly usage: UsageStatement;
  readonly events: {
    readonly countByClass: Readonly<Record<string, number>>;
    /** Classes nothing on the robot could report, with the number of reports that say so. */
    readonly notObserved: readonly { readonly eventClass: string; readonly reportCount: number }[];
  };
  readonly indexPath: readonly IndexPoint[];
  readonly coverage: Knowable<{ readonly coverageRatio: number; readonly coverageTier: CoverageTier }>;
  /** Whose signatures stood behind context and reference model, as the last accepted report says. */
  readonly documents: Knowable<ReportedDocuments>;
  /** Every change of a version or hash, in the order of the reports. */
  readonly versionChanges: readonly VersionChange[];
  readonly gaps: { readonly gapCount: number; readonly durationMs: number };
  /** All stored reports verified anew from their bytes when this statement was made. */
  readonly verification: Verdict;
  /** What receipts said, by code. */
  readonly receiptFindings: readonly { readonly code: string; readonly findingCount: number }[];
  readonly lastStatus: Knowable<{ readonly text: string; readonly receivedAt: string }>;
  /** `fail` when a report fails verification, was rejected, or exists in two versions. */
  readonly verdict: StatementVerdict;
}

export interface ReportCounts {
  readonly receivedCount: number;
  readonly acceptedCount: number;
  readonly acceptedWithFindingsCount: number;
  readonly rejectedCount: number;
  /** Second versions of a sequence. */
  readonly forkCount: number;
  /** Sequences that never arrived, both ends included. */
  readonly missing: readonly Range[];
  readonly lastReceivedAt: Knowable<string>;
}

/** Time in accepted reports, whole milliseconds; the three vectors each add up to `operatingMs`. */
export interface UsageStatement extends UsageCounters {
  /** Operating time that the lifetime counters show and no accepted report accounts for. */
  readonly operatingOutsideReportsMs: number;
}

export interface IndexPoint {
  readonly reportSeq: number;
  readonly to: string;
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
}

export interface VersionChange {
  readonly reportSeq: number;
  readonly name: string;
  /** Null where the version appears or disappears. */
  readonly from: string | null;
  readonly to: string | null;
}

/** One robot, metered by two agents at the same time: its hours there are stated twice and are the robot's once (rule M-4). */
export interface MeterOverlap {
  readonly code: 'meter.overlap';
  readonly robot: string;
  readonly agentIds: readonly [string, string];
  /** Time in the periods of both. */
  readonly overlapMs: number;
}

/** Everything a receiver can say: its robots, and what it refused. */
export interface ReceiverStatement {
  readonly schema: typeof statementSchemaId;
  readonly agents: readonly AgentStatement[];
  readonly overlaps: readonly MeterOverlap[];
  readonly refusals: readonly Refusal[];
  readonly verdict: StatementVerdict;
  readonly actuarial: false;
  readonly statement: string;
}
