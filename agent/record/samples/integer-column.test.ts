import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packColumn, unpackColumn } from './integer-column.ts';

const runStartsFor = (length: number) => fc.uniqueArray(fc.nat(Math.max(0, length - 1))).map((starts) => new Set(starts));
const column = fc
  .array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { maxLength: 200 })
  .chain((values) => fc.tuple(fc.constant(values), fc.integer({ min: 0, max: 6 }), runStartsFor(values.length)));

describe('a column of numbers', () => {
  it('comes back to half a unit of its last decimal, with any runs', () => {
    fc.assert(
      fc.property(column, ([values, decimalCount, runStarts]) => {
        const bytes = packColumn(values, decimalCount, runStarts);
        const back = unpackColumn(bytes, 0, { decimalCount, runStarts });
        expect(back?.endAt).toBe(bytes.length);
        expect(back?.values).toHaveLength(values.length);
        values.forEach((value, index) => {
          const error = Math.abs((back?.values[index] ?? Number.NaN) - value);
          expect(error).toBeLessThanOrEqual(0.5 * 10 ** -decimalCount + Math.abs(value) * 2 ** -52);
        });
      }),
    );
  });

  it('comes back exactly once it has its decimals: packing it again changes nothing', () => {
    fc.assert(
      fc.property(column, ([values, decimalCount]) => {
        const once = unpackColumn(packColumn(values, decimalCount), 0, { decimalCount })?.values ?? [];
        expect(unpackColumn(packColumn(once, decimalCount), 0, { decimalCount })?.values).toEqual(once);
      }),
    );
  });

  it('with totals beyond the exact integers comes back as it was', () => {
    const totals = [Number.MAX_SAFE_INTEGER, 1e300, -1e300, 0.1, 5];
    expect(unpackColumn(packColumn(totals, 3), 0, { decimalCount: 3 })?.values).toEqual(totals);
  });

  it('that moves slowly takes one byte a number besides its head', () => {
    const slow = Array.from({ length: 100 }, (_, index) => 21.5 + index * 0.01);
    expect(packColumn(slow, 2, new Set([])).length).toBe(5 + 2 * 100);
    expect(
      packColumn(
        slow.map((value) => value - 21.5),
        2,
      ).length,
    ).toBe(5 + 100);
  });

  it('that is cut short or of no known kind is none', () => {
    const bytes = packColumn([1, 2, 3], 0);
    for (let length = 0; length < bytes.length; length++) {
      expect(unpackColumn(bytes.subarray(0, length), 0, { decimalCount: 0 })).toBeUndefined();
    }
    expect(unpackColumn(Uint8Array.of(3, 1, 0, 0, 0, 1, 1, 1), 0, { decimalCount: 0 })).toBeUndefined();
  });
});
