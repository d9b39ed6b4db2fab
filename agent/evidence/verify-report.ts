import { isUtf8 } from 'node:buffer';
import type { ReportPayload } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { openEnvelope, reportKind } from './envelope.ts';
import { sha256Prefixed } from './hash.ts';
import { type KeyRegistry, type RegisteredKey, roleOfOrigin } from './key-registry.ts';
import { readStrictJson } from './read-strict.ts';
import { type CheckId, checkIds, type VerdictNotes } from './verdict.ts';

/** A file as it was received. */
export interface ReceivedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReceivedReport extends ReceivedFile {
  /** When a receiver got it, by the receiver's clock; without it `validFrom` of a key cannot be judged and is not. */
  readonly receivedMs?: number;
}

/** A report whose signature, key and form hold. */
export interface OpenedReport {
  readonly name: string;
  /** `sha256:` of the received bytes, what the next report names as `prevReport`. */
  readonly sha256: string;
  readonly key: RegisteredKey;
  readonly payload: ReportPayload;
}

export interface ReportRules {
  readonly registry: KeyRegistry;
  /** Problems as `/json/pointer: text`; none means the payload is a ReportPayload. */
  readonly validateSchema: (payload: unknown) => readonly string[];
}

/** V0–V3 of one report; undefined when it cannot be used further, with the reason in the notes. */
export function verifyReport(file: ReceivedReport, rules: ReportRules, notes: VerdictNotes): OpenedReport | undefined {
  const opened = openEnvelope(file.bytes, rules.registry, reportKind);
  for (const check of opened.ok ? checksUpTo('V2') : checksUpTo(opened.check)) notes.looked(check);
  if (!opened.ok) {
    notes.failure(opened.check, opened.code, { place: `${file.name} ${opened.place}`, text: opened.text });
    return undefined;
  }
  notes.looked('V3');
  const payload = readPayload({ name: file.name, bytes: opened.payload }, rules, notes);
  if (payload === undefined) return undefined;
  const report = { name: file.name, sha256: sha256Prefixed(file.bytes), key: opened.key, payload };
  return checkKeyUse(report, file.receivedMs, notes) ? report : undefined;
}

function checksUpTo(last: CheckId): readonly CheckId[] {
  return checkIds.slice(0, checkIds.indexOf(last) + 1);
}

function readPayload({ name, bytes }: { name: string; bytes: Buffer }, rules: ReportRules, notes: VerdictNotes): ReportPayload | undefined {
  if (!isUtf8(bytes)) return refuse(notes, 'payload.notUtf8', { place: `${name} payload`, text: 'not UTF-8 text' });
  const text = bytes.toString('utf8');
  const parsed = readStrictJson(text);
  if (!parsed.ok) {
    const offset = Buffer.byteLength(text.slice(0, parsed.offset));
    return refuse(notes, 'payload.notStrictJson', { place: `${name} payload byte ${offset}`, text: parsed.problem });
  }
  const problems = rules.validateSchema(parsed.value);
  for (const problem of problems) {
    const [, pointer = '', words = problem] = /^(\/\S*): (.*)$/s.exec(problem) ?? [];
    refuse(notes, 'payload.schema', { place: `${name} payload ${pointer}`.trimEnd(), text: words });
  }
  if (problems.length > 0) return undefined;
  if (!parsed.isCanonical) noteNotCanonical({ name, text, value: parsed.value }, notes);
  return parsed.value as unknown as ReportPayload;
}

// The signature covers the received bytes, so this is a remark: another implementation could not recompute the same bytes.
function noteNotCanonical({ name, text, value }: { name: string; text: string; value: Json }, notes: VerdictNotes): void {
  const canonical = canonicalJson(value);
  let same = 0;
  while (canonical[same] === text[same]) same += 1;
  const offset = Buffer.byteLength(text.slice(0, same));
  notes.finding('V3', 'payload.notCanonical', {
    place: `${name} payload byte ${offset}`,
    text: 'signed, but not canonical JSON (RFC 8785)',
  });
}

function refuse(notes: VerdictNotes, code: string, at: { place: string; text: string }): undefined {
  notes.failure('V3', code, at);
  return undefined;
}

// A key in the file may still not sign this: not for this agent, not for this origin, not any more, not yet (decisions D1, A5).
function checkKeyUse({ name, key, payload }: OpenedReport, receivedMs: number | undefined, notes: VerdictNotes): boolean {
  const { agentId, reportSeq, origin } = payload;
  const place = `${name} header /kid`;
  const objections = {
    'key.otherAgent': agentId !== key.agentId && `key ${key.kid} is enrolled for agent ${key.agentId}, the report speaks for ${agentId}`,
    'key.role': roleOfOrigin[origin] !== key.role && `a key of role ${key.role} signed a report of origin ${origin}`,
    'key.revoked':
      reportSeq >= (key.revokedFromReportSeq ?? Number.POSITIVE_INFINITY) &&
      `revoked from report ${key.revokedFromReportSeq}, this is report ${reportSeq}`,
    'key.notYetValid':
      receivedMs !== undefined && receivedMs < (key.validFromMs ?? Number.NEGATIVE_INFINITY) && 'received before the key became valid',
  };
  const stated = Object.entries(objections).flatMap(([code, text]) => (text === false ? [] : [{ code, text }]));
  for (const { code, text } of stated) notes.failure('V1', code, { place, text });
  return stated.length === 0;
}
