import { InvariantError } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import type { RegisteredKey } from './key-registry.ts';
import { type SigningKey, verifySignature } from './keys.ts';
import { parseStrictJson } from './parse-strict.ts';
import { readStrictJson } from './read-strict.ts';

/** Largest signed document, bytes. */
export const envelopeBytesMax = 1_048_576;

/** Header values of a report (risk model §6.5). */
export const reportKind = { typ: 'rra-report+jws', cty: 'application/vnd.rra.report+json' } as const;

export interface EnvelopeKind {
  readonly typ: string;
  readonly cty: string;
}

export interface EnvelopeInput extends EnvelopeKind {
  readonly payload: Json;
  readonly key: SigningKey;
}

/** The step of the verification that refused (risk model §6.7). */
export interface EnvelopeFlaw {
  readonly ok: false;
  readonly check: 'V0' | 'V1' | 'V2';
  readonly code: string;
  /** Byte of the file, or JSON pointer into the header. */
  readonly place: string;
  readonly text: string;
}

/** A key somebody decided to believe, with whatever else is known of it. */
export type BelievedKey = Pick<RegisteredKey, 'kid' | 'publicKey'>;

export type OpenedEnvelope<K extends BelievedKey = RegisteredKey> =
  | { readonly ok: true; readonly key: K; readonly payload: Buffer }
  | EnvelopeFlaw;

/**
 * Signs the canonical JSON of the payload as JWS Compact (RFC 7515, alg of RFC 9864): one ASCII line without a line break.
 * Throws InvariantError for what `openEnvelope` and the strict parser would refuse: that must never be signed.
 */
export function signEnvelope({ payload, key, typ, cty }: EnvelopeInput): string {
  const content = canonicalJson(payload);
  const parsed = readStrictJson(content);
  if (!parsed.ok)
    throw new InvariantError('evidence/unreadable-payload', `A payload to be signed has at ${parsed.offset}: ${parsed.problem}`);
  const header = JSON.stringify({ alg: 'Ed25519', kid: key.kid, typ, cty });
  const signingInput = `${Buffer.from(header).toString('base64url')}.${Buffer.from(content).toString('base64url')}`;
  const envelope = `${signingInput}.${key.sign(Buffer.from(signingInput)).toString('base64url')}`;
  if (envelope.length > envelopeBytesMax) {
    throw new InvariantError('evidence/envelope-too-large', `A signed document of ${envelope.length} bytes is over ${envelopeBytesMax}`);
  }
  return envelope;
}

/** V0–V2: form, header, key and signature, over the received bytes. Says what is wrong instead of throwing. */
export function openEnvelope<K extends BelievedKey>(
  envelope: Uint8Array,
  registry: ReadonlyMap<string, K>,
  kind: EnvelopeKind,
): OpenedEnvelope<K> {
  const parts = splitParts(envelope);
  if ('ok' in parts) return parts;
  const header = readHeader(parts.header, kind);
  if ('ok' in header) return header;
  const key = typeof header.kid === 'string' ? registry.get(header.kid) : undefined;
  if (key === undefined) {
    return flaw('V1', 'key.unknown', { place: 'header /kid', text: `${JSON.stringify(header.kid)} is not in the key file` });
  }
  if (verifySignature(key.publicKey, parts.signingInput, parts.signature)) return { ok: true, key, payload: parts.payload };
  return flaw('V2', 'signature.wrong', {
    place: 'bytes 0–end',
    text: `the signature does not fit: a byte was changed, or key ${key.kid} did not sign this`,
  });
}

interface Parts {
  readonly header: Buffer;
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly signingInput: Buffer;
}

function splitParts(envelope: Uint8Array): Parts | EnvelopeFlaw {
  if (envelope.length > envelopeBytesMax) {
    return flaw('V0', 'envelope.tooLarge', {
      place: `byte ${envelopeBytesMax}`,
      text: `${envelope.length} bytes, at most ${envelopeBytesMax}`,
    });
  }
  const text = Buffer.from(envelope).toString('latin1');
  const foreign = /[^A-Za-z0-9_.-]/.exec(text);
  if (foreign !== null)
    return flaw('V0', 'envelope.notBase64url', { place: `byte ${foreign.index}`, text: 'not base64url, a dot, or nothing' });
  const encoded = text.split('.');
  const [header, payload, signature] = encoded.map((part) => Buffer.from(part, 'base64url'));
  if (encoded.length !== 3 || !header || !payload || !signature) {
    return flaw('V0', 'envelope.parts', { place: 'bytes 0–end', text: `${encoded.length} parts between dots, must be 3` });
  }
  // Two spellings of the same bytes would let a file change without its signature noticing.
  const loose = [header, payload, signature].findIndex((part, place) => part.toString('base64url') !== encoded[place]);
  if (loose >= 0) {
    const end = encoded.slice(0, loose + 1).join('.').length;
    return flaw('V0', 'envelope.notBase64url', { place: `byte ${Math.max(0, end - 1)}`, text: 'base64url with left-over bits' });
  }
  const signingInput = Buffer.from(text.slice(0, text.lastIndexOf('.')), 'latin1');
  return { header, payload, signature, signingInput };
}

type Header = Readonly<Record<'kid', Json | undefined>>;

function readHeader(header: Buffer, kind: EnvelopeKind): Header | EnvelopeFlaw {
  const parsed = parseStrictJson(header.toString('utf8'));
  if (!parsed.ok) return flaw('V1', 'header.notJson', { place: `header character ${parsed.offset}`, text: parsed.problem });
  const members = parsed.value;
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    return flaw('V1', 'header.notJson', { place: 'header', text: 'not an object' });
  }
  return checkMembers(members as Readonly<Record<string, Json>>, kind);
}

const headerMembers = ['alg', 'kid', 'typ', 'cty'];

// Unknown members are refused as well as crit, jwk, jku and x5*: nothing in a header may say which key to trust.
function checkMembers(header: Readonly<Record<string, Json>>, kind: EnvelopeKind): Header | EnvelopeFlaw {
  const foreign = Object.keys(header).find((member) => !headerMembers.includes(member));
  if (foreign !== undefined) return flaw('V1', 'header.member', { place: `header /${foreign}`, text: 'not allowed in the header' });
  if (header.alg !== 'Ed25519' && header.alg !== 'EdDSA') {
    return flaw('V1', 'header.alg', { place: 'header /alg', text: `${JSON.stringify(header.alg)}, must be "Ed25519"` });
  }
  for (const member of ['typ', 'cty'] as const) {
    if (header[member] === kind[member]) continue;
    return flaw('V1', `header.${member}`, {
      place: `header /${member}`,
      text: `${JSON.stringify(header[member])}, must be "${kind[member]}"`,
    });
  }
  return { kid: header.kid };
}

function flaw(check: EnvelopeFlaw['check'], code: string, at: { place: string; text: string }): EnvelopeFlaw {
  return { ok: false, check, code, ...at };
}
