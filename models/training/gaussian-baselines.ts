import { logVarianceMax, logVarianceMin } from '../runtime/joint-scores.ts';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { addObservation, ridgeEquations, solveRidge } from './ridge-weights.ts';
import type { TrainingRows } from './training-rows.ts';

export interface Prediction {
  readonly mean: number;
  readonly logVariance: number;
}

/** Predicts one effort channel of one row. */
export type EffortPredictor = (rows: TrainingRows, rowIndex: number, targetIndex: number) => Prediction;

const ridgeWeight = 1;
const varianceFloor = 1e-9;

/** Mean over stated channels of ½(ln σ² + (x − μ)²/σ²): the number the network minimises, for any predictor. */
export function meanNll(rows: TrainingRows, predictor: EffortPredictor): number {
  let sum = 0;
  let count = 0;
  for (let cell = 0; cell < rows.rowCount * targetCount; cell++) {
    if (rows.targetMask[cell] !== 1) continue;
    const { mean, logVariance } = predictor(rows, Math.floor(cell / targetCount), cell % targetCount);
    const clamped = Math.min(logVarianceMax, Math.max(logVarianceMin, logVariance));
    sum += (clamped + ((rows.targets[cell] ?? 0) - mean) ** 2 * Math.exp(-clamped)) / 2;
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}

/** Knows nothing of the inputs: the training mean and variance of each channel. */
export function constantBaseline(rows: TrainingRows): EffortPredictor {
  return baseline(rows, () => new Float64Array(inputCount + 1));
}

/** Linear ridge regression on the network's own inputs, with the training residual's variance. */
export function ridgeBaseline(rows: TrainingRows): EffortPredictor {
  return baseline(rows, (targetIndex) => ridgeWeights(rows, targetIndex));
}

function baseline(rows: TrainingRows, weightsOf: (targetIndex: number) => Float64Array): EffortPredictor {
  const models = Array.from({ length: targetCount }, (_, targetIndex) => {
    const weights = weightsOf(targetIndex);
    return { weights, ...residualMoments(rows, targetIndex, weights) };
  });
  return (predictedRows, rowIndex, targetIndex) => {
    const model = models[targetIndex];
    if (model === undefined) return { mean: 0, logVariance: 0 };
    return { mean: model.mean + linear(model.weights, inputsOf(predictedRows, rowIndex)), logVariance: Math.log(model.variance) };
  };
}

function inputsOf(rows: TrainingRows, rowIndex: number): Float32Array {
  return rows.inputs.subarray(rowIndex * inputCount, (rowIndex + 1) * inputCount);
}

function linear(weights: Float64Array, row: Float32Array): number {
  let sum = weights[inputCount] ?? 0;
  for (let index = 0; index < inputCount; index++) sum += (weights[index] ?? 0) * (row[index] ?? 0);
  return sum;
}

function residualMoments(rows: TrainingRows, targetIndex: number, weights: Float64Array): { mean: number; variance: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let rowIndex = 0; rowIndex < rows.rowCount; rowIndex++) {
    const cell = rowIndex * targetCount + targetIndex;
    if (rows.targetMask[cell] !== 1) continue;
    const residual = (rows.targets[cell] ?? 0) - linear(weights, inputsOf(rows, rowIndex));
    count += 1;
    sum += residual;
    squares += residual * residual;
  }
  const mean = count > 0 ? sum / count : 0;
  return { mean, variance: count > 0 ? squares / count - mean * mean + varianceFloor : 1 };
}

/** Least squares over the rows that state this channel; the last weight is the intercept. */
function ridgeWeights(rows: TrainingRows, targetIndex: number): Float64Array {
  const equations = ridgeEquations(inputCount + 1, ridgeWeight);
  const observation = new Float64Array(inputCount + 2);
  observation[inputCount] = 1;
  for (let rowIndex = 0; rowIndex < rows.rowCount; rowIndex++) {
    const cell = rowIndex * targetCount + targetIndex;
    if (rows.targetMask[cell] !== 1) continue;
    observation.set(inputsOf(rows, rowIndex));
    observation[inputCount + 1] = rows.targets[cell] ?? 0;
    addObservation(equations, observation);
  }
  return solveRidge(equations);
}
