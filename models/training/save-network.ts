import { io } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { InvariantError } from '../../agent/contract/errors.ts';
import { weightsFile } from '../runtime/model-manifest.ts';

/** The bytes of a trained network as TensorFlow.js Layers files. */
export interface NetworkFiles {
  readonly model: Buffer;
  readonly weights: Buffer;
}

/** Turns a network into `model.json` and `weights.bin`, without anything that differs between two runs. */
export async function saveNetwork(network: Sequential): Promise<NetworkFiles> {
  let saved: io.ModelArtifacts | undefined;
  const handler = io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await network.save(handler);
  if (saved?.weightSpecs === undefined || saved.weightData === undefined) {
    throw new InvariantError('models/save-empty', 'TensorFlow.js handed over no weights');
  }
  const weights = Array.isArray(saved.weightData)
    ? Buffer.concat(saved.weightData.map((part) => Buffer.from(part)))
    : Buffer.from(saved.weightData);
  const document = {
    format: 'layers-model',
    generatedBy: 'npm run train',
    modelTopology: saved.modelTopology,
    weightsManifest: [{ paths: [weightsFile], weights: saved.weightSpecs }],
  };
  return { model: Buffer.from(`${JSON.stringify(document, null, 1)}\n`), weights };
}
