import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { backendOrder, backendStarters, backendsFor, tensorFlowNames } from './choose-backend.ts';

describe('the order of backends', () => {
  it('is native, wasm, cpu when nobody asks for one', () => {
    expect(backendsFor('auto')).toEqual(['native', 'wasm', 'cpu']);
  });

  it('starts at the one asked for and falls back to those after it', () => {
    expect(backendsFor('wasm')).toEqual(['wasm', 'cpu']);
  });

  it('has no way around cpu, so that a replay is the same everywhere', () => {
    expect(backendsFor('cpu')).toEqual(['cpu']);
  });

  it('knows a TensorFlow.js name and a starter for each', () => {
    expect(Object.keys(tensorFlowNames)).toEqual([...backendOrder]);
    expect(Object.keys(backendStarters)).toEqual([...backendOrder]);
  });
});

describe('starting a backend', () => {
  it.each(['wasm', 'cpu'] as const)('makes %s the current one', async (backend) => {
    await backendStarters[backend]();
    expect(getBackend()).toBe(tensorFlowNames[backend]);
  });

  it('gives the reason when the optional native package is absent or unusable', async () => {
    const outcome = await backendStarters.native().then(
      () => getBackend(),
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/^tensorflow$|not installed|another copy of tfjs-core|could not initialise/);
  });
});
