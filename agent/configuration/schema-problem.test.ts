import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, problemOf } from './schema-problem.ts';

const properties = {
  name: { type: 'string' },
  level: { enum: ['debug', 'info'] },
  count: { type: 'integer', minimum: 1 },
  weight: { const: 0 },
  id: { type: 'string', pattern: '^[a-z]+$' },
  url: { type: 'string', pattern: '^mqtt://', description: 'Broker, for example mqtt://broker.' },
  either: { type: ['string', 'number'] },
  'a/b~c': { type: 'object', additionalProperties: false, properties: {} },
} as const;

function told(value: object): string[] {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
  const validate = ajv.compile({ type: 'object', additionalProperties: false, required: ['name'], properties });
  validate(value);
  return (validate.errors ?? []).map(problemOf).map(({ path, value: shown, remedy }) => `${path.join('.')} | ${shown} | ${remedy}`);
}

describe('a schema problem, as a person can mend it', () => {
  it.each([
    [{ name: 7 }, 'name | 7 | write a string, in quotes: "7"'],
    [{ name: true }, 'name | true | write a string, in quotes: "true"'],
    [{ name: [] }, 'name | [] | write a string'],
    [{ name: 'a', count: 1.5 }, 'count | 1.5 | write an integer'],
    [{ name: 'a', either: true }, 'either | true | write a string or a number'],
    [{ name: 'a', level: 'loud' }, 'level | "loud" | write one of debug, info'],
    [{ name: 'a', weight: 0.3 }, 'weight | 0.3 | only 0 is allowed here'],
    [{ name: 'a', id: 'A1' }, 'id | "A1" | it must match ^[a-z]+$'],
    [{ name: 'a', url: 'http://b' }, 'url | "http://b" | it must match ^mqtt://: Broker, for example mqtt://broker.'],
    [{ name: 'a', count: 0 }, 'count | 0 | it must be >= 1'],
    [{}, ' | "name" is missing | add "name:"'],
    [{ name: null }, 'name | null | write a string'],
  ])('%j', (value, expected) => {
    expect(told(value)).toEqual([expected]);
  });

  it('gives the path of a key with slash and tilde as it is written', () => {
    expect(told({ name: 'a', 'a/b~c': { x: 1 } })).toEqual(['a/b~c.x | unknown key "x" | take it out']);
  });

  it('shortens what stands there', () => {
    const [problem = ''] = told({ name: Array(100).fill(1) });
    expect(problem.length).toBeLessThan(100);
    expect(problem).toContain('… | write a string');
  });
});

describe('an unknown key', () => {
  it.each([
    ['nmae', 'did you mean "name"?'],
    ['Name', 'did you mean "name"?'],
    ['wieght', 'did you mean "weight"?'],
    ['temperature', 'take it out, or write one of name, level, count, weight, id, url, either, a/b~c'],
  ])('%s: %s', (key, remedy) => {
    expect(told({ name: 'a', [key]: 1 })[0]).toContain(remedy);
  });
});

describe('edit distance', () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });

  it('is zero for the same word only, the same in both directions, and at most the longer length (property)', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('takes no detour: a way over a third word is never shorter (property)', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  it('grows by one with one letter put in', () => {
    fc.assert(fc.property(word, fc.nat(8), (a, at) => editDistance(a, `${a.slice(0, at)}x${a.slice(at)}`) === 1));
  });
});
