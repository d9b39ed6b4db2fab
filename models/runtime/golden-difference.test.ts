import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendStarters, quietTensorFlow } from './choose-backend.ts';
import { goldenDifference } from './golden-difference.ts';

/** A network that adds up its two inputs. */
function adder(): layers.LayersModel {
  return layers.sequential({
    layers: [layers.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones', useBias: false })],
  });
}

beforeAll(async () => {
  quietTensorFlow();
  await backendStarters.cpu();
});

describe('the golden difference', () => {
  const inputs = [
    [1, 2],
    [3, 4],
  ];

  it('is zero where every output is as written', () => {
    expect(goldenDifference(adder(), { toleranceAbs: 0, inputs, outputs: [[3], [7]] })).toBe(0);
  });

  it('is the largest distance of any output', () => {
    expect(goldenDifference(adder(), { toleranceAbs: 0, inputs, outputs: [[3.25], [6]] })).toBe(1);
  });

  it.each([
    ['another number of outputs', { toleranceAbs: 0, inputs, outputs: [[3]] }],
    ['an output that is not a number', { toleranceAbs: 0, inputs, outputs: [[3], [Number.NaN]] }],
    ['inputs of another width', { toleranceAbs: 0, inputs: [[1, 2, 3]], outputs: [[6]] }],
  ])('is without bound for %s', (_, goldens) => {
    expect(goldenDifference(adder(), goldens)).toBe(Number.POSITIVE_INFINITY);
  });
});
