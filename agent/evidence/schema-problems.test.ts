import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type SchemaError, schemaProblems, schemaProblemsMax } from './schema-problems.ts';

const validate = new Ajv({ allErrors: true }).compile({
  type: 'object',
  properties: {
    seq: { type: 'integer', minimum: 0 },
    origin: { enum: ['live', 'replay'] },
    either: { anyOf: [{ type: 'number' }, { type: 'null' }] },
  },
  required: ['seq'],
  additionalProperties: false,
});

function problemsOf(value: unknown): readonly string[] {
  validate(value);
  return schemaProblems((validate.errors ?? []) as readonly SchemaError[]);
}

describe('problems of a schema', () => {
  it('name the place and what must stand there', () => {
    expect(problemsOf({ seq: -1 })).toEqual(['/seq: must be >= 0']);
    expect(problemsOf({})).toEqual(["/: must have required property 'seq'"]);
  });

  it('list what is allowed, and name a member nobody knows', () => {
    expect(problemsOf({ seq: 0, origin: 'dream' })).toEqual(['/origin: must be equal to one of the allowed values: live, replay']);
    expect(problemsOf({ seq: 0, price: 1 })).toEqual(['/price: no such member in a report']);
  });

  it('say the branches of a choice, not that there is one', () => {
    expect(problemsOf({ seq: 0, either: 'x' })).toEqual(['/either: must be number', '/either: must be null']);
  });

  it('end at a limit', () => {
    const many = Array.from({ length: schemaProblemsMax + 5 }, (_, place) => ({
      keyword: 'type',
      instancePath: `/${place}`,
      message: 'must be number',
      params: {},
    }));
    expect(schemaProblems(many)).toHaveLength(schemaProblemsMax);
  });
});
