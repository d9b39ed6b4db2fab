import type { Problem } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { type PublicJwk, thumbprint } from './keys.ts';
import { parseStrictJson } from './parse-strict.ts';
import { publicKeyFlaw } from './public-key-flaw.ts';

/** Says what is wrong with a member of a key: its pointer within the key, what stands there, what to write. */
export type ReportMember = (member: string, value: string, remedy: string) => void;
/** One key of a JWKS as it was written. */
export type JwksEntry = Readonly<Record<string, Json>>;

/** The keys of a JWKS by `kid`, each read by `readKey`, and everything wrong with them, placed in `file`. */
export function readJwks<K extends { readonly kid: string }>(
  jwksText: string,
  file: string,
  readKey: (entry: JwksEntry, report: ReportMember) => K | undefined,
): { readonly keys: ReadonlyMap<string, K>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const keys = new Map<string, K>();
  keyEntries(jwksText, problems).forEach((entry, index) => {
    const place = `/keys/${index}`;
    const report: ReportMember = (member, value, remedy) => problems.push({ place: `${place}${member}`, value, remedy });
    const key = isEntry(entry) ? readKey(entry, report) : refuse(report, '', 'not an object', 'write one JSON object per key');
    if (key === undefined) return;
    if (keys.has(key.kid)) problems.push({ place, value: `key ${key.kid} again`, remedy: 'list every key once' });
    keys.set(key.kid, key);
  });
  return { keys, problems: problems.map((problem) => ({ ...problem, place: `${file} ${problem.place}` })) };
}

function keyEntries(jwksText: string, problems: Problem[]): readonly Json[] {
  const parsed = parseStrictJson(jwksText);
  if (!parsed.ok) {
    problems.push({ place: `character ${parsed.offset}`, value: parsed.problem, remedy: 'write a JWKS: {"keys":[…]}' });
    return [];
  }
  const keys = isEntry(parsed.value) ? parsed.value.keys : undefined;
  if (Array.isArray(keys) && keys.length > 0) return keys;
  problems.push({
    place: '/keys',
    value: keys === undefined ? 'missing' : 'no keys',
    remedy: 'write a JWKS with at least one key: {"keys":[…]}',
  });
  return [];
}

const jwkMembers = ['kty', 'crv', 'x', 'kid', 'use', 'alg'];

/**
 * The public Ed25519 key of an entry that may have these members besides those of a key. Undefined when it must not be believed, and
 * `report` has heard why.
 */
export function readPublicJwk(entry: JwksEntry, members: readonly string[], report: ReportMember): PublicJwk | undefined {
  if ('d' in entry)
    return refuse(report, '/d', 'a private key', 'remove "d" and treat that key as lost: a registry holds public keys only');
  const known = [...jwkMembers, ...members];
  for (const member of Object.keys(entry).filter((name) => !known.includes(name))) {
    report(`/${member}`, 'unknown key', `use only ${known.join(', ')}`);
  }
  const jwk = readJwk(entry, report);
  if (jwk === undefined) return undefined;
  const kid = thumbprint(jwk);
  if (entry.kid !== undefined && entry.kid !== kid)
    report('/kid', show(entry.kid), `write the RFC 7638 thumbprint ${kid}, or leave it out`);
  return jwk;
}

function readJwk(entry: JwksEntry, report: ReportMember): PublicJwk | undefined {
  if (entry.kty !== 'OKP' || entry.crv !== 'Ed25519') {
    return refuse(report, '', `kty ${show(entry.kty)}, crv ${show(entry.crv)}`, 'use an Ed25519 key: "kty":"OKP","crv":"Ed25519"');
  }
  if (entry.alg !== undefined && entry.alg !== 'Ed25519' && entry.alg !== 'EdDSA')
    report('/alg', show(entry.alg), 'write "Ed25519", or leave it out');
  const flaw = typeof entry.x === 'string' ? publicKeyFlaw(entry.x) : 'missing';
  if (typeof entry.x !== 'string' || flaw !== undefined)
    return refuse(report, '/x', flaw ?? 'missing', 'write the 32 public bytes as base64url');
  return { kty: 'OKP', crv: 'Ed25519', x: entry.x };
}

/** The moment a member says, ms; undefined when it is absent or no UTC time, and `report` has heard the latter. */
export function readUtcMs(entry: JwksEntry, member: string, report: ReportMember): number | undefined {
  const value = entry[member];
  if (value === undefined) return undefined;
  const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) return refuse(report, `/${member}`, show(value), 'write a UTC time such as 2026-01-31T00:00:00Z');
  return ms;
}

function refuse(report: ReportMember, ...problem: Parameters<ReportMember>): undefined {
  report(...problem);
  return undefined;
}

/** A value as it stands in a message. */
export const show = (value: Json | undefined): string => (value === undefined ? 'missing' : JSON.stringify(value));

function isEntry(value: Json): value is JwksEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
