import { describe, expect, it } from 'vitest';
import { robustStandardiser, standardiser } from './standardise.ts';

describe('standardising by mean and standard deviation', () => {
  const z = standardiser([
    [0, 10],
    [2, 10],
  ]);

  it('works column by column', () => {
    expect(z([1, 10])).toEqual([0, 0]);
    expect(z([3, 10])[0]).toBeCloseTo(2, 2);
  });

  it('does not divide by zero on a constant column', () => {
    expect(z([1, 11])[1]).toBeCloseTo(1000, 6);
  });
});

describe('standardising by median and MAD', () => {
  it('does not move for one wild row', () => {
    const calm = [1, 2, 3, 4, 5].map((value) => [value]);
    const wild = [...calm.slice(0, 4), [5000]];
    expect(robustStandardiser(wild)([6])[0]).toBeCloseTo(robustStandardiser(calm)([6])[0] ?? 0, 6);
    expect(standardiser(wild)([6])[0]).not.toBeCloseTo(standardiser(calm)([6])[0] ?? 0, 0);
  });

  it('estimates the standard deviation of normal values', () => {
    const rows = Array.from({ length: 999 }, (_, index) => [index / 999]);
    expect(robustStandardiser(rows)([0.5 + 0.25 * 1.4826])[0]).toBeCloseTo(1, 1);
  });
});
