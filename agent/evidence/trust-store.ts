import type { KeyObject } from 'node:crypto';
import { ConfigError } from '../contract/errors.ts';
import { type DocumentRole, documentRoles } from '../contract/signed-document.ts';
import { type JwksEntry, type ReportMember, readJwks, readPublicJwk, readUtcMs, show } from './jwks-entry.ts';
import { type PublicJwk, thumbprint, verifyingKey } from './keys.ts';

/** A key whose signatures on documents somebody decided to believe, in one role and for a time. */
export interface TrustedKey {
  readonly kid: string;
  readonly role: DocumentRole;
  /** Whose key it is, for people; nothing is decided by it. */
  readonly name: string | undefined;
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  /** Its signatures hold from here to `validUntilMs`, which is excluded. */
  readonly validFromMs: number;
  readonly validUntilMs: number;
  /** Since when nobody believes it; a key that has it is believed for no moment, because the clock of a robot can be set back. */
  readonly revokedAtMs: number | undefined;
}

/** Believed keys by `kid`. */
export type TrustStore = ReadonlyMap<string, TrustedKey>;

const nameCharsMax = 256;

/**
 * Reads a trust store: a JWKS whose keys carry `role`, `validFrom` and `validUntil`, and may carry `name` and `revokedAt` (UTC).
 * Throws one ConfigError with every problem, placed in `file`.
 */
export function readTrustStore(text: string, file = 'trust'): TrustStore {
  const { keys, problems } = readJwks(text, file, readKey);
  if (problems.length > 0) throw new ConfigError('evidence/trust-store', problems);
  return keys;
}

function readKey(entry: JwksEntry, report: ReportMember): TrustedKey | undefined {
  const jwk = readPublicJwk(entry, ['name', 'role', 'validFrom', 'validUntil', 'revokedAt'], report);
  const role = documentRoles.find((known) => known === entry.role);
  if (role === undefined) report('/role', show(entry.role), `write one of ${documentRoles.join(', ')}`);
  const { name } = entry;
  if (name !== undefined && !isName(name)) report('/name', show(name), `write 1 to ${nameCharsMax} characters, or leave it out`);
  const [validFromMs, validUntilMs] = [requireUtcMs(entry, 'validFrom', report), requireUtcMs(entry, 'validUntil', report)];
  const revokedAtMs = readUtcMs(entry, 'revokedAt', report);
  if (jwk === undefined || role === undefined || validFromMs === undefined || validUntilMs === undefined) return undefined;
  if (validUntilMs <= validFromMs) report('/validUntil', show(entry.validUntil), 'write a time after validFrom');
  const kid = thumbprint(jwk);
  return { kid, role, name: isName(name) ? name : undefined, jwk, publicKey: verifyingKey(jwk), validFromMs, validUntilMs, revokedAtMs };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= nameCharsMax;

function requireUtcMs(entry: JwksEntry, member: string, report: ReportMember): number | undefined {
  if (entry[member] === undefined) report(`/${member}`, 'missing', 'write a UTC time such as 2026-01-31T00:00:00Z');
  return readUtcMs(entry, member, report);
}

/** The file of a trust store: what `readTrustStore` reads, one member a line, a line feed at the end. */
export function trustStoreText(store: TrustStore): string {
  const keys = [...store.values()].map(({ kid, role, name, jwk, validFromMs, validUntilMs, revokedAtMs }) => ({
    ...jwk,
    kid,
    role,
    ...(name === undefined ? {} : { name }),
    validFrom: utc(validFromMs),
    validUntil: utc(validUntilMs),
    ...(revokedAtMs === undefined ? {} : { revokedAt: utc(revokedAtMs) }),
  }));
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

const utc = (ms: number): string => new Date(ms).toISOString();
