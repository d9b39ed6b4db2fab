import { readFileSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../agent/contract/errors.ts';
import { backendStarters, quietTensorFlow } from './choose-backend.ts';
import { outputCount } from './joint-scores.ts';
import { inputCount } from './joint-tokens.ts';
import { loadNetwork, predict } from './load-network.ts';
import type { ModelFiles } from './model-manifest.ts';

const read = (name: string): Buffer => readFileSync(new URL(`../anomaly/${name}`, import.meta.url));
const committed: ModelFiles = { manifest: read('manifest.json'), model: read('model.json'), weights: read('weights.bin') };
let network: LayersModel;

beforeAll(async () => {
  quietTensorFlow();
  await backendStarters.cpu();
  network = await loadNetwork(committed);
});

const rowsOf = (rowCount: number): Float32Array => Float32Array.from({ length: rowCount * inputCount }, (_, index) => Math.sin(index / 3));

async function refusalOf(change: Partial<ModelFiles>): Promise<ConfigError> {
  const outcome: unknown = await loadNetwork({ ...committed, ...change }).catch((error: unknown) => error);
  if (outcome instanceof ConfigError) return outcome;
  throw new TypeError('the network was not refused');
}

describe('the network', () => {
  it('takes rows of joint tokens and gives a mean and a log variance per effort channel', () => {
    expect(network.inputs.map(({ shape }) => shape)).toEqual([[null, inputCount]]);
    expect(network.outputs.map(({ shape }) => shape)).toEqual([[null, outputCount]]);
  });

  it.each([1, 2, 29, 256])('gives a row for each of %i rows', (rowCount) => {
    expect(predict(network, rowsOf(rowCount), rowCount)).toHaveLength(rowCount * outputCount);
  });

  it('gives each row what it would get alone', () => {
    const together = predict(network, rowsOf(5), 5);
    for (let row = 0; row < 5; row++) {
      const alone = predict(network, rowsOf(5).slice(row * inputCount, (row + 1) * inputCount), 1);
      alone.forEach((value, index) => {
        expect(value).toBeCloseTo(together[row * outputCount + index] ?? 9, 5);
      });
    }
  });

  it('is the two layers its weights say: multiplied out by hand, one row is the same', () => {
    const weights = network.getWeights().map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync() }));
    expect(weights).toHaveLength(6);
    let row = [...rowsOf(1)];
    for (let layer = 0; layer < 3; layer++) {
      const [kernel, bias] = [weights[2 * layer], weights[2 * layer + 1]];
      const width = kernel?.shape[1] ?? 0;
      const next = Array.from({ length: width }, (_, unit) =>
        row.reduce((sum, value, k) => sum + value * (kernel?.data[k * width + unit] ?? 0), bias?.data[unit] ?? 0),
      );
      row = layer < 2 ? next.map((value) => Math.max(0, value)) : next;
    }
    predict(network, rowsOf(1), 1).forEach((value, index) => {
      expect(value).toBeCloseTo(row[index] ?? 9, 4);
    });
  });

  it('keeps no tensor and does not touch its inputs', () => {
    const inputs = rowsOf(3);
    const before = memory().numTensors;
    predict(network, inputs, 3);
    expect(memory().numTensors).toBe(before);
    expect(inputs).toEqual(rowsOf(3));
  });

  it('refuses rows of another width instead of reading across them', () => {
    expect(() => predict(network, new Float32Array(inputCount + 1), 1)).toThrow();
    expect(() => predict(network, new Float32Array(2 * inputCount - 1), 2)).toThrow();
  });
});

describe('files that are no network', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', '{"modelTopology":'],
    ['null', 'null'],
    ['a number', '7'],
    ['no weights', '{"modelTopology":{}}'],
    ['weights that are no list', '{"modelTopology":{},"weightsManifest":{}}'],
    ['no topology', '{"weightsManifest":[]}'],
  ])('are refused with the file and the remedy: %s', async (_, text) => {
    const refusal = await refusalOf({ model: Buffer.from(text) });
    expect(refusal.code).toBe('models/model-unreadable');
    expect(refusal.problems).toHaveLength(1);
    expect(refusal.problems[0]).toMatchObject({ place: 'model.json', remedy: 'restore the file of the release' });
    expect(refusal.problems[0]?.value).toMatch(/^not a TensorFlow\.js layers model \(.+\)$/s);
  });

  it.each([0, 4, 1000])('are refused when the weights end after %i bytes', async (sizeBytes) => {
    expect((await refusalOf({ weights: committed.weights.subarray(0, sizeBytes) })).code).toBe('models/model-unreadable');
  });

  it('leave no tensor of a half-loaded network that is refused for its text', async () => {
    const before = memory().numTensors;
    await refusalOf({ model: Buffer.from('null') });
    expect(memory().numTensors).toBe(before);
  });
});
