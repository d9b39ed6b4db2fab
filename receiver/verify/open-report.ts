import { InvariantError } from '../../agent/contract/errors.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import type { KeyRegistry } from '../../agent/evidence/key-registry.ts';
import { VerdictNotes } from '../../agent/evidence/verdict.ts';
import { type OpenedReport, verifyReport } from '../../agent/evidence/verify-report.ts';
import { reportProblems } from './report-problems.ts';

export interface ArrivedReport {
  readonly jws: string;
  readonly receivedMs: number;
  /** Keys that may sign for the agent it came from. */
  readonly registry: KeyRegistry;
}

export type ReportOpening =
  | { readonly ok: true; readonly report: OpenedReport; readonly notes: VerdictNotes }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** V0–V3 of one report: form, key, signature, payload. What does not pass is not evidence of anything. Never throws. */
export function openReport({ jws, receivedMs, registry }: ArrivedReport): ReportOpening {
  const notes = new VerdictNotes();
  const report = verifyReport({ name: 'report', bytes: Buffer.from(jws), receivedMs }, { registry, validateSchema: reportProblems }, notes);
  if (report !== undefined) return { ok: true, report, notes };
  const [failure] = notes.verdict([]).findings.filter(({ severity }) => severity === 'failure');
  return { ok: false, code: failure?.code ?? 'report.unreadable', text: failure === undefined ? '' : `${failure.place}: ${failure.text}` };
}

/** A report of the store, opened without looking at its signature again: it was verified before it was stored. */
export function reopenReport(stored: { reportSeq: number; sha256: string; jws: string }, registry: KeyRegistry): OpenedReport {
  const [header, payload] = stored.jws.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  const { kid } = JSON.parse(header ?? '') as { kid: string };
  const key = registry.get(kid);
  if (key === undefined) throw new InvariantError('receiver/key-lost', `The store holds report ${stored.reportSeq} but not its key ${kid}`);
  return { name: `report ${stored.reportSeq}`, sha256: stored.sha256, key, payload: JSON.parse(payload ?? '') as ReportPayload };
}
