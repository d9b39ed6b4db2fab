import { describe, expect, it } from 'vitest';
import { decimals, roundTo } from './rounding.ts';

describe('rounding before canonical JSON', () => {
  it.each([
    [0.1234564, 6, 0.123456],
    [0.1234565, 6, 0.123457],
    [2.5, 0, 3],
    [1.005, 2, 1.01],
    [8.345, 2, 8.35],
    [1.45, 1, 1.5],
    [123456.7894, 3, 123456.789],
    [0.9999999, 6, 1],
  ])('rounds %d to %i decimals as it is written: %d', (value, decimalCount, expected) => {
    expect(roundTo(value, decimalCount)).toBe(expected);
  });

  it.each([
    [5e-7, 6, 1e-6],
    [4.9e-7, 6, 0],
    [2.5e-9, 9, 3e-9],
    [4.5e-9, 9, 5e-9],
    [1.25e-8, 9, 1.3e-8],
  ])('keeps to that for %d, which is written with an exponent', (value, decimalCount, expected) => {
    expect(roundTo(value, decimalCount)).toBe(expected);
    expect(roundTo(-value, decimalCount)).toBe(expected === 0 ? 0 : -expected);
  });

  it('rounds halves away from zero on both sides', () => {
    expect([0.5, 1.5, 2.5].map((value) => roundTo(value, 0))).toEqual([1, 2, 3]);
    expect([-0.5, -1.5, -2.5].map((value) => roundTo(value, 0))).toEqual([-1, -2, -3]);
  });

  it('never gives −0, which canonical JSON would write as 0 and compare as another number', () => {
    for (const value of [-0, -1e-12, -0.0000004, -Number.MIN_VALUE]) expect(Object.is(roundTo(value, 6), 0)).toBe(true);
  });

  it.each([1e15, 1e21, 1.7976931348623157e308, -4.2e300, Number.MAX_SAFE_INTEGER])(
    'leaves %d alone: it has no decimals to lose',
    (value) => {
      expect(roundTo(value, 6)).toBe(value);
    },
  );
});

describe('the decimals of each quantity', () => {
  it('are those the decisions name: ratios, ln and index 6, scores 3', () => {
    expect(decimals).toMatchObject({ ratio: 6, ln: 6, index: 6, score: 3 });
  });

  it('tell a rate of one event in a robot life from none', () => {
    const perLifetimeH = 1 / 100_000_000;
    expect(roundTo(perLifetimeH, decimals.rate)).toBeGreaterThan(0);
  });
});
