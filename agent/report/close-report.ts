import type { EnvironmentGrade, RiskAssessment } from '../contract/assessment.ts';
import type { Origin } from '../contract/driver.ts';
import { noFindings, reportedFindings } from '../contract/finding.ts';
import type { HealthIndices } from '../contract/health.ts';
import type { EpochStart, LogHead } from '../contract/record.ts';
import { type ReportPayload, reportSchemaId } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import type { ReportedDocuments } from '../contract/signed-document.ts';
import type { TimePoint } from '../contract/time.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { reportKind, signEnvelope } from '../evidence/envelope.ts';
import { sha256Prefixed } from '../evidence/hash.ts';
import type { SigningKey } from '../evidence/keys.ts';
import type { PeriodState } from './period.ts';

/** What stays the same from report to report. */
export interface ReportSubject {
  readonly agentId: string;
  readonly origin: Origin;
  readonly epoch: number;
  /** What this epoch began with; said in its first report. */
  readonly epochStart?: EpochStart | undefined;
  readonly robot: ReportPayload['robot'];
  readonly versions: Readonly<Record<string, string>>;
  readonly documents?: ReportedDocuments;
  readonly lossBoundMs: number;
  readonly statement: string;
}

/** What the stages say at the moment the period closes. */
export interface PeriodClosing {
  readonly time: TimePoint;
  readonly counters: UsageCounters;
  readonly log: LogHead;
  readonly consistency: readonly string[];
  readonly environment: EnvironmentGrade;
  readonly notObserved: readonly string[];
  readonly risk: RiskAssessment;
  readonly health?: HealthIndices | undefined;
  readonly anomaly: Readonly<Record<string, Json>>;
  readonly intake: Readonly<Record<string, Json>>;
  readonly assessment: Json;
  /** `sha256:` of the newest receipt: brackets this report in the receiver's time. */
  readonly lastReceipt: string | null;
  /** What a power cut could have cost at most in this period, ms; the subject's when left out. */
  readonly lossBoundMs?: number;
}

export interface ClosedReport {
  readonly payload: ReportPayload;
  readonly jws: string;
  /** `sha256:` of the JWS bytes: the next report's `prevReport`. */
  readonly sha256: string;
}

/** Closes a period: the payload of its report, signed as a JWS over canonical JSON. */
export function closeReport(subject: ReportSubject, period: PeriodState, input: { closing: PeriodClosing; key: SigningKey }): ClosedReport {
  const payload = payloadOf(subject, period, input.closing);
  const jws = signEnvelope({ payload: payload as unknown as Json, key: input.key, ...reportKind });
  return { payload, jws, sha256: sha256Prefixed(jws) };
}

function payloadOf(subject: ReportSubject, period: PeriodState, closing: PeriodClosing): ReportPayload {
  return {
    schema: reportSchemaId,
    agentId: subject.agentId,
    origin: subject.origin,
    robot: subject.robot,
    reportSeq: period.reportSeq,
    epoch: subject.epoch,
    ...(period.logSize === 0 && subject.epochStart !== undefined ? { epochStart: subject.epochStart } : {}),
    period: { from: new Date(period.openedWallMs).toISOString(), to: new Date(closing.time.wallMs).toISOString() },
    prevReport: period.prevReport,
    lastReceipt: closing.lastReceipt,
    log: { ...closing.log, firstSeq: period.logSize, lastSeq: closing.log.size - 1 },
    consistency: closing.consistency,
    time: { syncState: closing.time.syncState, maxStepMs: period.maxStepMs, lossBoundMs: closing.lossBoundMs ?? subject.lossBoundMs },
    versions: subject.versions,
    ...(subject.documents === undefined ? {} : { documents: subject.documents }),
    exposure: { opening: period.opening, closing: closing.counters },
    environment: closing.environment,
    events: { countByClass: period.countByClass, notObserved: closing.notObserved },
    anomaly: closing.anomaly,
    risk: closing.risk,
    ...(closing.health === undefined ? {} : { health: closing.health }),
    gaps: period.gaps,
    findings: reportedFindings(
      period.findings ?? noFindings,
      closing.time,
      period.logSize === 0 && subject.epochStart?.cause === 'rolledBack',
    ),
    intake: closing.intake,
    assessmentState: { opening: period.openingAssessment, closing: closing.assessment },
    actuarial: false,
    safetyRelated: false,
    statement: subject.statement,
  };
}
