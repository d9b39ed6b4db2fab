import type { EnvironmentGrade, RiskAssessment } from './assessment.ts';
import type { Origin } from './driver.ts';
import type { ReportedFinding } from './finding.ts';
import type { HealthIndices } from './health.ts';
import type { EpochStart, LogHead } from './record.ts';
import type { Json } from './schema.ts';
import type { ReportedDocuments } from './signed-document.ts';
import type { Knowable } from './unknown.ts';
import type { UsageCounters } from './usage.ts';

export const reportSchemaId = 'robot-risk/report/1';

/** What a report says of one period. Signed as a JWS over its canonical JSON; carries no factor and no money (decisions C1). */
export interface ReportPayload {
  readonly schema: typeof reportSchemaId;
  readonly agentId: string;
  readonly origin: Origin;
  readonly robot: {
    readonly manufacturer: string;
    readonly model: string;
    readonly serialNumber: Knowable<string>;
    readonly profile: string;
  };
  readonly reportSeq: number;
  readonly epoch: number;
  /** In the first report of every epoch after the first: what the epoch's first record says. */
  readonly epochStart?: EpochStart;
  /** Labels in wall time; durations come from `exposure`. */
  readonly period: { readonly from: string; readonly to: string };
  /** `sha256:` of the previous report's JWS bytes, null for the first. */
  readonly prevReport: string | null;
  readonly lastReceipt: string | null;
  readonly log: LogHead & { readonly firstSeq: number; readonly lastSeq: number };
  /** RFC 6962 consistency proof from the previous report's size, hex hashes. */
  readonly consistency: readonly string[];
  readonly time: { readonly syncState: string; readonly maxStepMs: number; readonly lossBoundMs: number };
  /** Version word and, where it is a document, `sha256:` of its canonical JSON. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whose signatures stand behind context and reference model; reports of earlier versions do not say. */
  readonly documents?: ReportedDocuments;
  readonly exposure: { readonly opening: UsageCounters; readonly closing: UsageCounters };
  readonly environment: EnvironmentGrade;
  /** Event counts of this period by class; classes no live source can report are listed as not observed. */
  readonly events: { readonly countByClass: Readonly<Record<string, number>>; readonly notObserved: readonly string[] };
  readonly anomaly: Readonly<Record<string, Json>>;
  readonly risk: RiskAssessment;
  /** Condition of the components as it enters the index; left out before anything was evaluated, and by earlier versions. */
  readonly health?: HealthIndices;
  /** All gaps of the period counted and summed; the first 64 listed. */
  readonly gaps: GapList;
  /** Neutral facts of the period and the owner's replies; no number depends on them. Reports of earlier versions do not say. */
  readonly findings?: readonly ReportedFinding[];
  /** What came in and what was discarded, per source and code. */
  readonly intake: Readonly<Record<string, Json>>;
  readonly assessmentState: { readonly opening: Json; readonly closing: Json };
  readonly actuarial: false;
  readonly safetyRelated: false;
  readonly statement: string;
}

export interface GapList {
  readonly gapCount: number;
  readonly durationMs: number;
  readonly listed: readonly { readonly from: string; readonly durationMs: number; readonly cause: string }[];
}
