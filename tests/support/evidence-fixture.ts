import type { RiskAssessment } from '../../agent/contract/assessment.ts';
import type { Origin } from '../../agent/contract/driver.ts';
import type { EpochStart, LedgerRecord } from '../../agent/contract/record.ts';
import { type ReportPayload, reportSchemaId } from '../../agent/contract/report.ts';
import type { Json } from '../../agent/contract/schema.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { type MsByGrade, noUsage, type UsageCounters } from '../../agent/contract/usage.ts';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { chainNext, chainStart, linkOf } from '../../agent/evidence/chain.ts';
import { reportKind, signEnvelope } from '../../agent/evidence/envelope.ts';
import { prefixed, sha256, sha256Prefixed } from '../../agent/evidence/hash.ts';
import { type KeyRegistry, readKeyRegistry, roleOfOrigin } from '../../agent/evidence/key-registry.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { CompactRange, consistencyProof, leafHash } from '../../agent/evidence/merkle-log.ts';
import type { ReceivedFile } from '../../agent/evidence/verify-report.ts';

/** The same type with every member writable, for tests that change one thing. */
export type Draft<T> = Json extends T ? T : T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

export interface EvidenceOptions {
  /** Names the robot: same word, same key. */
  readonly robot?: string;
  readonly reportCount?: number;
  readonly recordsPerReportCount?: number;
  readonly unsealedRecordCount?: number;
  readonly epoch?: number;
  /** Makes the first record, and what the first report says of it, the start of an epoch. */
  readonly epochStart?: EpochStart;
  readonly origin?: Origin;
  /** Changes a report's payload before it is signed; the reports after it stay as planned. */
  readonly changePayload?: (payload: Draft<ReportPayload>, reportSeq: number) => void;
  /** Changes the exported ledger after everything was signed. */
  readonly changeLines?: (lines: string[]) => string[];
}

export interface EvidenceFixture {
  readonly key: SigningKey;
  readonly jwks: string;
  readonly registry: KeyRegistry;
  readonly reports: readonly ReceivedFile[];
  readonly ledgers: readonly ReceivedFile[];
  readonly payloads: readonly ReportPayload[];
  /** Canonical records without line breaks, as signed. */
  readonly lines: readonly string[];
}

/** Length of one report period of the fixture, wall time. */
export const fixturePeriodMs = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);

/** Consistent, signed evidence of one robot: reports of an hour each, and the ledger they speak of. */
export function buildEvidence(options: EvidenceOptions = {}): EvidenceFixture {
  const { robot = 'robot', reportCount = 3, recordsPerReportCount = 4, unsealedRecordCount = 0, origin = 'replay' } = options;
  const key = signingKeyFromSeed(sha256(robot));
  const lines = recordLines({
    key,
    origin,
    epoch: options.epoch ?? 0,
    epochStart: options.epochStart,
    recordCount: reportCount * recordsPerReportCount + unsealedRecordCount,
  });
  const payloads: ReportPayload[] = [];
  const reports: ReceivedFile[] = [];
  let prevReport: string | null = null;
  for (let reportSeq = 0; reportSeq < reportCount; reportSeq += 1) {
    const plan: ReportPlan = { key, lines, reportSeq, origin, epoch: options.epoch ?? 0, prevReport, recordsPerReportCount };
    const payload = planPayload(plan);
    if (reportSeq === 0 && options.epochStart !== undefined) Object.assign(payload, { epochStart: options.epochStart });
    options.changePayload?.(payload as unknown as Draft<ReportPayload>, reportSeq);
    const jws = signEnvelope({ payload: payload as unknown as Json, key, ...reportKind });
    prevReport = sha256Prefixed(jws);
    payloads.push(payload);
    reports.push({ name: `reports/${String(reportSeq).padStart(6, '0')}.jws`, bytes: Buffer.from(jws) });
  }
  const jwks = jwksOf([{ key, role: roleOfOrigin[origin] }]);
  const exported = (options.changeLines ?? ((kept) => kept))([...lines]);
  const ledgers = [{ name: 'ledger.jsonl', bytes: Buffer.from(exported.map((line) => `${line}\n`).join('')) }];
  return { key, jwks, registry: readKeyRegistry(jwks), reports, ledgers, payloads, lines };
}

/** A JWKS of these keys with these further members. */
export function jwksOf(entries: readonly { key: SigningKey; [member: string]: unknown }[]): string {
  return JSON.stringify({ keys: entries.map(({ key, ...members }) => ({ ...key.publicJwk, kid: key.kid, ...members })) });
}

/** The canonical record that would stand at `seq` after this chain head. */
export function recordLine(record: Partial<LedgerRecord> & Pick<LedgerRecord, 'seq' | 'link'>): string {
  const atMs = record.seq * 60_000;
  return canonicalJson({
    v: 1,
    epoch: 0,
    bootId: 'boot-1',
    origin: 'replay',
    type: 'meter.tick',
    monoNs: `${atMs * 1_000_000}`,
    wall: new Date(START_MS + atMs).toISOString(),
    data: { operatingMs: atMs, note: 'Wärme °C' },
    ...record,
  } as unknown as Json);
}

interface LinesPlan {
  readonly key: SigningKey;
  readonly origin: Origin;
  readonly epoch: number;
  readonly epochStart: EpochStart | undefined;
  readonly recordCount: number;
}

function recordLines({ key, origin, epoch, epochStart, recordCount }: LinesPlan): string[] {
  let head = chainStart(key.kid, epoch);
  return Array.from({ length: recordCount }, (_, seq) => {
    const isStart = seq === 0 && epochStart !== undefined;
    const start = isStart ? { type: 'epoch.start', data: epochStart as unknown as LedgerRecord['data'] } : {};
    const line = recordLine({ seq, link: linkOf(head), origin, epoch, ...start });
    head = chainNext(head, line);
    return line;
  });
}

interface ReportPlan {
  readonly key: SigningKey;
  readonly lines: readonly string[];
  readonly reportSeq: number;
  readonly origin: Origin;
  readonly epoch: number;
  readonly prevReport: string | null;
  readonly recordsPerReportCount: number;
}

function planPayload(plan: ReportPlan): ReportPayload {
  const { key, lines, reportSeq, origin, epoch, prevReport, recordsPerReportCount } = plan;
  const [oldSize, size] = [reportSeq * recordsPerReportCount, (reportSeq + 1) * recordsPerReportCount];
  const leaves = lines.map((line) => leafHash(line));
  const fromMs = START_MS + reportSeq * fixturePeriodMs;
  return {
    schema: reportSchemaId,
    agentId: key.kid,
    origin,
    robot: { manufacturer: 'Example', model: 'Arm', serialNumber: unknown('notDeclared'), profile: 'example-arm' },
    reportSeq,
    epoch,
    period: { from: new Date(fromMs).toISOString(), to: new Date(fromMs + fixturePeriodMs).toISOString() },
    prevReport,
    lastReceipt: null,
    log: { ...logHead(key.kid, epoch, lines.slice(0, size)), firstSeq: oldSize, lastSeq: size - 1 },
    consistency: consistencyProof((place) => leaves[place] ?? sha256(''), oldSize, size).map((hash) => hash.toString('hex')),
    time: { syncState: 'synced', maxStepMs: 0, lossBoundMs: 60_000 },
    versions: { agent: '0.1.0', profile: sha256Prefixed('profile') },
    exposure: { opening: countersAfter(reportSeq), closing: countersAfter(reportSeq + 1) },
    environment: { e: 3, ePhys: 2, ePeople: 3, binding: 'D5', dimensions: { D5: { grade: 3, provenance: 'declared', value: 'H2' } } },
    events: { countByClass: { protectiveStop: 1, gripLost: 2 }, notObserved: ['fall'] },
    anomaly: { alarmCount: 0 },
    risk: plannedRisk(countersAfter(reportSeq + 1).operatingMsByE),
    gaps: { gapCount: 0, durationMs: 0, listed: [] },
    intake: { table: { frameCount: 10 } },
    assessmentState: { opening: { version: 1, hours: [reportSeq] }, closing: { version: 1, hours: [reportSeq + 1] } },
    actuarial: false,
    safetyRelated: false,
    statement: 'Relative insurance-risk index, 50 = model reference; not a safety rating.',
  };
}

function logHead(agentId: string, epoch: number, lines: readonly string[]): { size: number; root: string; head: string } {
  const range = new CompactRange();
  for (const line of lines) range.append(leafHash(line));
  const head = lines.reduce((before, line) => chainNext(before, line), chainStart(agentId, epoch));
  return { size: lines.length, root: prefixed(range.root()), head: prefixed(head) };
}

/** Lifetime counters after so many periods of the fixture. */
export function countersAfter(periodCount: number): UsageCounters {
  const split = (first: number, second: number): MsByGrade => [first * periodCount, second * periodCount, 0, 0, 0];
  return {
    ...noUsage,
    powerOnMs: 3_599_000 * periodCount,
    readyMs: 3_000_000 * periodCount,
    operatingMs: 2_000_000 * periodCount,
    collaborativeMs: 500_000 * periodCount,
    gapMs: 1_000 * periodCount,
    operatingMsByE: split(1_500_000, 500_000),
    operatingMsByEPhys: split(2_000_000, 0),
    operatingMsByEPeople: split(500_000, 1_500_000),
    cycleCount: 7 * periodCount,
  };
}

function plannedRisk(operatingMsByE: MsByGrade): RiskAssessment {
  const one = { environment: 1, use: 1, safety: 1, health: 1, anomaly: unknown('learning'), context: 1 };
  return {
    riskIndex: 50,
    p05Index: 31.25,
    p95Index: 70.5,
    lnM: 0,
    drivers: [{ dimension: 'use', ln: 0, factorRatio: 1, aloneIndex: 50, shareRatio: 0, textEn: 'use ×1.00', textZh: '使用 ×1.00' }],
    relativities: one,
    covers: { body: 50, thirdParty: unknown('insufficientData') },
    history: [],
    notObserved: ['fall'],
    coverageRatio: 1,
    coverageTier: 'normal',
    displayGrade: 3,
    operatingMsByE,
  };
}
