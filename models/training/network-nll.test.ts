import * as tf from '@tensorflow/tfjs-core';
import { memory } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendStarters, quietTensorFlow } from '../runtime/choose-backend.ts';
import { outputCount } from '../runtime/joint-scores.ts';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { predict } from '../runtime/load-network.ts';
import { effortNetwork, hiddenUnitCount, maskedNll } from './effort-network.ts';
import { networkNll } from './network-nll.ts';
import { seededRandom } from './seeded-random.ts';
import type { TrainingRows } from './training-rows.ts';

beforeAll(async () => {
  quietTensorFlow();
  await backendStarters.cpu();
});

/** Rows of noise; each target is stated by chance. */
function noiseRows(rowCount: number, statedRatio = 0.7): TrainingRows {
  const random = seededRandom(rowCount);
  return {
    rowCount,
    inputs: Float32Array.from({ length: rowCount * inputCount }, () => random.normal()),
    targets: Float32Array.from({ length: rowCount * targetCount }, () => random.normal()),
    targetMask: Float32Array.from({ length: rowCount * targetCount }, () => (random.chance(statedRatio) ? 1 : 0)),
  };
}

/** ½(ln σ² + z²) over what is stated, one cell after the other. */
function nllByHand(outputs: Float32Array, rows: TrainingRows): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < rows.rowCount; row++) {
    for (let k = 0; k < targetCount; k++) {
      if (rows.targetMask[row * targetCount + k] !== 1) continue;
      const logVariance = Math.min(3, Math.max(-6, outputs[row * outputCount + targetCount + k] ?? 0));
      const miss = (rows.targets[row * targetCount + k] ?? 0) - (outputs[row * outputCount + k] ?? 0);
      sum += 0.5 * (logVariance + (miss * miss) / Math.exp(logVariance));
      count++;
    }
  }
  return sum / count;
}

describe('the likelihood of a network', () => {
  it.each([1, 7, 1023, 1024, 1025, 2050])('of %i rows is that of each row, however they are cut into pieces', (rowCount) => {
    const network = effortNetwork(3);
    const rows = noiseRows(rowCount);
    const before = memory().numTensors;
    expect(networkNll(network, rows)).toBeCloseTo(nllByHand(predict(network, rows.inputs, rowCount), rows), 5);
    expect(memory().numTensors).toBe(before);
    network.dispose();
  });

  it('is none without anything stated', () => {
    const network = effortNetwork(3);
    expect(networkNll(network, noiseRows(4, 0))).toBeNaN();
    network.dispose();
  });

  it('is the loss it is trained on', () => {
    const network = effortNetwork(5);
    const rows = noiseRows(40);
    const loss = tf.tidy(() =>
      maskedNll(
        network.apply(tf.tensor2d(rows.inputs, [40, inputCount])) as tf.Tensor2D,
        tf.tensor2d(rows.targets, [40, targetCount]),
        tf.tensor2d(rows.targetMask, [40, targetCount]),
      ).dataSync(),
    );
    expect(loss[0]).toBeCloseTo(networkNll(network, rows), 4);
    network.dispose();
  });
});

describe('the loss', () => {
  it('of any outputs is the likelihood by hand', () => {
    const number = fc.double({ min: -9, max: 9, noNaN: true });
    const rowOf = (length: number) => fc.array(number, { minLength: length, maxLength: length });
    fc.assert(
      fc.property(rowOf(outputCount), rowOf(targetCount), fc.integer({ min: 1, max: 63 }), (output, target, bits) => {
        const mask = Float32Array.from(target, (_, k) => (bits >> k) & 1);
        const rows = { rowCount: 1, inputs: new Float32Array(inputCount), targets: Float32Array.from(target), targetMask: mask };
        const found = tf.tidy(() =>
          maskedNll(
            tf.tensor2d(output, [1, outputCount]),
            tf.tensor2d(target, [1, targetCount]),
            tf.tensor2d(mask, [1, targetCount]),
          ).dataSync(),
        )[0];
        const expected = nllByHand(Float32Array.from(output), rows);
        expect(Math.abs((found ?? 9e9) - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-4);
      }),
      { numRuns: 60 },
    );
  });

  it('falls along its own gradient', () => {
    const targets = tf.tensor2d(noiseRows(1, 1).targets, [1, targetCount]);
    const mask = tf.onesLike(targets);
    const loss = (outputs: tf.Tensor2D) => maskedNll(outputs, targets, mask);
    const start = tf.tensor2d(new Float32Array(outputCount).fill(0.3), [1, outputCount]);
    const slope = tf.grad((outputs) => loss(outputs as tf.Tensor2D))(start);
    const further = tf.sub(start, tf.mul(slope, 0.05)) as tf.Tensor2D;
    expect(loss(further).dataSync()[0]).toBeLessThan(loss(start).dataSync()[0] ?? 0);
  });
});

describe('an untrained network', () => {
  it('starts with weights of the size that keeps its layers alike, and no bias', () => {
    const network = effortNetwork(1);
    const shapes = network.getWeights().map(({ shape }) => shape);
    expect(shapes).toEqual([
      [inputCount, hiddenUnitCount],
      [hiddenUnitCount],
      [hiddenUnitCount, hiddenUnitCount],
      [hiddenUnitCount],
      [hiddenUnitCount, outputCount],
      [outputCount],
    ]);
    network.getWeights().forEach((tensor) => {
      const values = [...tensor.dataSync()];
      const [fanIn = 0, fanOut = 0] = tensor.shape;
      const limit = fanOut === 0 ? 0 : Math.sqrt(6 / (fanIn + fanOut));
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit + 1e-6);
      if (limit > 0) expect(Math.max(...values)).toBeGreaterThan(0.9 * limit);
    });
    network.dispose();
  });

  it('begins each of its layers with another draw', () => {
    const [first, , second] = effortNetwork(1)
      .getWeights()
      .map((tensor) => [...tensor.dataSync()].slice(0, 20).join());
    expect(first).not.toBe(second);
  });
});
