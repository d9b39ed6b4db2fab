import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { logVarianceMax, logVarianceMin, outputCount } from '../runtime/joint-scores.ts';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';

/** Width of the two hidden layers: 9,000 parameters in all, 36 kB. */
export const hiddenUnitCount = 64;

/** An untrained network: two shared dense layers per joint token, then a mean and a log variance for every effort channel. */
export function effortNetwork(seed: number): layers.Sequential {
  const initializer = (offset: number) => layers.initializers.glorotUniform({ seed: seed * 10 + offset });
  const hidden = (name: string, offset: number) =>
    layers.layers.dense({ name, units: hiddenUnitCount, activation: 'relu', kernelInitializer: initializer(offset) });
  return layers.sequential({
    // Layer names are stated, because TensorFlow.js would otherwise number them by process and the file would not be reproducible.
    name: 'jointEffort',
    layers: [
      layers.layers.inputLayer({ name: 'jointToken', inputShape: [inputCount] }),
      hidden('hidden1', 1),
      hidden('hidden2', 2),
      layers.layers.dense({ name: 'effort', units: outputCount, kernelInitializer: initializer(3) }),
    ],
  });
}

/** Masked Gaussian negative log likelihood per stated channel, without the constant ½ ln 2π. */
export function maskedNll(outputs: tf.Tensor2D, targets: tf.Tensor2D, targetMask: tf.Tensor2D): tf.Scalar {
  const mean = tf.slice(outputs, [0, 0], [-1, targetCount]);
  const logVariance = tf.clipByValue(tf.slice(outputs, [0, targetCount], [-1, targetCount]), logVarianceMin, logVarianceMax);
  const squared = tf.mul(tf.square(tf.sub(targets, mean)), tf.exp(tf.neg(logVariance)));
  const nll = tf.mul(tf.mul(tf.add(squared, logVariance), 0.5), targetMask);
  return tf.div(tf.sum(nll), tf.sum(targetMask)) as tf.Scalar;
}
