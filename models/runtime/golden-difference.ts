import type { LayersModel } from '@tensorflow/tfjs-layers';
import { predict } from './load-network.ts';
import type { GoldenVectors } from './model-manifest.ts';

/** Largest difference between what this backend computes and the golden outputs; ∞ when shapes or numbers do not fit. */
export function goldenDifference(network: LayersModel, goldens: GoldenVectors): number {
  try {
    const found = predict(network, Float32Array.from(goldens.inputs.flat()), goldens.inputs.length);
    const expected = goldens.outputs.flat();
    if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
    return expected.reduce((worst, value, index) => Math.max(worst, distance(value, found[index])), 0);
  } catch {
    // A backend that lacks an operation throws here; for the caller that is the same as disagreeing.
    return Number.POSITIVE_INFINITY;
  }
}

function distance(expected: number, found: number | undefined): number {
  const difference = Math.abs(expected - (found ?? Number.NaN));
  return Number.isFinite(difference) ? difference : Number.POSITIVE_INFINITY;
}
