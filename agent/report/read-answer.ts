import type { Origin } from '../contract/driver.ts';
import { type ReceiptPayload, type ReceiptVerdict, receiptKind, receiptSchemaId, resendKind, resendSchemaId } from '../contract/receipt.ts';
import type { Json } from '../contract/schema.ts';
import { readCloudEvent } from '../evidence/cloud-event.ts';
import { openEnvelope } from '../evidence/envelope.ts';
import type { KeyRegistry, KeyRole } from '../evidence/key-registry.ts';
import { parseStrictJson } from '../evidence/parse-strict.ts';

/** What a receiver answered, its signature checked against a pinned key. */
export type Answer =
  | { readonly kind: 'receipt'; readonly jws: string; readonly payload: ReceiptPayload }
  | { readonly kind: 'resend'; readonly fromSeq: number; readonly toSeq: number };

export type ReadAnswer =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly code: string; readonly text: string };

export interface AnswerTrust {
  readonly receiverKeys: KeyRegistry;
  /** The agent an answer must be meant for. */
  readonly agentId: string;
}

/** Keys that sign reports do not also acknowledge them. */
const receiverRoles: readonly KeyRole[] = ['insurer', 'lessor', 'owner', 'integrator', 'oem'];
const kinds = { receipt: receiptKind, resend: resendKind } as const;

/** Reads what arrived on the topic of this kind: CloudEvent, signature, role of the key, exact members. Never throws. */
export function readAnswer(bytes: Uint8Array, kind: Answer['kind'], trust: AnswerTrust): ReadAnswer {
  const read = readCloudEvent(bytes);
  if (!read.ok) return flaw(read.code, read.text);
  if (read.event.kind !== kind) return flaw('answer.kind', `a ${read.event.kind} on the topic of a ${kind}`);
  const { jws } = read.event;
  const opened = openEnvelope(Buffer.from(jws), trust.receiverKeys, kinds[kind]);
  if (!opened.ok) return flaw(opened.code, `${opened.place}: ${opened.text}`);
  const { role, revokedFromReportSeq } = opened.key;
  if (!receiverRoles.includes(role)) return flaw('answer.role', `key ${opened.key.kid} is registered as ${role}, which signs no answers`);
  const payload = parseStrictJson(opened.payload.toString('utf8'));
  if (!payload.ok) return flaw('answer.notJson', `payload character ${payload.offset}: ${payload.problem}`);
  const answer = kind === 'receipt' ? receiptOf(payload.value, jws) : resendOf(payload.value);
  if (answer === undefined) return flaw('answer.members', `the payload is no ${kind} of a version this agent knows`);
  if (answer.agentId !== trust.agentId) return flaw('answer.agent', `it speaks to agent ${answer.agentId.slice(0, 64)}`);
  if (revokedFromReportSeq !== undefined && answer.lastSeq >= revokedFromReportSeq) {
    return flaw('answer.revoked', `key ${opened.key.kid} is revoked from report ${revokedFromReportSeq} on`);
  }
  return { ok: true, answer: answer.answer };
}

/** An answer of the right shape, and what the checks that follow compare. */
interface Shaped {
  readonly agentId: string;
  readonly lastSeq: number;
  readonly answer: Answer;
}

type Members = Readonly<Record<string, Json>>;

const receiptMembers = ['schema', 'agentId', 'origin', 'reportSeq', 'report', 'log', 'receivedAt', 'verdict', 'findings'];
const resendMembers = ['schema', 'agentId', 'fromSeq', 'toSeq'];
const verdicts: readonly ReceiptVerdict[] = ['accepted', 'acceptedWithFindings', 'rejected'];
const origins: readonly Origin[] = ['live', 'replay', 'simulation'];
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const hashText = /^sha256:[0-9a-f]{64}$/;

function receiptOf(value: Json, jws: string): Shaped | undefined {
  if (!hasExactly(value, receiptMembers) || value.schema !== receiptSchemaId) return undefined;
  const { agentId, origin, reportSeq, report, log, receivedAt, verdict, findings } = value;
  const isSound =
    typeof agentId === 'string' &&
    origins.some((known) => known === origin) &&
    isSeq(reportSeq) &&
    isText(report, hashText) &&
    isLogHead(log) &&
    isText(receivedAt, isoTime) &&
    verdicts.some((known) => known === verdict) &&
    Array.isArray(findings) &&
    findings.every((finding) => typeof finding === 'string');
  if (!isSound) return undefined;
  return { agentId, lastSeq: reportSeq, answer: { kind: 'receipt', jws, payload: value as unknown as ReceiptPayload } };
}

function resendOf(value: Json): Shaped | undefined {
  if (!hasExactly(value, resendMembers) || value.schema !== resendSchemaId) return undefined;
  const { agentId, fromSeq, toSeq } = value;
  if (typeof agentId !== 'string' || !isSeq(fromSeq) || !isSeq(toSeq) || toSeq < fromSeq) return undefined;
  return { agentId, lastSeq: toSeq, answer: { kind: 'resend', fromSeq, toSeq } };
}

function isLogHead(value: Json | undefined): boolean {
  return value !== undefined && hasExactly(value, ['size', 'root']) && isSeq(value.size) && typeof value.root === 'string';
}

function isSeq(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isText(value: Json | undefined, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function hasExactly(value: Json, members: readonly string[]): value is Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === members.length && members.every((member) => Object.hasOwn(value, member));
}

function flaw(code: string, text: string): ReadAnswer {
  return { ok: false, code, text };
}
