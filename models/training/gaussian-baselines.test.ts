import { describe, expect, it } from 'vitest';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { constantBaseline, meanNll, ridgeBaseline } from './gaussian-baselines.ts';
import { seededRandom } from './seeded-random.ts';
import type { TrainingRows } from './training-rows.ts';

/** Rows whose first target is 2 × the first input + noise of this size; the other targets are not stated. */
function linearRows(noise: number, rowCount = 500): TrainingRows {
  const random = seededRandom(rowCount);
  const rows = { rowCount, inputs: new Float32Array(rowCount * inputCount), targets: new Float32Array(rowCount * targetCount) };
  const targetMask = new Float32Array(rowCount * targetCount);
  for (let row = 0; row < rowCount; row++) {
    const input = random.normal();
    rows.inputs[row * inputCount] = input;
    rows.targets[row * targetCount] = 1 + 2 * input + noise * random.normal();
    targetMask[row * targetCount] = 1;
  }
  return { ...rows, targetMask };
}

describe('baselines', () => {
  const rows = linearRows(0.1);

  it('of the constant kind state the mean and variance of the channel', () => {
    const { mean, logVariance } = constantBaseline(rows)(rows, 0, 0);
    expect(mean).toBeCloseTo(1, 0);
    expect(Math.exp(logVariance)).toBeCloseTo(4, 0);
  });

  it('of the ridge kind follow the input and state what is left', () => {
    const predict = ridgeBaseline(rows);
    for (const row of [0, 17, 400]) expect(predict(rows, row, 0).mean).toBeCloseTo(1 + 2 * (rows.inputs[row * inputCount] ?? 0), 1);
    expect(Math.exp(predict(rows, 0, 0).logVariance)).toBeCloseTo(0.01, 2);
  });

  it('rank as they should on linear data', () => {
    const fresh = linearRows(0.1, 300);
    expect(meanNll(fresh, ridgeBaseline(rows))).toBeLessThan(meanNll(fresh, constantBaseline(rows)) - 1);
  });
});

describe('the mean negative log likelihood', () => {
  it('is ½(ln σ² + z²) over the stated channels alone', () => {
    const rows = linearRows(0, 4);
    const exact = meanNll(rows, (some, row) => ({ mean: some.targets[row * targetCount] ?? 0, logVariance: -2 }));
    const offByOne = meanNll(rows, (some, row) => ({ mean: (some.targets[row * targetCount] ?? 0) + 1, logVariance: 0 }));
    expect(exact).toBeCloseTo(-1, 9);
    expect(offByOne).toBeCloseTo(0.5, 9);
  });

  it('allows nobody to claim more certainty than the network may', () => {
    const rows = linearRows(0, 4);
    expect(meanNll(rows, (some, row) => ({ mean: some.targets[row * targetCount] ?? 0, logVariance: -100 }))).toBeCloseTo(-3, 9);
  });

  it('is not a number without anything to predict', () => {
    const rows = linearRows(0, 4);
    expect(meanNll({ ...rows, targetMask: new Float32Array(rows.targetMask.length) }, constantBaseline(rows))).toBeNaN();
  });
});
