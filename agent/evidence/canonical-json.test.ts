import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson, jsonDepthMax } from './canonical-json.ts';

const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('canonicalJson', () => {
  it.each<[Json, string]>([
    [null, 'null'],
    [true, 'true'],
    [-0, '0'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [0.1 + 0.2, '0.30000000000000004'],
    ['', '""'],
    ['\u0000\u001f"\\/\b\t€😀', '"\\u0000\\u001f\\"\\\\/\\b\\t€😀"'],
    [[], '[]'],
    [{}, '{}'],
    [{ b: 1, a: [2, { d: null, c: '' }] }, '{"a":[2,{"c":"","d":null}],"b":1}'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('orders keys by UTF-16 code units, so that an emoji stands before a ligature', () => {
    expect(canonicalJson({ '\ufb33': 1, '😀': 2, '1': 3, '10': 4, é: 5, '': 6 })).toBe('{"":6,"1":3,"10":4,"é":5,"😀":2,"\ufb33":1}');
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined in an object', { a: undefined }],
    ['undefined in an array', [undefined]],
    ['a function', { a: () => 1 }],
    ['a bigint', 1n],
    ['a lone surrogate', 'x\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
  ])('refuses %s, because it would be our bug', (_, value) => {
    expect(() => canonicalJson(value as unknown as Json)).toThrow(InvariantError);
  });

  it('writes as deep as the strict parser reads, and no deeper', () => {
    expect(canonicalJson(nested(jsonDepthMax))).toHaveLength(2 * jsonDepthMax + 1);
    expect(() => canonicalJson(nested(jsonDepthMax + 1))).toThrow('nested deeper');
  });

  it('gives the same text for the same value whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(members));
      }),
    );
  });

  it('is read back as the same value, and written again as the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 6 }), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(canonicalJson(JSON.parse(text)))));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
