import { describe, expect, it } from 'vitest';
import type { OptionsSchema } from '../../../agent/contract/schema.ts';
import { checkDecode } from './check-decode.ts';

const schema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['table'],
  properties: {
    table: { type: 'string' },
    effort: { enum: ['torqueNm', 'unknown'], default: 'unknown' },
    count: { type: 'integer' },
    names: { type: 'array' },
    nested: { type: 'object' },
  },
};

const problemsOf = (written: Record<string, unknown>) =>
  checkDecode(written, schema, 'here').problems.map(({ place, value }) => `${place} ${value}`);

describe('the decode block of a topic', () => {
  it('gets the defaults of its decoder', () => {
    expect(checkDecode({ table: 'x' }, schema, 'here')).toEqual({ decode: { table: 'x', effort: 'unknown' }, problems: [] });
    expect(checkDecode({ table: 'x', effort: 'torqueNm' }, schema, 'here').decode).toEqual({ table: 'x', effort: 'torqueNm' });
  });

  it('is refused where it says what its decoder does not know, all at once', () => {
    expect(problemsOf({ effort: 'hp', colour: 1, count: 1.5, names: 'a', nested: [] })).toEqual([
      'here.colour no option of this decoder',
      'here.table is missing',
      'here.effort "hp"',
      'here.count 1.5',
      'here.names "a"',
      'here.nested []',
    ]);
  });

  it('names what may be written', () => {
    const [unknownKey] = checkDecode({ table: 'x', colour: 1 }, schema, 'here').problems;
    expect(unknownKey?.remedy).toContain('table, effort, count, names, nested');
    const none = { type: 'object', additionalProperties: false, properties: {} } as const;
    expect(checkDecode({ a: 1 }, none, 'here').problems[0]?.remedy).toBe('take it out');
  });
});
