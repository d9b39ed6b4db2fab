import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addObservation, ridgeEquations, solveRidge } from './ridge-weights.ts';
import { seededRandom } from './seeded-random.ts';

function solvedFor(weights: readonly number[], ridgeWeight: number, observationCount = 200): Float64Array {
  const random = seededRandom(weights.length);
  const equations = ridgeEquations(weights.length, ridgeWeight);
  for (let index = 0; index < observationCount; index++) {
    const inputs = weights.map(() => random.normal());
    addObservation(equations, Float64Array.from([...inputs, inputs.reduce((sum, input, at) => sum + input * (weights[at] ?? 0), 0)]));
  }
  return solveRidge(equations);
}

describe('ridge regression', () => {
  it('finds the weights that made the values', () => {
    const weight = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 8 }), (weights) => {
        for (const [index, found] of solvedFor(weights, 1e-9).entries()) expect(found).toBeCloseTo(weights[index] ?? 0, 6);
      }),
    );
  });

  it('shrinks towards zero as λ grows', () => {
    const [free = 0] = solvedFor([3, -2], 1e-9);
    const [held = 0] = solvedFor([3, -2], 200);
    expect(free).toBeCloseTo(3, 6);
    expect(held).toBeGreaterThan(0.5);
    expect(held).toBeLessThan(2.5);
  });

  it('gives weight zero to an input that was never stated', () => {
    const equations = ridgeEquations(2, 1);
    for (let index = 0; index < 10; index++) addObservation(equations, Float64Array.from([index, 0, 2 * index]));
    const [stated = 0, silent] = solveRidge(equations);
    expect(stated).toBeCloseTo(2, 1);
    expect(silent).toBe(0);
  });
});
