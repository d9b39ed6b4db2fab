import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { contextSchema } from './declared-context.ts';

const validate = new Ajv({ allErrors: true }).compile(contextSchema);

describe('a declared context', () => {
  it('may be empty', () => {
    expect(validate({})).toBe(true);
  });

  it.each([
    ['an unknown key', { operatorName: 'x' }],
    ['an unknown word', { humanExposure: 'H9' }],
    ['a percentage where a ratio is meant', { humidityMaxRatio: 60 }],
    ['a readiness of ten', { trl: 10 }],
    ['half a readiness', { trl: 5.5 }],
    ['a protection without IP', { ingressRequired: '54' }],
    ['a date that is none', { declaredAt: 'May 2026' }],
  ])('refuses %s', (_, context) => {
    expect(validate(context)).toBe(false);
  });

  it('reports all problems at once', () => {
    validate({ trl: 0, humanExposure: 'H9', extra: 1 });
    expect(validate.errors).toHaveLength(3);
  });
});
