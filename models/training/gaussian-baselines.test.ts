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

/** Rows of one stated channel with these values, and inputs that say nothing. */
function valueRows(values: readonly number[], targetIndex = 0): TrainingRows {
  const targets = new Float32Array(values.length * targetCount);
  const targetMask = new Float32Array(values.length * targetCount);
  values.forEach((value, row) => {
    targets[row * targetCount + targetIndex] = value;
    targetMask[row * targetCount + targetIndex] = 1;
  });
  return { rowCount: values.length, inputs: new Float32Array(values.length * inputCount), targets, targetMask };
}

describe('baselines in closed form', () => {
  const values = [1, 3, 3, 9];
  const mean = 4;
  const variance = 9;

  it('state mean and variance of what they saw, and so cost ½(ln σ² + 1) on it', () => {
    const rows = valueRows(values);
    const predicted = constantBaseline(rows)(rows, 2, 0);
    expect(predicted.mean).toBeCloseTo(mean, 6);
    expect(predicted.logVariance).toBeCloseTo(Math.log(variance), 6);
    expect(meanNll(rows, constantBaseline(rows))).toBeCloseTo((Math.log(variance) + 1) / 2, 6);
  });

  it('cost on other rows what a wrong bell costs', () => {
    const seen = valueRows(values);
    const others = valueRows([0, 10]);
    const expected = (2 * Math.log(variance) + (0 - mean) ** 2 / variance + (10 - mean) ** 2 / variance) / 4;
    expect(meanNll(others, constantBaseline(seen))).toBeCloseTo(expected, 6);
  });

  it('know each channel by itself, and of one never seen only the standard bell', () => {
    const rows = valueRows(values, 3);
    const predict = constantBaseline(rows);
    expect(predict(rows, 0, 3).mean).toBeCloseTo(mean, 6);
    expect(predict(rows, 0, 0)).toEqual({ mean: 0, logVariance: 0 });
    expect(predict(rows, 0, targetCount)).toEqual({ mean: 0, logVariance: 0 });
  });

  it('of the ridge kind are the constant where the inputs say nothing, whatever λ takes from the intercept', () => {
    const rows = valueRows(values);
    const predicted = ridgeBaseline(rows)(rows, 0, 0);
    expect(predicted.mean).toBeCloseTo(mean, 6);
    expect(predicted.logVariance).toBeCloseTo(Math.log(variance), 6);
  });

  it('of the ridge kind are a ridge of λ = 1 with an intercept, by hand', () => {
    const rows = valueRows([2, 4]);
    rows.inputs[0] = -1;
    rows.inputs[inputCount] = 1;
    // Inputs ±1: XᵀX + I is [[3, 0], [0, 3]], Xᵀy is [2, 6], so that the slope is 2/3 and the intercept 2; the residuals' mean 1 is added.
    const predict = ridgeBaseline(rows);
    expect(predict(rows, 0, 0).mean).toBeCloseTo(2 + 1 - 2 / 3, 6);
    expect(predict(rows, 1, 0).mean).toBeCloseTo(2 + 1 + 2 / 3, 6);
    expect(Math.exp(predict(rows, 0, 0).logVariance)).toBeCloseTo((1 / 3) ** 2, 6);
  });

  it('may not claim to know a constant better than the network may', () => {
    const rows = valueRows([5, 5, 5]);
    expect(constantBaseline(rows)(rows, 0, 0).logVariance).toBeLessThan(-20);
    expect(meanNll(rows, constantBaseline(rows))).toBeCloseTo(-3, 5);
  });
});
