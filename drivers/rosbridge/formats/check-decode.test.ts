import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../agent/contract/errors.ts';
import { checkDecode } from './check-decode.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['family'],
  properties: {
    family: { enum: ['hg', 'go'] },
    prefix: { type: 'string', default: '' },
    jointCount: { type: 'integer' },
    scale: { type: 'number', default: 1 },
    order: { type: 'array' },
    map: { type: 'object' },
    strict: { type: 'boolean', default: false },
    anything: {},
  },
} as const;

const problemsOf = (written: Record<string, unknown>): string[] => checkDecode(written, schema, 'decode').problems.map(formatProblem);

describe('options of a decoder', () => {
  it('are filled in where the profile says nothing', () => {
    const { decode, problems } = checkDecode({ family: 'hg', scale: 2 }, schema, 'decode');
    expect([decode, problems]).toEqual([{ family: 'hg', prefix: '', scale: 2, strict: false }, []]);
  });

  it('of every right type are taken', () => {
    const all = { family: 'go', prefix: 'a', jointCount: 2, scale: 0.5, order: ['x'], map: { a: 1 }, strict: true, anything: null };
    expect(problemsOf(all)).toEqual([]);
  });

  it.each([
    [{}, ['decode.family: is missing — add "family:"']],
    [{ family: 'h1' }, ['decode.family: "h1" — write one of hg, go']],
    [{ family: 'hg', prefix: 1 }, ['decode.prefix: 1 — write a value of type string']],
    [{ family: 'hg', jointCount: 1.5 }, ['decode.jointCount: 1.5 — write a value of type integer']],
    [{ family: 'hg', scale: '1' }, ['decode.scale: "1" — write a value of type number']],
    [{ family: 'hg', order: {} }, ['decode.order: {} — write a value of type array']],
    [{ family: 'hg', map: [] }, ['decode.map: [] — write a value of type object']],
    [{ family: 'hg', map: null }, ['decode.map: null — write a value of type object']],
    [{ family: 'hg', strict: 0 }, ['decode.strict: 0 — write a value of type boolean']],
  ])('%o are refused: %o', (written, problems) => {
    expect(problemsOf(written)).toEqual(problems);
  });

  it('that nobody knows are all named at once, with those there are', () => {
    const known = 'take it out, or write one of family, prefix, jointCount, scale, order, map, strict, anything';
    expect(problemsOf({ family: 'hg', effort: 1, unit: 2 })).toEqual([
      `decode.effort: no option of this decoder — ${known}`,
      `decode.unit: no option of this decoder — ${known}`,
    ]);
  });

  it('of a decoder without options can only be taken out', () => {
    const none = { type: 'object', additionalProperties: false, properties: {} } as const;
    expect(checkDecode({ unit: 1 }, none, 'decode').problems.map(({ remedy }) => remedy)).toEqual(['take it out']);
  });
});
