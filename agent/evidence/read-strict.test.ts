import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../contract/schema.ts';
import { canonicalJson, jsonDepthMax } from './canonical-json.ts';
import { parseStrictJson } from './parse-strict.ts';
import { readStrictJson } from './read-strict.ts';

const canonical = fc
  .jsonValue({ stringUnit: 'grapheme', maxDepth: 5 })
  .map((value) => canonicalJson(JSON.parse(JSON.stringify(value)) as Json));

/** What the strict parser says, and whether the value would be written like this. */
function asParsed(text: string): unknown {
  const parsed = parseStrictJson(text);
  return parsed.ok ? { ...parsed, isCanonical: canonicalJson(parsed.value) === text } : parsed;
}

describe('readStrictJson', () => {
  it.each<[string, boolean]>([
    ['{"a":[1,-2.5,null,"Wärme"],"b":{}}', true],
    ['{"b":1,"a":2}', false],
    ['{"a": 1}', false],
    ['"\\u0041"', false],
    ['1.0', false],
    ['9007199254740991', true],
    ['{"__proto__":{"a":1}}', true],
  ])('reads %s, and says whether it is canonical: %s', (text, isCanonical) => {
    expect(readStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text), isCanonical });
  });

  it.each([
    ['9007199254740992', 0, 'beyond 2^53'],
    ['{"a":[0,-9007199254740994]}', 8, 'beyond 2^53'],
    ['1e+30', 0, 'beyond 2^53'],
    ['{"a":1,"a":1}', 7, 'duplicate key'],
    ['-0', 0, '−0'],
    ['1e400', 0, 'too large'],
    ['"\ud800"', 0, 'lone surrogate'],
    ['{"a":1}x', 7, 'follows the end'],
    ['', 0, 'too early'],
  ])('refuses %j at %i: %s', (text, offset, problem) => {
    expect(readStrictJson(text)).toEqual({ ok: false, offset, problem: expect.stringContaining(problem) });
  });

  it('refuses nesting beyond the limit as the strict parser does', () => {
    const deepest = '['.repeat(jsonDepthMax + 2) + ']'.repeat(jsonDepthMax + 2);
    expect(parseStrictJson(deepest).ok).toBe(false);
    expect(readStrictJson(deepest)).toEqual(parseStrictJson(deepest));
    expect(readStrictJson('[{"a":'.repeat(100_000))).toMatchObject({ ok: false, problem: `nested deeper than ${jsonDepthMax}` });
  });

  it('says of every canonical text what the strict parser says', () => {
    fc.assert(
      fc.property(canonical, (text) => {
        expect(readStrictJson(text)).toEqual(asParsed(text));
      }),
      { numRuns: 500 },
    );
  });

  it('says of a canonical text with one place changed what the strict parser says', () => {
    const pieces = ['', ' ', '"', '{', '}', '[', ']', ',', ':', '0', '-', '1e9', '.', '\\', '\\u00e9', '\ud800', '"a":1,'];
    const change = fc.record({ place: fc.nat(), piece: fc.constantFrom(...pieces), cutCount: fc.nat({ max: 1 }) });
    fc.assert(
      fc.property(canonical, change, (text, { place, piece, cutCount }) => {
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + piece + text.slice(at + cutCount);
        expect(readStrictJson(changed)).toEqual(asParsed(changed));
      }),
      { numRuns: 1000 },
    );
  });
});
