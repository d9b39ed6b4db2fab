import { type FindingTally, noFindings, type ReportedFinding, reportedFindings, tallyFinding } from '../contract/finding.ts';
import { monoNs } from '../contract/time.ts';
import type { ReportRecord } from './recompute-chain.ts';

export interface RecomputedFindings {
  readonly findings: readonly ReportedFinding[];
  /** False where a step of the clock is on record and nothing says when the report closed: whether it was near the end is not known then. */
  readonly isDecided: boolean;
}

export interface FindingsTerms {
  /** The last of the records was written as the report closed. */
  readonly isTickedAtClose: boolean;
  /** The report has the words of the replies; those of earlier versions only name their records. */
  readonly carriesReplies: boolean;
}

/** The findings of a report again, from its records in order. */
export function recomputeFindings(
  records: readonly ReportRecord[],
  { isTickedAtClose, carriesReplies }: FindingsTerms,
): RecomputedFindings {
  const whole = records.map((record) => ({ ...record, bootId: record.bootId ?? '' }));
  const tally = whole.reduce<FindingTally>(tallyFinding, noFindings);
  const last = whole.at(-1);
  const end = { bootId: last?.bootId ?? '', monoNs: monoNs(BigInt(last?.monoNs ?? 0)) };
  const rolledBack = whole.some(({ type, data }) => type === 'epoch.start' && data.cause === 'rolledBack');
  const findings = reportedFindings(carriesReplies ? tally : { ...tally, said: [] }, end, rolledBack);
  return { findings, isDecided: isTickedAtClose || tally.steps.length === 0 };
}
