import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';

describe('the area under the ROC curve', () => {
  it.each([
    { name: 'everything faulty above', normal: [1, 2], faulty: [3, 4], expected: 1 },
    { name: 'everything faulty below', normal: [3, 4], faulty: [1, 2], expected: 0 },
    { name: 'all the same', normal: [1, 1], faulty: [1, 1], expected: 0.5 },
    { name: 'one pair of four the wrong way round', normal: [1, 3], faulty: [2, 4], expected: 0.75 },
    { name: 'one tie counting half', normal: [1, 2], faulty: [2, 3], expected: 0.875 },
  ])('with $name', ({ normal, faulty, expected }) => {
    expect(auroc(normal, faulty)).toBe(expected);
  });

  it('has no value when a side is empty', () => {
    expect(auroc([], [1])).toBeNaN();
    expect(auroc([1], [])).toBeNaN();
  });

  it('is the share of pairs counted one by one', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scores, scores, (normal, faulty) => {
        const pairs = faulty.flatMap((fault) => normal.map((score) => (fault > score ? 1 : fault === score ? 0.5 : 0)));
        const expected = pairs.reduce((sum: number, win) => sum + win, 0) / pairs.length;
        expect(auroc(normal, faulty)).toBeCloseTo(expected, 12);
        expect(auroc(faulty, normal)).toBeCloseTo(1 - expected, 12);
      }),
    );
  });
});
