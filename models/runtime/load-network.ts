import { type io, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { ConfigError } from '../../agent/contract/errors.ts';
import { type ModelFiles, modelFile } from './model-manifest.ts';

/** What a `model.json` of TensorFlow.js Layers holds, as far as it is read here. */
interface SavedModel {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: io.WeightsManifestEntry[] }[];
}

/** The network on the current backend, from bytes already checked against the manifest. */
export async function loadNetwork(files: ModelFiles): Promise<LayersModel> {
  try {
    const saved = JSON.parse(files.model.toString('utf8')) as SavedModel;
    const weightSpecs = saved.weightsManifest.flatMap((group) => group.weights);
    const weightData = new Uint8Array(files.weights).buffer;
    return await loadLayersModel({ load: async () => ({ modelTopology: saved.modelTopology, weightSpecs, weightData }) });
  } catch (error) {
    const value = `not a TensorFlow.js layers model (${(error as Error).message})`;
    throw new ConfigError('models/model-unreadable', [{ place: modelFile, value, remedy: 'restore the file of the release' }]);
  }
}

/** One synchronous batched call; `inputs` holds whole rows and is only read. No tensor survives. */
export function predict(network: LayersModel, inputs: Float32Array, rowCount: number): Float32Array {
  return tidy(() => {
    const batch = tensor2d(inputs, [rowCount, inputs.length / rowCount], 'float32');
    const output = network.predictOnBatch(batch) as Tensor;
    return output.dataSync<'float32'>() as Float32Array;
  });
}
