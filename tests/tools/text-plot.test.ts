import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textPlot } from './text-plot.ts';

const options = { low: 40, high: 60, stepIndex: 4 } as const;

describe('a plot in characters', () => {
  it('draws a path, the reference line, and a question mark where there is no value', () => {
    expect(textPlot([50, 52, null, 42], { low: 42, high: 58, stepIndex: 4 })).toEqual([
      '   58 ┤',
      '   54 ┤ ▄',
      '   50 ┼▀───',
      '   46 ┤',
      '   42 ┤   ▀',
      '      └────',
      '         ?',
    ]);
  });

  it('gives every known value within its range exactly one mark (property)', () => {
    const value = fc.oneof(fc.constant(null), fc.double({ min: 38.1, max: 61.9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
        const rows = textPlot(values, options).slice(0, 6);
        values.forEach((one, column) => {
          const marks = rows.map((row) => row[7 + column] ?? ' ').filter((mark) => mark === '▀' || mark === '▄');
          expect(marks).toHaveLength(one === null ? 0 : 1);
        });
      }),
    );
  });

  it('draws a higher value no lower (property)', () => {
    const value = fc.double({ min: 40, max: 60, noNaN: true });
    const rowOf = (one: number): number => textPlot([one], options).findIndex((row) => /[▀▄]/.test(row));
    fc.assert(fc.property(value, value, (a, b) => rowOf(Math.max(a, b)) <= rowOf(Math.min(a, b))));
  });
});
