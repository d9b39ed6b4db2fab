import type { KeyObject } from 'node:crypto';
import type { Origin } from '../contract/driver.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { type PublicJwk, thumbprint, verifyingKey } from './keys.ts';
import { parseStrictJson } from './parse-strict.ts';
import { publicKeyFlaw } from './public-key-flaw.ts';

/** What a key may sign: the first three sign reports of their origin, the others documents and receipts (decisions A5, D5). */
export const keyRoles = ['agent', 'replay', 'simulation', 'insurer', 'lessor', 'owner', 'integrator', 'oem'] as const;
export type KeyRole = (typeof keyRoles)[number];

/** A device key (`agent`) never signs what is not live (decisions A5). */
export const roleOfOrigin = { live: 'agent', replay: 'replay', simulation: 'simulation' } as const satisfies Record<Origin, KeyRole>;

/** One public key somebody enrolled. */
export interface RegisteredKey {
  readonly kid: string;
  /** The agent this key speaks for: the thumbprint of its first key; without the member, its own `kid`. */
  readonly agentId: string;
  readonly role: KeyRole;
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  /** Valid for what was received from this moment on, by the receiver's clock. */
  readonly validFromMs: number | undefined;
  /** The first report that this key may no longer sign. */
  readonly revokedFromReportSeq: number | undefined;
}

/** Enrolled keys by `kid`. */
export type KeyRegistry = ReadonlyMap<string, RegisteredKey>;

/**
 * Reads a JWKS whose keys carry `role` and may carry `agentId`, `validFrom` (ISO) and `revokedFromReportSeq`.
 * Throws one ConfigError with every problem, placed in `file`.
 */
export function readKeyRegistry(jwksText: string, file = 'keys'): KeyRegistry {
  const problems: Problem[] = [];
  const registry = new Map<string, RegisteredKey>();
  keyEntries(jwksText, problems).forEach((entry, index) => {
    const place = `/keys/${index}`;
    const key = readKey(entry, (member, value, remedy) => problems.push({ place: `${place}${member}`, value, remedy }));
    if (key === undefined) return;
    if (registry.has(key.kid)) problems.push({ place, value: `key ${key.kid} again`, remedy: 'list every key once' });
    registry.set(key.kid, key);
  });
  if (problems.length > 0) {
    throw new ConfigError(
      'evidence/key-registry',
      problems.map((problem) => ({ ...problem, place: `${file} ${problem.place}` })),
    );
  }
  return registry;
}

type Report = (member: string, value: string, remedy: string) => void;
type Entry = Readonly<Record<string, Json>>;

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

const knownMembers = ['kty', 'crv', 'x', 'kid', 'use', 'alg', 'role', 'agentId', 'validFrom', 'revokedFromReportSeq'];

function readKey(entry: Json, report: Report): RegisteredKey | undefined {
  if (!isEntry(entry)) return refuse(report, '', 'not an object', 'write one JSON object per key');
  if ('d' in entry)
    return refuse(report, '/d', 'a private key', 'remove "d" and treat that key as lost: a registry holds public keys only');
  for (const member of Object.keys(entry).filter((name) => !knownMembers.includes(name))) {
    report(`/${member}`, 'unknown key', `use only ${knownMembers.join(', ')}`);
  }
  const jwk = readJwk(entry, report);
  const role = keyRoles.find((known) => known === entry.role);
  if (role === undefined) report('/role', show(entry.role), `write one of ${keyRoles.join(', ')}`);
  const terms = readTerms(entry, report);
  if (jwk === undefined || role === undefined) return undefined;
  const kid = thumbprint(jwk);
  if (entry.kid !== undefined && entry.kid !== kid)
    report('/kid', show(entry.kid), `write the RFC 7638 thumbprint ${kid}, or leave it out`);
  return { kid, agentId: terms.agentId ?? kid, role, jwk, publicKey: verifyingKey(jwk), ...terms.validity };
}

function readJwk(entry: Entry, report: Report): PublicJwk | undefined {
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

interface Terms {
  readonly agentId: string | undefined;
  readonly validity: Pick<RegisteredKey, 'validFromMs' | 'revokedFromReportSeq'>;
}

function readTerms(entry: Entry, report: Report): Terms {
  const { agentId, validFrom, revokedFromReportSeq } = entry;
  const validFromMs = typeof validFrom === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(validFrom) ? Date.parse(validFrom) : Number.NaN;
  const isSeq = typeof revokedFromReportSeq === 'number' && Number.isSafeInteger(revokedFromReportSeq) && revokedFromReportSeq >= 0;
  if (validFrom !== undefined && Number.isNaN(validFromMs))
    report('/validFrom', show(validFrom), 'write a UTC time such as 2026-01-31T00:00:00Z');
  if (revokedFromReportSeq !== undefined && !isSeq)
    report('/revokedFromReportSeq', show(revokedFromReportSeq), 'write a whole number from 0');
  if (agentId !== undefined && typeof agentId !== 'string')
    report('/agentId', show(agentId), "write the thumbprint of the agent's first key");
  return {
    agentId: typeof agentId === 'string' ? agentId : undefined,
    validity: {
      validFromMs: Number.isNaN(validFromMs) ? undefined : validFromMs,
      revokedFromReportSeq: isSeq ? revokedFromReportSeq : undefined,
    },
  };
}

function refuse(report: Report, ...problem: Parameters<Report>): undefined {
  report(...problem);
  return undefined;
}

const show = (value: Json | undefined): string => (value === undefined ? 'missing' : JSON.stringify(value));

function isEntry(value: Json): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
