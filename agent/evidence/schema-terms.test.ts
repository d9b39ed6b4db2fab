import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Knowable } from '../contract/unknown.ts';
import {
  arrayOf,
  either,
  finite,
  hexHash,
  json,
  knowable,
  mapOf,
  nullable,
  numberIn,
  object,
  oneOf,
  partialObject,
  ratio,
  recordOf,
  type SchemaOf,
  sha256Text,
  text,
  textCharsMax,
  thumbprintText,
  utcText,
  whole,
  word,
  wordCharsMax,
} from './schema-terms.ts';

const accepts = (schema: SchemaOf<never> | object, value: unknown): boolean =>
  new Ajv({ strictTypes: false }).validate(schema, value) as boolean;

interface Case {
  readonly name: string;
  readonly schema: object;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const hash = 'ab'.repeat(32);

const cases: readonly Case[] = [
  { name: 'whole', schema: whole, good: [0, 1, Number.MAX_SAFE_INTEGER], bad: [-1, 0.5, 2 ** 53, '1', null] },
  { name: 'finite', schema: finite, good: [-1.5, 0, 1e300], bad: ['1', null, true] },
  { name: 'ratio', schema: ratio, good: [0, 0.5, 1], bad: [-0.1, 1.1, '0'] },
  { name: 'numberIn', schema: numberIn(-1, 2), good: [-1, 2], bad: [-1.01, 2.01] },
  { name: 'text', schema: text, good: ['', 'x'.repeat(textCharsMax)], bad: ['x'.repeat(textCharsMax + 1), 1] },
  { name: 'word', schema: word, good: ['x', 'x'.repeat(wordCharsMax)], bad: ['', 'x'.repeat(wordCharsMax + 1)] },
  { name: 'json', schema: json, good: [null, 1, 'x', [1], { a: {} }], bad: [] },
  {
    name: 'sha256Text',
    schema: sha256Text,
    good: [`sha256:${hash}`],
    bad: [hash, `sha256:${hash.toUpperCase()}`, `sha256:${hash}0`, `x sha256:${hash}`],
  },
  { name: 'hexHash', schema: hexHash, good: [hash], bad: [`${hash}0`, hash.slice(1), `${hash.slice(1)}g`] },
  { name: 'thumbprintText', schema: thumbprintText, good: ['a-_'.padEnd(43, 'Z')], bad: ['a'.repeat(42), 'a'.repeat(44), '+'.repeat(43)] },
  {
    name: 'utcText',
    schema: utcText,
    good: ['2026-01-31T23:59:59.000Z'],
    bad: ['2026-01-31', '2026-01-31T23:59:59Z', '2026-01-31T23:59:59.000+01:00'],
  },
  { name: 'oneOf', schema: oneOf(['a', 1, false]), good: ['a', 1, false], bad: ['b', 0, true, null] },
  { name: 'nullable', schema: nullable(word), good: ['x', null], bad: ['', 0] },
  {
    name: 'knowable',
    schema: knowable(whole),
    good: [3, { unknown: 'stale' }],
    bad: [null, -1, { unknown: 'lost' }, {}, { unknown: 'stale', value: 1 }],
  },
  { name: 'either', schema: either(whole, word), good: [1, 'x'], bad: [null, ''] },
  { name: 'arrayOf', schema: arrayOf(whole, 2), good: [[], [1, 2]], bad: [[1, 2, 3], ['x'], {}] },
  { name: 'mapOf', schema: mapOf(whole), good: [{}, { a: 1 }], bad: [{ a: 'x' }, { '': 1 }, [1]] },
  { name: 'partialObject', schema: partialObject(['a', 'b'], whole), good: [{}, { a: 1 }], bad: [{ c: 1 }, { a: -1 }] },
  { name: 'recordOf', schema: recordOf(['a', 'b'], whole), good: [{ a: 1, b: 2 }], bad: [{ a: 1 }, { a: 1, b: 2, c: 3 }] },
  {
    name: 'object',
    schema: object<{ a: number; b: string }>({ a: whole, b: word }),
    good: [{ a: 1, b: 'x' }],
    bad: [{ a: 1 }, { a: 1, b: 'x', c: 1 }, [], null],
  },
];

describe('schema terms', () => {
  it.each(cases)('$name accepts what it says', ({ schema, good }) => {
    for (const value of good) expect([value, accepts(schema, value)]).toEqual([value, true]);
  });

  it.each(cases)('$name refuses the rest', ({ schema, bad }) => {
    for (const value of bad) expect([value, accepts(schema, value)]).toEqual([value, false]);
  });

  it('keep schema and contract type equal: another answer here would not compile', () => {
    interface Contract {
      readonly count: number;
      readonly name: string | null;
    }
    type Members = Parameters<typeof object<Contract>>[0];
    const equal: Fits<{ count: SchemaOf<number>; name: SchemaOf<string | null> }, Members> = true;
    const missing: Fits<{ count: SchemaOf<number> }, Members> = false;
    const narrower: Fits<{ count: SchemaOf<number>; name: SchemaOf<string> }, Members> = false;
    const wider: Fits<{ count: SchemaOf<Knowable<number>>; name: SchemaOf<string | null> }, Members> = false;
    expect({ equal, missing, narrower, wider }).toEqual({ equal: true, missing: false, narrower: false, wider: false });
    expect(object<Contract>({ count: whole, name: nullable(word) }).required).toEqual(['count', 'name']);
  });
});

/** Whether the type checker would take one type where the other is asked for. */
type Fits<Given, Asked> = Given extends Asked ? true : false;
