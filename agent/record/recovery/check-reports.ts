import type Database from 'better-sqlite3';
import type { LogHead } from '../../contract/record.ts';
import type { ReportPayload } from '../../contract/report.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import { readStrictJson } from '../../evidence/read-strict.ts';
import { readable } from './damage.ts';
import type { ReadReport } from './own-report.ts';
import { StatedGaps } from './stated-gaps.ts';

export interface ReportRulesOfCheck {
  readonly epoch: number;
  readonly agentId: string | null;
  readonly readReport: ReadReport | undefined;
  readonly say: (place: string, text: string) => void;
}

/** A log head a report of this epoch signed. */
export interface ReportSeal extends LogHead {
  readonly reportSeq: number;
}

export interface CheckedReports {
  /** By log size. */
  readonly seals: ReadonlyMap<number, ReportSeal>;
  readonly reportCount: number;
}

/** Every report of a ledger: form, signature, sequence, the hash of the one before, and the log heads this epoch's reports signed. */
export function checkReports(database: Database.Database, rules: ReportRulesOfCheck): CheckedReports {
  const seals = new Map<number, ReportSeal>();
  const seqs = readable(() => database.prepare<[], number>('SELECT reportSeq FROM report ORDER BY reportSeq').pluck().all());
  if (seqs === undefined) rules.say('reports', 'the table of reports cannot be read');
  const row = readable(() => database.prepare<[number], string>('SELECT jws FROM report WHERE reportSeq = ?').pluck());
  const stated = new StatedGaps(database);
  let before: Before | undefined;
  for (const reportSeq of seqs ?? []) {
    const jws = readable(() => row?.get(reportSeq));
    const payload = typeof jws === 'string' ? payloadOf(jws, rules) : undefined;
    const flaw = flawOf({ reportSeq, stated }, payload, before);
    if (flaw !== undefined) rules.say(`report ${reportSeq}`, flaw);
    if (payload?.epoch === rules.epoch) seals.set(payload.log.size, { ...payload.log, reportSeq });
    before = typeof jws === 'string' ? { reportSeq, sha256: sha256Prefixed(jws) } : undefined;
  }
  return { seals, reportCount: seqs?.length ?? 0 };
}

interface Before {
  readonly reportSeq: number;
  readonly sha256: string;
}

interface Place {
  readonly reportSeq: number;
  readonly stated: StatedGaps;
}

function flawOf({ reportSeq, stated }: Place, payload: ReportPayload | undefined, before: Before | undefined): string | undefined {
  if (payload === undefined) return 'is not a report this agent signed';
  if (payload.reportSeq !== reportSeq) return `says it is report ${payload.reportSeq}`;
  if (before === undefined) return undefined;
  if (before.reportSeq !== reportSeq - 1) {
    const isStated = stated.cover({ fromSeq: before.reportSeq + 1, toSeq: reportSeq - 1 });
    return isStated ? undefined : `follows report ${before.reportSeq}: what is between them is missing`;
  }
  if (payload.prevReport === before.sha256) return undefined;
  return `does not name report ${before.reportSeq} as it stands here: one of the two was changed`;
}

function payloadOf(jws: string, { readReport, agentId }: ReportRulesOfCheck): ReportPayload | undefined {
  if (readReport !== undefined) return readReport(jws);
  const parts = jws.split('.');
  const [, payload = ''] = parts;
  const parsed = readStrictJson(Buffer.from(payload, 'base64url').toString('utf8'));
  if (parts.length !== 3 || !parsed.ok) return undefined;
  const read = parsed.value as unknown as ReportPayload | null;
  return typeof read?.log?.size === 'number' && (agentId === null || read.agentId === agentId) ? read : undefined;
}
