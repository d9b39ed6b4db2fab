import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LostRanges, lostRangesMax } from './lost-ranges.ts';

const rangesOf = (seqs: readonly number[]) => {
  const lost = new LostRanges();
  for (const seq of seqs) lost.add(seq);
  return lost.ranges;
};

describe('lost ranges', () => {
  it('join what is next to each other', () => {
    expect(rangesOf([])).toEqual([]);
    expect(rangesOf([2, 3, 4, 7, 9, 10])).toEqual([
      { fromSeq: 2, toSeq: 4 },
      { fromSeq: 7, toSeq: 7 },
      { fromSeq: 9, toSeq: 10 },
    ]);
  });

  it('are bounded, and hold everything that was lost (property)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500), { maxLength: 200 }), (seqs) => {
        const sorted = seqs.toSorted((a, b) => a - b);
        const ranges = rangesOf(sorted);
        const holds = (seq: number) => ranges.some(({ fromSeq, toSeq }) => fromSeq <= seq && seq <= toSeq);
        expect(ranges.length).toBeLessThanOrEqual(lostRangesMax);
        expect(sorted.filter((seq) => !holds(seq))).toEqual([]);
        const count = ranges.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0);
        if (ranges.length < lostRangesMax) expect(count).toBe(sorted.length);
      }),
    );
  });
});
