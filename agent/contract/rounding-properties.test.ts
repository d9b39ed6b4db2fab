import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimals, roundTo } from './rounding.ts';

const places = fc.constantFrom(...Object.values(decimals));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('rounding, whatever the number', () => {
  it('is the same the second time (property)', () => {
    fc.assert(
      fc.property(finite, places, (value, decimalCount) => {
        const once = roundTo(value, decimalCount);
        expect(roundTo(once, decimalCount)).toBe(once);
      }),
    );
  });

  it('leaves alone what is too large to have such decimals', () => {
    expect(roundTo(-20630830889834.207, 6)).toBe(-20630830889834.207);
    expect(roundTo(Number.MAX_VALUE, 9)).toBe(Number.MAX_VALUE);
  });

  it('moves no value by more than half of its last decimal (property)', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), places, (value, decimalCount) => {
        expect(Math.abs(roundTo(value, decimalCount) - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimalCount + 1e-9);
      }),
    );
  });

  it('is odd, and finite for everything finite (property)', () => {
    fc.assert(
      fc.property(finite, places, (value, decimalCount) => {
        const rounded = roundTo(value, decimalCount);
        expect(Number.isFinite(rounded)).toBe(true);
        expect(roundTo(-value, decimalCount) + rounded).toBe(0);
      }),
    );
  });

  it('keeps the order of two values (property)', () => {
    fc.assert(
      fc.property(finite, finite, places, (a, b, decimalCount) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(roundTo(low, decimalCount)).toBeLessThanOrEqual(roundTo(high, decimalCount));
      }),
    );
  });

  it('writes no more decimals than it was asked for (property)', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.integer({ min: 0, max: 9 }), (value, decimalCount) => {
        const written = String(roundTo(value, decimalCount)).split('.')[1] ?? '';
        expect(written.length).toBeLessThanOrEqual(decimalCount);
      }),
    );
  });
});
