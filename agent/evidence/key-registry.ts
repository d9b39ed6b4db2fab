import type { KeyObject } from 'node:crypto';
import type { Origin } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';
import { type JwksEntry, type ReportMember, readJwks, readPublicJwk, readUtcMs, show } from './jwks-entry.ts';
import { type PublicJwk, thumbprint, verifyingKey } from './keys.ts';

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
  const { keys, problems } = readJwks(jwksText, file, readKey);
  if (problems.length > 0) throw new ConfigError('evidence/key-registry', problems);
  return keys;
}

function readKey(entry: JwksEntry, report: ReportMember): RegisteredKey | undefined {
  const jwk = readPublicJwk(entry, ['role', 'agentId', 'validFrom', 'revokedFromReportSeq'], report);
  const role = keyRoles.find((known) => known === entry.role);
  if (role === undefined) report('/role', show(entry.role), `write one of ${keyRoles.join(', ')}`);
  const terms = readTerms(entry, report);
  if (jwk === undefined || role === undefined) return undefined;
  const kid = thumbprint(jwk);
  return { kid, role, jwk, publicKey: verifyingKey(jwk), ...terms, agentId: terms.agentId ?? kid };
}

interface Terms extends Pick<RegisteredKey, 'validFromMs' | 'revokedFromReportSeq'> {
  readonly agentId: string | undefined;
}

function readTerms(entry: JwksEntry, report: ReportMember): Terms {
  const { agentId, revokedFromReportSeq } = entry;
  const validFromMs = readUtcMs(entry, 'validFrom', report);
  const isSeq = typeof revokedFromReportSeq === 'number' && Number.isSafeInteger(revokedFromReportSeq) && revokedFromReportSeq >= 0;
  if (revokedFromReportSeq !== undefined && !isSeq)
    report('/revokedFromReportSeq', show(revokedFromReportSeq), 'write a whole number from 0');
  if (agentId !== undefined && typeof agentId !== 'string')
    report('/agentId', show(agentId), "write the thumbprint of the agent's first key");
  return {
    agentId: typeof agentId === 'string' ? agentId : undefined,
    validFromMs,
    revokedFromReportSeq: isSeq ? revokedFromReportSeq : undefined,
  };
}
