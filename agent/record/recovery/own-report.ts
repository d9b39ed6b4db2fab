import type { Origin } from '../../contract/driver.ts';
import type { ReportPayload } from '../../contract/report.ts';
import { openEnvelope, reportKind } from '../../evidence/envelope.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import { readKeyRegistry, roleOfOrigin } from '../../evidence/key-registry.ts';
import type { SigningKey } from '../../evidence/keys.ts';

/** Reports of one key that are remembered as good, three months of hours: so many hashes are some 300 kB. */
export const rememberedReportsMax = 2_048;

/** Reads reports of one agent. */
export interface ReadReport {
  /** The payload of a report this agent signed; undefined for anything else, changed by a single bit or not. */
  (jws: string): ReportPayload | undefined;
  /** Only its number, which for a report that was read before costs a hash and no signature; where there is none, the payload has it. */
  readonly seqOf?: (jws: string) => number | undefined;
}

/** A report and the hash of its bytes, which the next one names. */
export interface KnownReport {
  readonly payload: ReportPayload;
  readonly sha256: string;
}

/** The number of a report this agent signed; undefined for anything else. */
export function signedSeqOf(jws: string, readReport: ReadReport): number | undefined {
  return readReport.seqOf === undefined ? readReport(jws)?.reportSeq : readReport.seqOf(jws);
}

/**
 * The numbers of the reports a key was found to have signed, by the hash of their bytes. Bytes of the same hash are the same, and the
 * signature of the same bytes stays good: a start, the scrub behind it and tomorrow's scrub look at one report and verify it once.
 */
const signedBy = new WeakMap<SigningKey, Map<string, number>>();

/** Reads the reports of this key. */
export function ownReport(key: SigningKey, origin: Origin): ReadReport {
  const { kid, publicJwk } = key;
  const registry = readKeyRegistry(JSON.stringify({ keys: [{ ...publicJwk, kid, role: roleOfOrigin[origin] }] }));
  return remembering(key, (jws) => {
    const opened = openEnvelope(Buffer.from(jws), registry, reportKind);
    return opened.ok ? (JSON.parse(opened.payload.toString('utf8')) as ReportPayload) : undefined;
  });
}

/** The same reader, that asks once for the number of each report of the key. */
export function remembering(key: SigningKey, read: (jws: string) => ReportPayload | undefined): ReadReport {
  const known = signedBy.get(key) ?? new Map<string, number>();
  signedBy.set(key, known);
  const seqOf = (jws: string): number | undefined => {
    const sha256 = sha256Prefixed(jws);
    const remembered = known.get(sha256);
    if (remembered !== undefined) return remembered;
    const reportSeq = read(jws)?.reportSeq;
    if (reportSeq !== undefined && known.size < rememberedReportsMax) known.set(sha256, reportSeq);
    return reportSeq;
  };
  return Object.assign((jws: string) => read(jws), { seqOf });
}
