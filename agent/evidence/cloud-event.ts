import { isUtf8 } from 'node:buffer';
import type { Json } from '../contract/schema.ts';
import { envelopeBytesMax } from './envelope.ts';
import { parseStrictJson } from './parse-strict.ts';

/** Content type of a CloudEvent in structured JSON mode, the only mode MQTT 3.1.1 can carry. */
export const cloudEventContentType = 'application/cloudevents+json';
/** Largest event, bytes: a signed document and its attributes. */
export const cloudEventBytesMax = envelopeBytesMax + 4_096;

/** Up: a signed report. Down: a signed receipt, or a signed request to send reports again. */
export const cloudEventTypes = {
  report: 'org.robot-risk.report.v1',
  receipt: 'org.robot-risk.receipt.v1',
  resend: 'org.robot-risk.resend.v1',
} as const;
export type CloudEventKind = keyof typeof cloudEventTypes;

export interface CloudEventInput {
  readonly kind: CloudEventKind;
  /** Key that signed `jws`. */
  readonly kid: string;
  /** The agent that reports, or that is answered. */
  readonly agentId: string;
  /** Epoch of a report; 0 for what a receiver sends. */
  readonly epoch: number;
  /** The report, or the first one asked for. */
  readonly reportSeq: number;
  /** Wall clock of the sender. */
  readonly recordedMs: number;
  readonly jws: string;
}

/** An event as it arrived. Its attributes are not signed: they route, and only the JWS may be believed. */
export interface CloudEvent {
  readonly kind: CloudEventKind;
  readonly id: string;
  /** The agent's id of a report, the receiver's `kid` of everything else, as claimed by the source. */
  readonly sender: string;
  readonly reportSeq: number;
  readonly jws: string;
}

export type ReadCloudEvent = { readonly ok: true; readonly event: CloudEvent } | CloudEventFlaw;

export interface CloudEventFlaw {
  readonly ok: false;
  readonly code: string;
  readonly text: string;
}

const SEQUENCE_DIGITS = 12;
const SPEC = '1.0';
const DATA_TYPE = 'application/jose';
const KNOWN = ['specversion', 'id', 'source', 'type', 'sequence', 'recordedtime', 'datacontenttype', 'data'];

/** A signed document as a CloudEvent 1.0 in structured JSON, risk model §6.5; the sequence sorts as text. */
export function toCloudEvent(input: CloudEventInput): string {
  const { kind, kid, agentId, reportSeq, recordedMs, jws } = input;
  return JSON.stringify({
    specversion: SPEC,
    id: idOf(input),
    source: kind === 'report' ? `urn:robot-risk:agent:${agentId}` : `urn:robot-risk:receiver:${kid}`,
    type: cloudEventTypes[kind],
    sequence: String(reportSeq).padStart(SEQUENCE_DIGITS, '0'),
    recordedtime: new Date(recordedMs).toISOString(),
    datacontenttype: DATA_TYPE,
    data: jws,
  });
}

// The same receipt sent again is the same event; the same question asked again is another one.
function idOf({ kind, kid, agentId, epoch, reportSeq, recordedMs }: CloudEventInput): string {
  if (kind === 'report') return `${kid}:${epoch}:${reportSeq}`;
  const answer = `${kid}:${kind}:${agentId}:${reportSeq}`;
  return kind === 'receipt' ? answer : `${answer}:${recordedMs}`;
}

/** Reads an event of one of our types. Never throws; extension attributes a broker or bridge added are passed over. */
export function readCloudEvent(bytes: Uint8Array): ReadCloudEvent {
  if (bytes.length > cloudEventBytesMax) return flaw('event.tooLarge', `${bytes.length} bytes, at most ${cloudEventBytesMax}`);
  if (!isUtf8(bytes)) return flaw('event.notUtf8', 'not UTF-8 text');
  const parsed = parseStrictJson(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok) return flaw('event.notJson', `character ${parsed.offset}: ${parsed.problem}`);
  if (!isMembers(parsed.value)) return flaw('event.notJson', 'not an object');
  const members = parsed.value;
  const kind = (Object.keys(cloudEventTypes) as CloudEventKind[]).find((known) => cloudEventTypes[known] === members.type);
  if (kind === undefined) return flaw('event.type', `${show(members.type)}, must be one of ${Object.values(cloudEventTypes).join(', ')}`);
  const problem = foreignMember(members) ?? brokenMember(members, kind);
  if (problem !== undefined) return problem;
  const [id, source, sequence, jws] = [members.id, members.source, members.sequence, members.data].map(String) as TextMembers;
  return { ok: true, event: { kind, id, sender: source.slice(source.lastIndexOf(':') + 1), reportSeq: Number(sequence), jws } };
}

type TextMembers = [id: string, source: string, sequence: string, data: string];

const matches =
  (pattern: RegExp) =>
  (value: Json | undefined): boolean =>
    typeof value === 'string' && pattern.test(value);

const memberRules: Readonly<Record<string, { readonly fits: (value: Json | undefined) => boolean; readonly must: string }>> = {
  specversion: { fits: (value) => value === SPEC, must: `must be "${SPEC}"` },
  id: { fits: matches(/^[\x21-\x7e]{1,512}$/), must: 'must be 1 to 512 printable characters' },
  sequence: { fits: matches(/^\d{12}$/), must: `must be ${SEQUENCE_DIGITS} digits` },
  recordedtime: { fits: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/), must: 'must be a UTC time' },
  datacontenttype: { fits: (value) => value === DATA_TYPE, must: `must be "${DATA_TYPE}"` },
  data: { fits: (value) => typeof value === 'string' && value.length <= envelopeBytesMax, must: 'must be a JWS in compact form' },
};

const sourceOf: Readonly<Record<CloudEventKind, RegExp>> = {
  report: /^urn:robot-risk:agent:[A-Za-z0-9_-]{43}$/,
  receipt: /^urn:robot-risk:receiver:[A-Za-z0-9_-]{43}$/,
  resend: /^urn:robot-risk:receiver:[A-Za-z0-9_-]{43}$/,
};

function brokenMember(members: Readonly<Record<string, Json>>, kind: CloudEventKind): CloudEventFlaw | undefined {
  for (const [name, { fits, must }] of Object.entries(memberRules)) {
    if (!fits(members[name])) return flaw(`event.${name}`, `${show(members[name])}, ${must}`);
  }
  const fits = matches(sourceOf[kind])(members.source);
  return fits ? undefined : flaw('event.source', `${show(members.source)}, must be the URN of the sender of a ${kind}`);
}

// CloudEvents 1.0 §3.1: names are lower-case letters and digits, values of extensions are scalars.
function foreignMember(members: Readonly<Record<string, Json>>): CloudEventFlaw | undefined {
  const name = Object.keys(members).find(
    (key) => !KNOWN.includes(key) && (!/^[a-z0-9]+$/.test(key) || (typeof members[key] === 'object' && members[key] !== null)),
  );
  return name === undefined ? undefined : flaw('event.member', `${JSON.stringify(name.slice(0, 64))} is no attribute of such an event`);
}

function flaw(code: string, text: string): CloudEventFlaw {
  return { ok: false, code, text };
}

const show = (value: Json | undefined): string => (value === undefined ? 'missing' : JSON.stringify(value).slice(0, 128));

function isMembers(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
