import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendStarters, quietTensorFlow } from '../runtime/choose-backend.ts';
import { effortNetwork } from './effort-network.ts';
import { fitNetwork } from './fit-network.ts';
import { constantBaseline, meanNll } from './gaussian-baselines.ts';
import { networkNll } from './network-nll.ts';
import { trainingRows } from './training-rows.ts';

const rows = trainingRows({ seed: 1, robotCount: 8, windowCountPerRobot: 8, dropout: false });
const options = { seed: 1, batchRowCount: 64, phases: [{ epochCount: 3, learningRate: 3e-3 }], onEpoch: () => undefined };

describe.each(['wasm', 'cpu'] as const)('fitting on %s', (backend) => {
  beforeAll(async () => {
    quietTensorFlow();
    await backendStarters[backend]();
  });

  it('brings the network below what it started with and below the constant', () => {
    const network = effortNetwork(1);
    const before = networkNll(network, rows);
    fitNetwork(network, rows, { ...options, phases: [{ epochCount: 12, learningRate: 3e-3 }] });
    expect(networkNll(network, rows)).toBeLessThan(before - 0.5);
    expect(networkNll(network, rows)).toBeLessThan(meanNll(rows, constantBaseline(rows)));
    network.dispose();
  });

  it('gives the same network for the same seed', () => {
    const nlls = [1, 2].map(() => {
      const network = effortNetwork(1);
      fitNetwork(network, rows, options);
      const nll = networkNll(network, rows);
      network.dispose();
      return nll;
    });
    expect(nlls[0]).toBe(nlls[1]);
  });

  it('tells every epoch in order and leaves no tensor behind', () => {
    const network = effortNetwork(1);
    const before = memory().numTensors;
    const told: number[] = [];
    const phases = [
      { epochCount: 2, learningRate: 1e-3 },
      { epochCount: 1, learningRate: 1e-4 },
    ];
    fitNetwork(network, rows, { ...options, phases, onEpoch: (index) => told.push(index) });
    expect(told).toEqual([0, 1, 2]);
    expect(memory().numTensors).toBe(before);
    network.dispose();
  });

  it('does nothing when there are fewer rows than one batch', () => {
    const network = effortNetwork(1);
    const before = networkNll(network, rows);
    fitNetwork(network, rows, { ...options, batchRowCount: rows.rowCount + 1 });
    expect(networkNll(network, rows)).toBe(before);
    network.dispose();
  });
});
