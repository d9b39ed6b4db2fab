import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import { unknown } from '../contract/unknown.ts';
import { healthRelativity } from './health-relativity.ts';

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
