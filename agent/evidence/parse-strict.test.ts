import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, jsonDepthMax } from './canonical-json.ts';
import { parseStrictJson } from './parse-strict.ts';

describe('parseStrictJson', () => {
  it.each<[string, unknown]>([
    [' {"a" : [1, -2.5, 1e3, true, false, null] }\r\n\t', { a: [1, -2.5, 1000, true, false, null] }],
    ['"\\u0041\\n\\"\\\\\\/\\ud83d\\ude00€"', 'A\n"\\/😀€'],
    ['[]', []],
    ['{}', {}],
    ['[[],{}]', [[], {}]],
    ['0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['1e-300', 1e-300],
  ])('reads %s', (text, value) => {
    expect(parseStrictJson(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['', 0, 'too early'],
    ['  ', 2, 'too early'],
    ['{"a":1,"b":2,"a":3}', 13, 'duplicate key "a"'],
    ['{"a":1,"\\u0061":3}', 7, 'duplicate key "a"'],
    ['{"a":{"b":1,"b":1}}', 12, 'duplicate key "b"'],
    ['{"__proto__":1,"__proto__":2}', 15, 'duplicate key "__proto__"'],
    ['[1e400]', 1, 'too large'],
    ['[-1e400]', 1, 'too large'],
    ['[0,9007199254740992]', 3, 'beyond 2^53'],
    ['1e30', 0, 'beyond 2^53'],
    ['[-0]', 1, '−0'],
    ['-0.0', 0, '−0'],
    ['-1e-400', 0, '−0'],
    ['["\\ud800"]', 1, 'lone surrogate'],
    ['{"\\udc00":1}', 1, 'lone surrogate'],
    ['"\ud800"', 0, 'lone surrogate'],
    ['[1,]', 3, 'not a JSON value'],
    ['{"a":1,}', 7, 'expected "'],
    ['{a:1}', 1, 'expected "'],
    ["{'a':1}", 1, 'expected "'],
    ['[1 2]', 3, 'expected ]'],
    ['[1', 2, 'too early'],
    ['{"a"', 4, 'too early'],
    ['"abc', 4, 'too early'],
    ['"a\nb"', 2, 'expected "'],
    ['"\\x41"', 1, 'unknown escape'],
    ['"\\u00g1"', 1, 'unknown escape'],
    ['01', 1, 'follows the end'],
    ['1.', 1, 'follows the end'],
    ['.5', 0, 'not a JSON value'],
    ['+1', 0, 'not a JSON value'],
    ['NaN', 0, 'not a JSON value'],
    ['Infinity', 0, 'not a JSON value'],
    ['True', 0, 'not a JSON value'],
    ['nulls', 4, 'follows the end'],
    ['{} {}', 3, 'follows the end'],
    ['// x\n1', 0, 'not a JSON value'],
    ['\ufeff{}', 0, 'not a JSON value'],
  ])('refuses %j at %i: %s', (text, offset, problem) => {
    expect(parseStrictJson(text)).toEqual({ ok: false, offset, problem: expect.stringContaining(problem) });
  });

  it('keeps __proto__ an ordinary key', () => {
    const parsed = parseStrictJson('{"__proto__":{"polluted":true}}');
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses nesting beyond the limit without running out of stack', () => {
    expect(parseStrictJson('['.repeat(jsonDepthMax) + ']'.repeat(jsonDepthMax)).ok).toBe(true);
    const endless = parseStrictJson('[{"a":'.repeat(100_000));
    expect(endless).toMatchObject({ ok: false, problem: `nested deeper than ${jsonDepthMax}` });
  });

  it('reads every canonical text as the value it was written from', () => {
    const safe = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }).filter((value) => !hasUnsafeNumber(value));
    fc.assert(
      fc.property(safe, (value) => {
        const text = canonicalJson(JSON.parse(JSON.stringify(value)));
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('never throws, and accepts nothing that JSON.parse refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'a',
      '0',
      '-',
      '.',
      'e',
      'true',
      'null',
      ' ',
      '\n',
      '\ud800',
      '"a":',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces).map((list) => list.join('')),
          fc.string(),
        ),
        (text) => {
          const parsed = parseStrictJson(text);
          if (parsed.ok) expect(JSON.parse(text)).toEqual(parsed.value);
          else expect(parsed.offset).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function hasUnsafeNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnsafeNumber);
}
