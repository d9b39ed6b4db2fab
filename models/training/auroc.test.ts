import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../tests/support/moments.ts';
import { auroc } from './auroc.ts';
import { seededRandom } from './seeded-random.ts';

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

describe('the area under the ROC curve of any scores', () => {
  const scores = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 });

  it('is the share of pairs, scores of any size and sign', () => {
    fc.assert(
      fc.property(scores, scores, (normal, faulty) => {
        // A win counts 1 and a tie ½: the sign of the difference, from −1…1 to 0…1.
        const wins = faulty.flatMap((fault) => normal.map((score) => (Math.sign(fault - score) + 1) / 2));
        expect(auroc(normal, faulty)).toBeCloseTo(momentsOf(wins).mean, 12);
      }),
    );
  });

  it('asks for the order only: anything that keeps it keeps the area', () => {
    // Whole numbers, because a stretch rounds neighbouring doubles to one.
    const whole = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(whole, whole, (normal, faulty) => {
        const stretched = (values: readonly number[]): number[] => values.map((value) => value ** 3 + 2 * value + 7);
        expect(auroc(stretched(normal), stretched(faulty))).toBe(auroc(normal, faulty));
        const turned = (values: readonly number[]): number[] => values.map((value) => -value);
        expect(auroc(turned(normal), turned(faulty))).toBeCloseTo(1 - auroc(normal, faulty), 12);
      }),
    );
  });

  it('is one half of a list against itself, and does not sort what it was given', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const kept = [...values];
        expect(auroc(values, values)).toBeCloseTo(0.5, 12);
        expect(values).toEqual(kept);
      }),
    );
  });

  it('knows infinities as larger than everything', () => {
    expect(auroc([1, 2, Infinity], [Infinity])).toBeCloseTo(2.5 / 3, 12);
    expect(auroc([-Infinity], [0])).toBe(1);
  });

  it('of two bells one apart is what the integral says: Φ(1/√2) = 0.7602', () => {
    const random = seededRandom(6);
    const bell = (mean: number): number[] => Array.from({ length: 4000 }, () => mean + random.normal());
    expect(Math.abs(auroc(bell(0), bell(1)) - 0.7602)).toBeLessThan(0.02);
  });
});
