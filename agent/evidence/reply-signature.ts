import type { LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { openEnvelope, signEnvelope } from './envelope.ts';
import type { SigningKey } from './keys.ts';
import { parseStrictJson } from './parse-strict.ts';
import type { TrustedKey, TrustStore } from './trust-store.ts';

/** Header values of the owner's signature on a reply to a finding. */
export const replySignatureKind = { typ: 'robot-risk-reply+jws', cty: 'application/vnd.robot-risk.finding-reply+json' } as const;
export const replySchemaId = 'robot-risk/finding-reply/1';
/** Longest signature that goes on record, characters: a reply of a thousand characters has room in any script. */
export const replySignatureCharsMax = 12_288;

/** What the owner signs: to which finding of whose ledger, and in which words (decisions C5). */
export interface ReplyClaims {
  /** Code of the finding. */
  readonly finding: string;
  readonly agentId: string;
  readonly epoch: number;
  /** Sequence number of the finding in that epoch. */
  readonly seq: number;
  readonly text: string;
  /** UTC, by the clock of whoever signed. */
  readonly at: string;
}

/** JWS over the canonical JSON of the claims. */
export function signReply(claims: ReplyClaims, key: SigningKey): string {
  return signEnvelope({ payload: { schema: replySchemaId, ...claims } as unknown as Json, key, ...replySignatureKind });
}

export type ReplyRefusal = 'unsigned' | 'malformed' | 'notTrusted' | 'revoked' | 'wrongRole' | 'outOfTerm' | 'otherReply';
export type ReplyStanding =
  | { readonly signed: { readonly kid: string; readonly name: string | undefined; readonly at: string } }
  | { readonly reason: ReplyRefusal; readonly text: string };

/**
 * Whether a trusted key of the owner signed this `finding.reply` of that agent's ledger: the key is believed, as owner, at the signed time,
 * and every claim is what the record says. A reply without a signature was stated on the device. Never throws on what the record holds.
 */
export function verifyReply(record: Pick<LedgerRecord, 'epoch' | 'data'>, agentId: string, trust: TrustStore): ReplyStanding {
  const { jws } = record.data;
  if (jws === undefined) return { reason: 'unsigned', text: 'stated on the device, unsigned' };
  if (typeof jws !== 'string' || jws.length > replySignatureCharsMax) return malformed('no signature of a reply');
  const opened = openEnvelope(Buffer.from(jws), trust, replySignatureKind);
  if (!opened.ok) return opened.code === 'key.unknown' ? { reason: 'notTrusted', text: opened.text } : malformed(opened.text);
  const claims = readClaims(opened.payload);
  if (claims === undefined) return malformed(`what key ${opened.key.kid} signed is not a ${replySchemaId}`);
  return refusalOf(claims, record, agentId) ?? termOf(claims, opened.key);
}

const malformed = (text: string): ReplyStanding => ({ reason: 'malformed', text });

function refusalOf(claims: ReplyClaims, { epoch, data }: Pick<LedgerRecord, 'epoch' | 'data'>, agentId: string): ReplyStanding | undefined {
  const stated: Omit<ReplyClaims, 'at'> = { ...data, finding: data.code, agentId, epoch, seq: data.findingSeq } as never;
  const names = ['finding', 'agentId', 'epoch', 'seq', 'text'] as const;
  const differing = names.find((name) => claims[name] !== stated[name]);
  return differing === undefined ? undefined : { reason: 'otherReply', text: `its ${differing} is not the one that was signed` };
}

function termOf({ at }: ReplyClaims, { kid, name, role, revokedAtMs, validFromMs, validUntilMs }: TrustedKey): ReplyStanding {
  const atMs = Date.parse(at);
  if (revokedAtMs !== undefined) return { reason: 'revoked', text: `key ${kid} was revoked at ${new Date(revokedAtMs).toISOString()}` };
  if (role !== 'owner') return { reason: 'wrongRole', text: `signed with the key of the ${role}, not of the owner` };
  if (atMs < validFromMs || atMs >= validUntilMs) return { reason: 'outOfTerm', text: `key ${kid} is not believed at ${at}` };
  return { signed: { kid, name, at } };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const rules: Readonly<Record<keyof ReplyClaims | 'schema', (value: unknown) => boolean>> = {
  schema: (value) => value === replySchemaId,
  finding: isText,
  agentId: isText,
  epoch: Number.isSafeInteger,
  seq: Number.isSafeInteger,
  text: isText,
  at: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) && new Date(Date.parse(value)).toISOString() === value,
};

/** The claims of a signature whose bytes were verified; undefined for anything but exactly their form. */
function readClaims(payload: Buffer): ReplyClaims | undefined {
  const parsed = parseStrictJson(payload.toString('utf8'));
  const value = parsed.ok ? parsed.value : null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, Json>>;
  const isWhole = Object.keys(members).length === Object.keys(rules).length;
  return isWhole && Object.entries(rules).every(([name, fits]) => fits(members[name])) ? (members as unknown as ReplyClaims) : undefined;
}
