import fc from 'fast-check';
import { describe, it } from 'vitest';
import { roundTo } from './rounding.ts';

/** By whole numbers alone: the digits as they are written, half of the last place added, the rest cut. */
function roundedByDigits(value: number, decimalCount: number): number {
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const surplusCount = fraction.length - Number(exponent) - decimalCount;
  if (surplusCount <= 0) return value === 0 ? 0 : value;
  const unit = 10n ** BigInt(surplusCount);
  const rounded = Number(`${(2n * BigInt(whole + fraction) + unit) / (2n * unit)}e-${decimalCount}`);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

const counts = fc.integer({ min: 0, max: 9 });
const wholes = fc.integer({ min: -(2 ** 42), max: 2 ** 42 });
/** Of the last bit; fewer than four may be lost where the point moves. */
const steps = fc.constantFrom(-8, -4, 0, 4, 8);

describe('rounding', () => {
  it('is that of the digits, whatever the number', () => {
    const values = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const check = fc.property(values, counts, (value, count) => Object.is(roundTo(value, count), roundedByDigits(value, count)));
    fc.assert(check, { numRuns: 20_000 });
  });

  it('is that of the digits next to every half, where arithmetic alone would miss it', () => {
    const check = fc.property(wholes, counts, steps, (whole, count, step) => {
      const half = Number(`${whole}.5e-${count}`);
      const value = half * (1 + step * Number.EPSILON);
      return Object.is(roundTo(value, count), roundedByDigits(value, count));
    });
    fc.assert(check, { numRuns: 20_000 });
  });
});
