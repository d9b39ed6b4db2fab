import { type FindingCode, findingCodes, isFindingCode } from './finding-code.ts';
import { type ReportedReply, repliesTo, replyType, type SaidReply, sayReply } from './finding-reply.ts';
import type { LedgerRecord } from './record.ts';
import { monoMsOf, type TimePoint } from './time.ts';

/** One kind of finding as a report carries it: how many, the first few records, and the owner's replies to it in this period. */
export interface ReportedFinding {
  readonly code: FindingCode;
  readonly findingCount: number;
  readonly recordSeqs: readonly number[];
  readonly reviewRequested: boolean;
  readonly replied: boolean;
  readonly replySeqs: readonly number[];
  /** What those records say, while there is room; left out without a reply, and by earlier versions. */
  readonly replies?: readonly ReportedReply[];
}

type Tally = Readonly<Record<string, { readonly findingCount: number; readonly recordSeqs: readonly number[] }>>;
/** What a period has seen so far; plain JSON. A clock step waits to be near the period's end. */
export interface FindingTally {
  readonly found: Tally;
  readonly replies: Tally;
  readonly said?: readonly SaidReply[];
  readonly steps: readonly { readonly seq: number; readonly bootId: string; readonly atMs: number }[];
}

export const noFindings: FindingTally = { found: {}, replies: {}, steps: [] };
const seqsMax = 8;
/** A step of the wall clock this near a period's end could move a label across it. */
const nearEndMs = 300_000;

/** The tally after one more record of the period. */
export function tallyFinding(tally: FindingTally, { seq, type, bootId, monoNs, data }: TalliedRecord): FindingTally {
  const atMs = Number(BigInt(monoNs) / 1_000_000n);
  if (type === 'clock.step') return { ...tally, steps: [...tally.steps, { seq, bootId, atMs }].slice(-seqsMax) };
  if (type === replyType)
    return { ...tally, replies: plus(tally.replies, String(data.code), seq), said: sayReply(tally.said ?? [], seq, data) };
  return isFindingCode(type) ? { ...tally, found: plus(tally.found, type, seq) } : tally;
}
export type TalliedRecord = Pick<LedgerRecord, 'seq' | 'type' | 'bootId' | 'monoNs' | 'data'>;

/** The moment a period ends, on the clock its records carry. */
export type PeriodEnd = Pick<TimePoint, 'bootId' | 'monoNs'>;

/** What the report says; `rolledBack` when this epoch began because the ledger was older than what is known of it. */
export function reportedFindings(tally: FindingTally, end: PeriodEnd, rolledBack: boolean): readonly ReportedFinding[] {
  const near = tally.steps.filter(({ bootId, atMs }) => bootId === end.bootId && monoMsOf(end) - atMs <= nearEndMs);
  const withSteps = near.reduce((found, { seq }) => plus(found, 'clock.step', seq), tally.found);
  const found = rolledBack ? plus(withSteps, 'meter.rollback', 0) : withSteps;
  const codes = (Object.keys(findingCodes) as FindingCode[]).filter((code) => code in found || code in tally.replies);
  return codes.map((code) => {
    const { findingCount, recordSeqs } = found[code] ?? { findingCount: 0, recordSeqs: [] };
    const replySeqs = tally.replies[code]?.recordSeqs ?? [];
    const reviewRequested = findingCount > 0 && findingCodes[code].review;
    const replies = repliesTo(tally.said ?? [], code);
    const said = { code, findingCount, recordSeqs, reviewRequested, replied: replySeqs.length > 0, replySeqs };
    return replies === undefined ? said : { ...said, replies };
  });
}

function plus(tally: Tally, code: string, seq: number): Tally {
  const { findingCount, recordSeqs } = tally[code] ?? { findingCount: 0, recordSeqs: [] };
  return { ...tally, [code]: { findingCount: findingCount + 1, recordSeqs: [...recordSeqs, seq].slice(0, seqsMax) } };
}
