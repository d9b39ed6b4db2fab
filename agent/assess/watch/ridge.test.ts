import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { addObservation, openRidge, predict, solveRidge } from './ridge.ts';

describe('ridge regression', () => {
  it('finds the weights of a linear law from noisy observations', () => {
    const random = seededRandom(3);
    const ridge = openRidge(4, 0.1);
    const truth = [2, -1, 0.5, 0];
    for (let step = 0; step < 2000; step++) {
      const inputs = Float64Array.of(1, random.normal(), random.normal(), random.normal());
      addObservation(ridge, inputs, predict(truth, inputs) + 0.05 * random.normal());
    }
    for (const [place, weight] of solveRidge(ridge).entries()) expect(weight).toBeCloseTo(truth[place] ?? 0, 1);
  });

  it('gives an input that never moved no weight', () => {
    const ridge = openRidge(3, 0.3);
    for (let step = 0; step < 100; step++) addObservation(ridge, Float64Array.of(1, 0, step / 100), 5);
    const weights = solveRidge(ridge);
    expect(weights[1]).toBe(0);
    expect(predict(weights, Float64Array.of(1, 9, 0.5))).toBeCloseTo(5, 1);
  });

  it('solves the same equations twice alike', () => {
    const ridge = openRidge(2, 1);
    addObservation(ridge, Float64Array.of(1, 2), 3);
    expect(solveRidge(ridge)).toEqual(solveRidge(ridge));
  });

  it('shrinks towards nothing with a heavy ridge', () => {
    const weightOf = (ridgeRatio: number): number => {
      const ridge = openRidge(1, ridgeRatio);
      addObservation(ridge, Float64Array.of(1), 10);
      return solveRidge(ridge)[0] ?? 0;
    };
    expect(weightOf(1)).toBe(5);
    expect(weightOf(9)).toBe(1);
  });
});
