import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import { unknown } from '../contract/unknown.ts';
import { openingAssessmentState } from './assessment-state.ts';
import { healthIndexOf, healthRelativity } from './health-relativity.ts';

describe('the health relativity', () => {
  it.each([
    [80, 1],
    [90, 0.9],
    [100, 0.9],
    [60, Math.exp(0.3)],
    [0, 1.6],
  ])('of a health index of %i is %f', (healthIndex, expected) => {
    expect(healthRelativity(healthIndex, illustrative.health)).toBeCloseTo(expected, 12);
  });

  it('of an unknown index stays unknown, which counts as the reference healthy robot', () => {
    expect(healthRelativity(unknown('notObserved'), illustrative.health)).toEqual({ unknown: 'notObserved' });
  });
});

describe('the health index in force', () => {
  const state = openingAssessmentState();
  const health = { index: 25, component: 'j1', level: 'WARN', knownCount: 1, unknownCount: 5, readings: [] } as const;

  it("is the state's, or the one given instead, and not observed before anything was evaluated", () => {
    expect(healthIndexOf({ state })).toEqual({ unknown: 'notObserved' });
    expect(healthIndexOf({ state: { ...state, health } })).toBe(25);
    expect(healthIndexOf({ state: { ...state, health }, healthIndex: 80 })).toBe(80);
  });
});
