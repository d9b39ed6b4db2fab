import type { SeqRange } from '../../contract/record.ts';

/** Ranges stated one by one; beyond, the last is widened to the end, so that more is called lost than is, never less. */
export const lostRangesMax = 32;

/** Collects what was lost, in rising order, as ranges. */
export class LostRanges {
  readonly #ranges: { fromSeq: number; toSeq: number }[] = [];

  get ranges(): readonly SeqRange[] {
    return this.#ranges.map(({ fromSeq, toSeq }) => ({ fromSeq, toSeq }));
  }

  add(seq: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && (last.toSeq === seq - 1 || this.#ranges.length === lostRangesMax)) last.toSeq = seq;
    else this.#ranges.push({ fromSeq: seq, toSeq: seq });
  }
}
