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

/** The equations of these rows of inputs and values. */
function equationsOf(rows: readonly (readonly number[])[], ridgeWeight: number) {
  const equations = ridgeEquations((rows[0]?.length ?? 1) - 1, ridgeWeight);
  for (const row of rows) addObservation(equations, Float64Array.from(row));
  return equations;
}

describe('ridge regression by hand', () => {
  it('of one weight is Σxy over Σx² + λ', () => {
    const rows = [
      [1, 2],
      [2, 4],
      [3, 7],
    ];
    expect(solveRidge(equationsOf(rows, 1))[0]).toBeCloseTo(31 / 15, 12);
    expect(solveRidge(equationsOf(rows, 6))[0]).toBeCloseTo(31 / 20, 12);
  });

  it('of two weights is the inverse of [[3, 1], [1, 3]] times [4, 5]', () => {
    const rows = [
      [1, 0, 1],
      [0, 1, 2],
      [1, 1, 3],
    ];
    const [first, second] = solveRidge(equationsOf(rows, 1));
    expect(first).toBeCloseTo(7 / 8, 12);
    expect(second).toBeCloseTo(11 / 8, 12);
  });

  it('of no observation at all is nothing', () => {
    expect([...solveRidge(ridgeEquations(3, 2))]).toEqual([0, 0, 0]);
  });

  it('shares a weight between two inputs that are the same', () => {
    const [first = 0, second = 1] = solveRidge(
      equationsOf(
        [1, 2, 3, 4].map((x) => [x, x, 6 * x]),
        1e-6,
      ),
    );
    expect(first).toBeCloseTo(second, 6);
    expect(first + second).toBeCloseTo(6, 4);
  });

  it('satisfies the normal equations: what it leaves is orthogonal to the inputs, but for λ times the weight', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(number, { minLength: width + 1, maxLength: width + 1 }), { minLength: 1, maxLength: 20 }));
    fc.assert(
      fc.property(rows, fc.double({ min: 0.1, max: 10, noNaN: true }), (observations, ridgeWeight) => {
        const weights = solveRidge(equationsOf(observations, ridgeWeight));
        weights.forEach((weight, column) => {
          const left = observations.reduce((sum, row) => {
            const predicted = weights.reduce((total, each, k) => total + each * (row[k] ?? 0), 0);
            return sum + (row[column] ?? 0) * ((row.at(-1) ?? 0) - predicted);
          }, 0);
          expect(left).toBeCloseTo(ridgeWeight * weight, 6);
        });
      }),
    );
  });

  it('does not care in which order the observations came', () => {
    const rows = Array.from({ length: 12 }, (_, index) => [Math.sin(index), Math.cos(2 * index), index % 5]);
    const [forwards, backwards] = [rows, rows.toReversed()].map((each) => solveRidge(equationsOf(each, 0.5)));
    forwards?.forEach((weight, index) => {
      expect(weight).toBeCloseTo(backwards?.[index] ?? 99, 10);
    });
  });
});
