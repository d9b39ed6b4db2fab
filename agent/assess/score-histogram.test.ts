import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addScore, baselineOf, emptyHistogram, robustZ, type ScoreHistogram, scaleScore, windowCount } from './score-histogram.ts';

const collect = (scores: readonly number[]): ScoreHistogram => scores.reduce(addScore, emptyHistogram);
const scores = fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { minLength: 1, maxLength: 200 });

function exactMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
}

describe('the histogram of a joint', () => {
  it('counts every window', () => {
    fc.assert(fc.property(scores, (list) => windowCount(collect(list)) === list.length));
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(scores, (list) => {
        expect(baselineOf(collect([...list].reverse()))).toEqual(baselineOf(collect(list)));
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

  it('holds the median to half a bin', () => {
    fc.assert(
      fc.property(scores, (list) => Math.abs(baselineOf(collect(list)).centreScore - exactMedian(list.map(scaleScore))) <= 1 / 64 + 1e-12),
    );
  });

  it('holds the spread to two bins', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const scaled = list.map(scaleScore);
        const centre = exactMedian(scaled);
        const exact = Math.max(0.05, 1.4826 * exactMedian(scaled.map((value) => Math.abs(value - centre))));
        expect(Math.abs(baselineOf(collect(list)).spreadScore - exact)).toBeLessThanOrEqual((1.4826 * 2) / 32);
      }),
    );
  });
});

describe('the baseline', () => {
  it('is not moved by a few windows that are far off', () => {
    const normal = Array.from({ length: 970 }, (_, i) => 0.5 + (i % 97) / 97);
    const clean = baselineOf(collect(normal));
    const dirty = baselineOf(collect([...normal, ...new Array<number>(30).fill(800)]));
    expect(Math.abs(dirty.centreScore - clean.centreScore)).toBeLessThan(0.05);
    expect(Math.abs(dirty.spreadScore - clean.spreadScore)).toBeLessThan(0.05);
  });

  it('believes no spread below 0.05, so a joint at rest does not alarm at its first move', () => {
    expect(baselineOf(collect(new Array<number>(100).fill(0))).spreadScore).toBe(0.05);
  });

  it('gives the median a z of about 0 and more to what is larger', () => {
    const baseline = baselineOf(collect([0.2, 0.5, 1, 1.5, 3]));
    expect(Math.abs(robustZ(1, baseline))).toBeLessThan(0.1);
    expect(robustZ(50, baseline)).toBeGreaterThan(3);
    expect(robustZ(0, baseline)).toBeLessThan(0);
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
