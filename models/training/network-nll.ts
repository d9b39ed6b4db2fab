import type { LayersModel } from '@tensorflow/tfjs-layers';
import { outputCount } from '../runtime/joint-scores.ts';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { predict } from '../runtime/load-network.ts';
import { meanNll } from './gaussian-baselines.ts';
import type { TrainingRows } from './training-rows.ts';

const chunkRowCount = 1024;

/** The network's mean negative log likelihood on these rows, in the same measure as the baselines'. */
export function networkNll(network: LayersModel, rows: TrainingRows): number {
  const outputs = new Float32Array(rows.rowCount * outputCount);
  for (let start = 0; start < rows.rowCount; start += chunkRowCount) {
    const end = Math.min(rows.rowCount, start + chunkRowCount);
    outputs.set(predict(network, rows.inputs.subarray(start * inputCount, end * inputCount), end - start), start * outputCount);
  }
  return meanNll(rows, (_, rowIndex, targetIndex) => {
    const cell = rowIndex * outputCount + targetIndex;
    return { mean: outputs[cell] ?? 0, logVariance: outputs[cell + targetCount] ?? 0 };
  });
}
