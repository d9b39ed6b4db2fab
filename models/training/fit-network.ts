import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { maskedNll } from './effort-network.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import type { TrainingRows } from './training-rows.ts';

/** One stretch of training at one learning rate. */
export interface FitPhase {
  readonly epochCount: number;
  readonly learningRate: number;
}

export interface FitOptions {
  readonly seed: number;
  readonly batchRowCount: number;
  readonly phases: readonly FitPhase[];
  /** Told after every epoch: how far, and the mean loss of that epoch. */
  readonly onEpoch: (epochIndex: number, meanNll: number) => void;
}

/** Fits the network in place with Adam. The row order comes from the seed; on one backend the result is the same every time. */
export function fitNetwork(network: Sequential, rows: TrainingRows, options: FitOptions): void {
  const random = seededRandom(options.seed);
  const batch = createBatch(options.batchRowCount);
  let epochIndex = 0;
  for (const phase of options.phases) {
    const optimizer = tf.train.adam(phase.learningRate);
    for (let epoch = 0; epoch < phase.epochCount; epoch++) {
      options.onEpoch(epochIndex, fitEpoch({ network, rows, optimizer, batch, random }));
      epochIndex += 1;
    }
    optimizer.dispose();
  }
}

interface Batch {
  readonly rowCount: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly targetMask: Float32Array;
}

function createBatch(rowCount: number): Batch {
  const targets = (): Float32Array => new Float32Array(rowCount * targetCount);
  return { rowCount, inputs: new Float32Array(rowCount * inputCount), targets: targets(), targetMask: targets() };
}

interface Epoch {
  readonly network: Sequential;
  readonly rows: TrainingRows;
  readonly optimizer: tf.Optimizer;
  readonly batch: Batch;
  readonly random: SeededRandom;
}

/** One pass over all whole batches; the rest of the rows comes with the next shuffle. Returns the mean loss. */
function fitEpoch(epoch: Epoch): number {
  const order = epoch.random.order(epoch.rows.rowCount);
  const batchCount = Math.floor(order.length / epoch.batch.rowCount);
  let lossSum = 0;
  for (let index = 0; index < batchCount; index++) {
    copyBatch(epoch.rows, order.subarray(index * epoch.batch.rowCount, (index + 1) * epoch.batch.rowCount), epoch.batch);
    lossSum += fitBatch(epoch);
  }
  return batchCount > 0 ? lossSum / batchCount : 0;
}

function copyBatch(rows: TrainingRows, order: Uint32Array, batch: Batch): void {
  for (const [slot, row] of order.entries()) {
    batch.inputs.set(rows.inputs.subarray(row * inputCount, (row + 1) * inputCount), slot * inputCount);
    batch.targets.set(rows.targets.subarray(row * targetCount, (row + 1) * targetCount), slot * targetCount);
    batch.targetMask.set(rows.targetMask.subarray(row * targetCount, (row + 1) * targetCount), slot * targetCount);
  }
}

function fitBatch({ network, batch, optimizer }: Epoch): number {
  return tf.tidy(() => {
    const inputs = tf.tensor2d(batch.inputs, [batch.rowCount, inputCount]);
    const targets = tf.tensor2d(batch.targets, [batch.rowCount, targetCount]);
    const mask = tf.tensor2d(batch.targetMask, [batch.rowCount, targetCount]);
    const loss = optimizer.minimize(() => maskedNll(network.apply(inputs) as tf.Tensor2D, targets, mask), true);
    return loss?.dataSync()[0] ?? 0;
  });
}
