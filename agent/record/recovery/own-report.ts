import type { Origin } from '../../contract/driver.ts';
import type { ReportPayload } from '../../contract/report.ts';
import { openEnvelope, reportKind } from '../../evidence/envelope.ts';
import { readKeyRegistry, roleOfOrigin } from '../../evidence/key-registry.ts';
import type { SigningKey } from '../../evidence/keys.ts';

/** The payload of a report this agent signed; undefined for anything else, changed by a single bit or not. */
export type ReadReport = (jws: string) => ReportPayload | undefined;

/** A report and the hash of its bytes, which the next one names. */
export interface KnownReport {
  readonly payload: ReportPayload;
  readonly sha256: string;
}

/** Reads the reports of this key. */
export function ownReport({ kid, publicJwk }: SigningKey, origin: Origin): ReadReport {
  const registry = readKeyRegistry(JSON.stringify({ keys: [{ ...publicJwk, kid, role: roleOfOrigin[origin] }] }));
  return (jws) => {
    const opened = openEnvelope(Buffer.from(jws), registry, reportKind);
    return opened.ok ? (JSON.parse(opened.payload.toString('utf8')) as ReportPayload) : undefined;
  };
}
