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
    ['an assessment on no date', { trlAssessedAt: '15.4.2026' }],
    ['an assessor without a name', { trlAssessedBy: '' }],
    ['an autonomy of six', { autonomyLevel: { perception: 6, decision: 1, execution: 1, collaboration: 1 } }],
    ['an autonomy of level nought', { autonomyLevel: { perception: 0, decision: 1, execution: 1, collaboration: 1 } }],
    ['an autonomy that leaves a dimension out', { autonomyLevel: { perception: 2, decision: 1, execution: 1 } }],
    [
      'an autonomy in a dimension nobody knows',
      { autonomyLevel: { perception: 2, decision: 1, execution: 1, collaboration: 1, charm: 5 } },
    ],
  ])('refuses %s', (_, context) => {
    expect(validate(context)).toBe(false);
  });

  it('says autonomy in the four dimensions of T/CIE 298, and who assessed the readiness when', () => {
    const autonomyLevel = { perception: 1, decision: 5, execution: 3, collaboration: 2 };
    expect(validate({ trl: 6, trlAssessedBy: 'notified body', trlAssessedAt: '2026-04-15', autonomyLevel })).toBe(true);
  });

  it('reports all problems at once', () => {
    validate({ trl: 0, humanExposure: 'H9', extra: 1 });
    expect(validate.errors).toHaveLength(3);
  });
});
