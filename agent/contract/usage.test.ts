import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import { riskDimensions } from './assessment.ts';
import { environmentDimensions } from './environment-grade.ts';
import { ratedEventClasses } from './usage.ts';

describe('the rated event classes', () => {
  it('are six, each once, in camelCase', () => {
    expect(new Set(ratedEventClasses).size).toBe(6);
    for (const name of ratedEventClasses) expect(name).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/);
  });

  it('each have a prior in every category and stage of the shipped reference model, whose weights sum to one', () => {
    const stages = Object.values(illustrative.priors).flatMap((category) => Object.values(category));
    expect(stages.length).toBeGreaterThanOrEqual(4);
    for (const priors of stages) {
      expect(Object.keys(priors).sort()).toEqual([...ratedEventClasses].sort());
      const sum = ratedEventClasses.reduce((total, eventClass) => total + priors[eventClass].weightRatio, 0);
      expect(sum).toBeCloseTo(1, 12);
      expect(priors.emergencyStop.weightRatio).toBe(0);
    }
  });
});

describe('the dimensions', () => {
  it('of risk are six, each once', () => {
    expect(riskDimensions).toEqual(['environment', 'use', 'safety', 'health', 'anomaly', 'context']);
  });

  it('of the environment run from D1 to D10 in the order they are printed', () => {
    const numbers = environmentDimensions.map((name) => Number.parseInt(name.slice(1), 10));
    expect(numbers).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(environmentDimensions).size).toBe(environmentDimensions.length);
  });
});
