import { beforeAll, describe, expect, it } from 'vitest';
import { backendStarters, quietTensorFlow } from '../runtime/choose-backend.ts';
import { inputCount } from '../runtime/joint-tokens.ts';
import { loadNetwork, predict } from '../runtime/load-network.ts';
import { effortNetwork } from './effort-network.ts';
import { saveNetwork } from './save-network.ts';

const probe = Float32Array.from({ length: 3 * inputCount }, (_, index) => Math.cos(index));

beforeAll(async () => {
  quietTensorFlow();
  await backendStarters.cpu();
});

/** What a saved `model.json` says. */
interface SavedDocument {
  readonly format: string;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { name: string; shape: number[]; dtype: string }[];
  }[];
}

describe('a saved network', () => {
  it('computes after loading exactly what it computed before', async () => {
    const network = effortNetwork(4);
    const files = await saveNetwork(network);
    const loaded = await loadNetwork({ ...files, manifest: Buffer.alloc(0) });
    expect(predict(loaded, probe, 3)).toEqual(predict(network, probe, 3));
  });

  it('is the same bytes however many networks the process made before', async () => {
    const first = await saveNetwork(effortNetwork(4));
    const second = await saveNetwork(effortNetwork(4));
    expect(second.model.equals(first.model)).toBe(true);
    expect(second.weights.equals(first.weights)).toBe(true);
  });

  it('holds four bytes per parameter', async () => {
    const network = effortNetwork(4);
    expect((await saveNetwork(network)).weights.byteLength).toBe(4 * network.countParams());
  });
});

describe('the files of a network', () => {
  it('name the weights beside the model, layer by layer, as floats', async () => {
    const { model } = await saveNetwork(effortNetwork(4));
    const document: SavedDocument = JSON.parse(model.toString('utf8'));
    expect(Object.keys(document)).toEqual(['format', 'generatedBy', 'modelTopology', 'weightsManifest']);
    expect(document.weightsManifest.map(({ paths }) => paths)).toEqual([['weights.bin']]);
    expect(document.weightsManifest[0]?.weights.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['hidden1/kernel', 'float32'],
      ['hidden1/bias', 'float32'],
      ['hidden2/kernel', 'float32'],
      ['hidden2/bias', 'float32'],
      ['effort/kernel', 'float32'],
      ['effort/bias', 'float32'],
    ]);
  });

  it('hold the weights in that order, little endian, bit by bit', async () => {
    const network = effortNetwork(4);
    const { weights } = await saveNetwork(network);
    const expected = network.getWeights().flatMap((tensor) => [...tensor.dataSync()]);
    const found = Array.from({ length: weights.length / 4 }, (_, index) => weights.readFloatLE(index * 4));
    expect(found).toEqual(expected);
  });

  it('say nothing of when, where or by what they were made, and end as text files do', async () => {
    const text = (await saveNetwork(effortNetwork(4))).model.toString('utf8');
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|(?:\/[\w-]+){3}|convertedBy|userDefinedMetadata/);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('of two networks differ in their weights alone', async () => {
    const [one, other] = [await saveNetwork(effortNetwork(1)), await saveNetwork(effortNetwork(2))];
    expect(one.weights.equals(other.weights)).toBe(false);
    const withoutSeeds = (model: Buffer): string => model.toString('utf8').replaceAll(/"seed": \d+/g, '');
    expect(withoutSeeds(one.model)).toBe(withoutSeeds(other.model));
  });

  it('load and compute on wasm what they did on cpu', async () => {
    const network = effortNetwork(9);
    const files = await saveNetwork(network);
    const expected = predict(network, probe, 3);
    await backendStarters.wasm();
    const loaded = await loadNetwork({ ...files, manifest: Buffer.alloc(0) });
    predict(loaded, probe, 3).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? 99, 5);
    });
    await backendStarters.cpu();
  });
});
