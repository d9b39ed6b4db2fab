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
