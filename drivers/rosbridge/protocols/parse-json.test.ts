import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonOf } from '../../../tests/support/rosbridge-wire.ts';
import { parseJson } from './parse-json.ts';

const hard = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
const words = ['NaN', 'Infinity', '-Infinity'] as const;
/** Text that looks like what is repaired, with the characters that end strings. */
const trap = fc
  .array(fc.constantFrom(...words, '"', '\\', '\\"', '{', ',', ':', '-', 'a', '\n', '机', '\u{1f916}'), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** Any JSON whose numbers may be none and whose texts are traps, and how many numbers are none. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...hard),
    fc.integer(),
    trap,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('fields'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  fields: fc.dictionary(trap, tie('value'), { maxKeys: 5, noNullPrototype: true }),
})).value;

const hardCount = (value: unknown): number => {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + hardCount(one), 0);
};

describe('JSON of a bridge', () => {
  it('is read as it is', () => {
    expect(parseJson('{"a":[1,2.5e3,null,"x"]}')).toEqual({ value: { a: [1, 2500, null, 'x'] }, repairedCount: 0 });
    expect(parseJson('null')).toEqual({ value: null, repairedCount: 0 });
  });

  it.each([
    ['[NaN]', [null], 1],
    ['[-Infinity,Infinity , NaN]', [null, null, null], 3],
    ['{"covariance":[0.1,NaN,0.2],"name":"NaN"}', { covariance: [0.1, null, 0.2], name: 'NaN' }, 1],
    ['{"NaN":NaN}', { NaN: null }, 1],
    ['{"a":"\\"NaN","b":NaN}', { a: '"NaN', b: null }, 1],
    ['{"a":"\\\\","b":-NaN}', { a: '\\', b: null }, 1],
    ['NaN', null, 1],
  ])('%s loses its bare numbers, not the message', (text, value, repairedCount) => {
    expect(parseJson(text)).toEqual({ value, repairedCount });
  });

  it.each([
    '',
    '{',
    '{"op":"pub',
    '[1,]',
    "{'a':1}",
    'NaNcy',
    '[NaN',
    '{"a":"NaN}',
    '1NaN',
    '--Infinity',
    '[Nan]',
    'undefined',
    '"Infinity',
    '\\"NaN',
  ])('%s is unreadable', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it('comes back with its bare numbers as null, every one of them counted, and its texts untouched (property)', () => {
    fc.assert(
      fc.property(values, (value) => {
        const read = parseJson(jsonOf(value, true));
        expect(read).toEqual({ value: JSON.parse(JSON.stringify(value)), repairedCount: hardCount(value) });
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and is never made readable but by bare numbers (property)', () => {
    const pieces = fc.oneof(trap, fc.string(), fc.json());
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 4 }), (parts) => {
        const text = parts.join('');
        const read = parseJson(text);
        if (read !== undefined && read.repairedCount === 0) expect(read.value).toEqual(JSON.parse(text));
        if (!words.some((word) => text.includes(word.replace('-', '')))) expect(read?.repairedCount ?? 0).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['quotes that never close', `NaN${'"\\'.repeat(500_000)}`],
    ['escaped quotes', `NaN"${'\\"'.repeat(500_000)}`],
    ['minus signs', `NaN${'-'.repeat(1_000_000)}`],
    ['words cut short', `NaN${'Infinit'.repeat(150_000)}`],
    ['lists in lists', `[NaN${'['.repeat(1_000_000)}`],
  ])('a megabyte of %s is given up, in one walk', (_, text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});
