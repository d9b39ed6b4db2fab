import type { LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import type { FoldedLine } from './folded-line.ts';

/** Records by sequence, both ends included. */
type Run = readonly [firstSeq: number, lastSeq: number];

/**
 * Which records of one epoch were folded, and which of these an aggregate in the chain names. Hashes prove that a folded record was there;
 * only an aggregate says that it was one that may go, so one that no aggregate names was hidden.
 */
export class FoldedRecords {
  readonly #folded: Run[] = [];
  readonly #named: Run[] = [];

  get isEmpty(): boolean {
    return this.#folded.length === 0;
  }

  /** In words, with how many signed heads stand within the folded records. */
  describe(headCount: number): string {
    const recordCount = this.#folded.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    const heads = headCount === 0 ? '' : `; ${headCount} heads signed within them rest on V6 alone`;
    return `${recordCount} records in ${this.#folded.length} runs were replaced by aggregates: their hashes lead to the signed roots${heads}`;
  }

  take({ firstSeq, lastSeq }: FoldedLine): void {
    this.#folded.push([firstSeq, lastSeq]);
  }

  /** Notes what an aggregate says it replaced; other records say nothing here. */
  read({ type, seq, data }: LedgerRecord): void {
    if (type !== 'day.aggregate' || !Array.isArray(data.replaces)) return;
    // An aggregate speaks of what came before it: one that names later records would be made up for them.
    for (const run of data.replaces as readonly Json[]) if (isRun(run) && run[1] < seq) this.#named.push(run);
  }

  /** Folded records that no aggregate names. */
  unnamed(): Run[] {
    const named = this.#named.toSorted((a, b) => a[0] - b[0]);
    return this.#folded.flatMap((run) => without(run, named));
  }

  /** How many lines before this record's index are missing because a folded line stands for several records. */
  linesSpared(index: number): number {
    return this.#folded.reduce((sum, [first, last]) => sum + Math.max(0, Math.min(last, index) - first), 0);
  }
}

function isRun(value: Json): value is Run {
  return (
    Array.isArray(value) && value.length === 2 && value.every((seq) => Number.isSafeInteger(seq)) && Number(value[0]) <= Number(value[1])
  );
}

/** What of the run is in none of these, which are in order. */
function without([first, last]: Run, named: readonly Run[]): Run[] {
  const left: Run[] = [];
  let at = first;
  for (const [from, to] of named) {
    if (to < at || from > last) continue;
    if (from > at) left.push([at, from - 1]);
    at = to + 1;
  }
  if (at <= last) left.push([at, last]);
  return left;
}
