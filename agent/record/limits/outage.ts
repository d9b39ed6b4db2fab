import type { LedgerEntry } from '../../contract/record.ts';

/** The first retry comes after this long, each later one after twice as long, up to the second. */
export const retryLimitsMs = { first: 1_000, max: 60_000 } as const;
/** Records that wait in memory for a disk that refuses; beyond, they are counted by type and their loss is stated. */
export const heldRecordsMax = 4_096;

/** While commits fail: the agent goes on metering in memory. */
export interface Outage {
  /** Of the newest failure. */
  readonly code: string;
  readonly sinceMs: number;
  readonly attemptCount: number;
  /** Not tried again before this moment of the same clock. */
  readonly nextMs: number;
  /** Records for which there was no room in memory, by type: what is lost for good, other than totals, which the next tick says again. */
  readonly unrecorded: Readonly<Record<string, number>>;
}

/** One more commit has failed at `nowMs`. */
export function commitFailed(outage: Outage | undefined, code: string, nowMs: number): Outage {
  const attemptCount = (outage?.attemptCount ?? 0) + 1;
  const waitMs = Math.min(retryLimitsMs.max, retryLimitsMs.first * 2 ** Math.min(attemptCount - 1, 16));
  return { code, sinceMs: outage?.sinceMs ?? nowMs, attemptCount, nextMs: nowMs + waitMs, unrecorded: outage?.unrecorded ?? {} };
}

/** Whether the entry must be left out because `heldCount` records wait already; then the second is the outage that counts it. */
export function holdBack(outage: Outage, entry: Pick<LedgerEntry, 'type'>, heldCount: number): Outage | undefined {
  if (heldCount < heldRecordsMax) return undefined;
  const { type } = entry;
  return { ...outage, unrecorded: { ...outage.unrecorded, [type]: (outage.unrecorded[type] ?? 0) + 1 } };
}
