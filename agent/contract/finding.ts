import type { LedgerRecord } from './record.ts';
import { monoMsOf, type TimePoint } from './time.ts';

/**
 * Neutral facts a person may want to look at (risk model §3.9), by the type of their record. They change no number: at most they ask a
 * person to look, by `review` (decisions C5). `report.missing` is said by whoever verifies or receives reports, the others by the robot.
 */
export const findingCodes = {
  'meter.unmeteredRun': { review: true },
  'meter.rollback': { review: true },
  'clock.step': { review: false },
  'environment.declarationConflict': { review: true },
  'environment.sensorLost': { review: false },
  'sensor.suspect': { review: false },
  'sensor.unplugged': { review: true },
  'safety.autoReset': { review: true },
  'safetyConfiguration.changed': { review: false },
  'model.changed': { review: false },
  'version.changed': { review: false },
  'component.replaced': { review: false },
  'report.missing': { review: true },
} as const satisfies Readonly<Record<string, { readonly review: boolean }>>;
export type FindingCode = keyof typeof findingCodes;
export const replyType = 'finding.reply';

/** One kind of finding as a report carries it: how many, the first few records, and the owner's replies to it in this period. */
export interface ReportedFinding {
  readonly code: FindingCode;
  readonly findingCount: number;
  readonly recordSeqs: readonly number[];
  readonly reviewRequested: boolean;
  readonly replied: boolean;
  readonly replySeqs: readonly number[];
}

type Tally = Readonly<Record<string, { readonly findingCount: number; readonly recordSeqs: readonly number[] }>>;
/** What a period has seen so far; plain JSON. A clock step waits to be near the period's end. */
export interface FindingTally {
  readonly found: Tally;
  readonly replies: Tally;
  readonly steps: readonly { readonly seq: number; readonly bootId: string; readonly atMs: number }[];
}

export const noFindings: FindingTally = { found: {}, replies: {}, steps: [] };
const seqsMax = 8;
/** A step of the wall clock this near a period's end could move a label across it. */
const nearEndMs = 300_000;

export const isFindingCode = (type: string): type is FindingCode => Object.hasOwn(findingCodes, type);

/** The tally after one more record of the period. */
export function tallyFinding(tally: FindingTally, { seq, type, bootId, monoNs, data }: TalliedRecord): FindingTally {
  const atMs = Number(BigInt(monoNs) / 1_000_000n);
  if (type === 'clock.step') return { ...tally, steps: [...tally.steps, { seq, bootId, atMs }].slice(-seqsMax) };
  if (type === replyType) return { ...tally, replies: plus(tally.replies, String(data.code), seq) };
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
    return { code, findingCount, recordSeqs, reviewRequested, replied: replySeqs.length > 0, replySeqs };
  });
}

function plus(tally: Tally, code: string, seq: number): Tally {
  const { findingCount, recordSeqs } = tally[code] ?? { findingCount: 0, recordSeqs: [] };
  return { ...tally, [code]: { findingCount: findingCount + 1, recordSeqs: [...recordSeqs, seq].slice(0, seqsMax) } };
}
