import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addScore, emptyHistogram, type ScoreHistogram, scaleScore, scoresOf } from './score-histogram.ts';

const collect = (scores: readonly number[]): ScoreHistogram => scores.reduce(addScore, emptyHistogram);
const scores = fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('the histogram of a joint', () => {
  it('holds every score to half a bin, in order of size', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const sorted = list.map(scaleScore).sort((a, b) => a - b);
        const held = scoresOf(collect(list));
        expect(held).toHaveLength(list.length);
        held.forEach((score, place) => {
          expect(Math.abs(score - (sorted[place] ?? Number.NaN))).toBeLessThanOrEqual(1 / 64 + 1e-12);
        });
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(scores, (list) => {
        expect(collect([...list].reverse())).toEqual(collect(list));
      }),
    );
  });

  it('stays small whatever comes', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 300 }), (list) => collect(list).counts.length <= 256));
  });

  it('leaves the one it was given alone', () => {
    const before = collect([1, 2]);
    const copy = structuredClone(before);
    addScore(before, 0);
    expect(before).toEqual(copy);
  });
});

describe('the scale', () => {
  it.each([
    [0, 0],
    [-3, 0],
    [Math.E - 1, 1],
    [900, Math.log(901)],
  ])('of %f is %f', (score, expected) => {
    expect(scaleScore(score)).toBeCloseTo(expected, 12);
  });
});
