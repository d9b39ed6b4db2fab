import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankedCode, codeTokens, lineAt, tokenise } from './tokens.ts';

const texts = (source: string) => tokenise(source).map((token) => token.text);

describe('tokenise', () => {
  it('tells a division from a regular expression', () => {
    expect(tokenise('a / b / c').some((token) => token.kind === 'regex')).toBe(false);
    expect(tokenise('x = /a[/]b/g.test(y)').find((token) => token.kind === 'regex')?.text).toBe('/a[/]b/g');
    expect(tokenise('return /x/').at(-1)?.kind).toBe('regex');
    expect(tokenise('(a) / 2 / b').some((token) => token.kind === 'regex')).toBe(false);
  });

  it('reads nested templates', () => {
    // An expression that holds an object that holds a template: three kinds of brace inside each other.
    const source = ['`a${ {b: `c${d}`} }e`', 'f'].join(';');
    expect(texts(source)).toEqual(['`a', '${', '{', 'b', ':', '`c', '${', 'd', '}', '`', '}', '}', 'e`', ';', 'f']);
  });

  it('keeps quotes, comments and escapes apart', () => {
    expect(texts(String.raw`'it\'s // no' // yes`)).toEqual([String.raw`'it\'s // no'`, '// yes']);
    expect(tokenise('/* a */ "b"').map((token) => token.kind)).toEqual(['comment', 'string']);
    expect(codeTokens('/* a */ "b"').map((token) => token.value)).toEqual(['b']);
  });

  it('covers every character that is not space, in order, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 \n\'"`${}/*[]()=>.\\') }), (source) => {
        let at = 0;
        for (const token of tokenise(source)) {
          expect(source.slice(at, token.start).trim()).toBe('');
          expect(token.end).toBeGreaterThanOrEqual(token.start);
          at = token.end;
        }
        expect(source.slice(at).trim()).toBe('');
      }),
    );
  });
});

describe('blankedCode', () => {
  it('keeps length and lines and hides what is not code', () => {
    const source = 'a("Date.now(") // Date.now(\n`Date.now(${b})`';
    const blanked = blankedCode(source);
    expect(blanked).toHaveLength(source.length);
    expect(blanked.split('\n')).toHaveLength(2);
    expect(blanked).not.toContain('Date');
    expect(blanked).toContain('b');
  });
});

describe('lineAt', () => {
  it('counts from one', () => {
    expect([lineAt('a\nb\nc', 0), lineAt('a\nb\nc', 2), lineAt('a\nb\nc', 4)]).toEqual([1, 2, 3]);
  });
});
