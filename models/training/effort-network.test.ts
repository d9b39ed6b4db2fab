import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendStarters, quietTensorFlow } from '../runtime/choose-backend.ts';
import { outputCount } from '../runtime/joint-scores.ts';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { predict } from '../runtime/load-network.ts';
import { effortNetwork, maskedNll } from './effort-network.ts';

const weightsSizeBytesMax = 200_000;
const probe = Float32Array.from({ length: inputCount }, (_, index) => Math.sin(index));

beforeAll(async () => {
  quietTensorFlow();
  await backendStarters.cpu();
});

function outputOf(network: Sequential): Float32Array {
  return predict(network, probe, 1);
}

describe('the effort network', () => {
  it('maps a joint token to a mean and a log variance per effort channel', () => {
    expect(outputOf(effortNetwork(1)).length).toBe(outputCount);
  });

  it('starts the same for the same seed and differently for another', () => {
    expect(outputOf(effortNetwork(1))).toEqual(outputOf(effortNetwork(1)));
    expect(outputOf(effortNetwork(1))).not.toEqual(outputOf(effortNetwork(2)));
  });

  it('is small enough for a firmware image', () => {
    expect(effortNetwork(1).countParams() * 4).toBeLessThan(weightsSizeBytesMax);
  });
});

function nllOf(outputs: number[], targets: number[], mask: number[]): number {
  const loss = maskedNll(
    tf.tensor2d(outputs, [1, outputCount]),
    tf.tensor2d(targets, [1, targetCount]),
    tf.tensor2d(mask, [1, targetCount]),
  );
  return loss.dataSync()[0] ?? Number.NaN;
}

describe('the loss', () => {
  const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

  it('is ½(ln σ² + z²) of a stated channel', () => {
    const outputs = zeros(outputCount);
    outputs[0] = 1;
    outputs[targetCount] = Math.log(4);
    expect(nllOf(outputs, [5, ...zeros(5)], [1, ...zeros(5)])).toBeCloseTo((Math.log(4) + 4) / 2, 5);
  });

  it('does not see a channel nobody stated', () => {
    expect(nllOf(zeros(outputCount), [1, 9, 9, 9, 9, 9], [1, ...zeros(5)])).toBeCloseTo(0.5, 5);
  });

  it('holds the log variance between −6 and 3', () => {
    const sure = [...zeros(targetCount), -99, ...zeros(5)];
    const lost = [...zeros(targetCount), 99, ...zeros(5)];
    expect(nllOf(sure, zeros(6), [1, ...zeros(5)])).toBeCloseTo(-3, 5);
    expect(nllOf(lost, zeros(6), [1, ...zeros(5)])).toBeCloseTo(1.5, 5);
  });
});
