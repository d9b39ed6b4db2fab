import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silenceMsOf } from './silence-limit.ts';

describe('the silence limit', () => {
  it.each([
    [1000, 3000],
    [100, 300],
    [84, 252],
    [50, 250],
    [10, 250],
    [2, 250],
    [1, 250],
  ])('of a period of %d ms is %d ms', (periodMs, silenceMs) => expect(silenceMsOf(periodMs)).toBe(silenceMs));

  it('is three periods wherever those are longer than a quarter of a second, and never less than three', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), (periodMs) => {
        expect(silenceMsOf(periodMs)).toBeGreaterThanOrEqual(periodMs * 3);
        if (periodMs > 83) expect(silenceMsOf(periodMs)).toBe(periodMs * 3);
      }),
    );
  });
});
