import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auprc, auroc, type Ranked, softAuprc, softLabels, vusPr } from './ranking.ts';

const ranked = (pairs: readonly (readonly [number, 0 | 1])[]): Ranked => ({
  scores: Float64Array.from(pairs, ([score]) => score),
  labels: Uint8Array.from(pairs, ([, label]) => label),
});

/** Every pair compared, ties half: the definition itself. */
function aurocByPairs({ scores, labels }: Ranked): number {
  const of = (label: number): number[] => [...scores].filter((_, place) => labels[place] === label);
  const [normal, faulty] = [of(0), of(1)];
  const wins = faulty.flatMap((high) => normal.map((low): number => (high > low ? 1 : high === low ? 0.5 : 0)));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom<0 | 1>(0, 1)), { minLength: 1, maxLength: 40 });

describe('ranking', () => {
  it('of a perfect order is 1, of its reverse 0 in AUROC', () => {
    const perfect = ranked([
      [3, 1],
      [2, 1],
      [1, 0],
      [0, 0],
    ]);
    expect([auroc(perfect), auprc(perfect)]).toEqual([1, 1]);
    expect(auroc({ scores: perfect.scores.map((score) => -score), labels: perfect.labels })).toBe(0);
  });

  it('of a constant score is one half in AUROC and the share of faults in AUPRC', () => {
    const constant = ranked([
      [1, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    expect([auroc(constant), auprc(constant)]).toEqual([0.5, 0.25]);
  });

  it('gives the printed average precision of a small case', () => {
    // Ranks 1 and 3 are faulty: (1/1 + 2/3) / 2.
    expect(
      auprc(
        ranked([
          [4, 1],
          [3, 0],
          [2, 1],
          [1, 0],
        ]),
      ),
    ).toBeCloseTo(5 / 6, 12);
  });

  it('is not a number when a side is empty', () => {
    expect([auroc(ranked([[1, 1]])), auprc(ranked([[1, 0]]))]).toEqual([Number.NaN, Number.NaN]);
  });

  it('equals the count over all pairs', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const one = ranked([...list, [3, 1], [3, 0]]);
        expect(auroc(one)).toBeCloseTo(aurocByPairs(one), 12);
      }),
    );
  });

  it('does not depend on the order of the rows, nor on a rising map of the scores', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const both = [...list, [3, 1], [3, 0]] as const;
        const [one, other] = [ranked(both), ranked(both.toReversed().map(([score, label]) => [Math.exp(score), label] as const))];
        expect(auroc(other)).toBeCloseTo(auroc(one), 12);
        expect(auprc(other)).toBeCloseTo(auprc(one), 12);
      }),
    );
  });
});

describe('soft labels', () => {
  it('fade on both sides and are 1 inside', () => {
    const soft = softLabels(Uint8Array.from([0, 0, 0, 1, 0, 0, 0]), 1);
    expect([...soft]).toEqual([0, 0, Math.SQRT1_2, 1, Math.SQRT1_2, 0, 0].map((value) => expect.closeTo(value, 12)));
  });

  it('without a buffer give the plain area', () => {
    const one = ranked([
      [4, 1],
      [3, 0],
      [2, 1],
      [1, 0],
    ]);
    expect(softAuprc(one.scores, softLabels(one.labels, 0))).toBeCloseTo(auprc(one), 12);
    expect(vusPr(one, { bufferCount: 0, jointCount: 1 })).toBeCloseTo(auprc(one), 12);
  });
});
