import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { JointLimits, Scorer, WindowFeatures, WindowScore } from '../../agent/contract/features.ts';
import { type BackendName, tensorFlowNames } from './choose-backend.ts';
import { jointScores } from './joint-scores.ts';
import { createTokens, fillTokens, inputCount, type JointTokens, jointCountMax } from './joint-tokens.ts';
import { predict } from './load-network.ts';
import { type ModelManifest, weightsFile } from './model-manifest.ts';

interface ScorerParts {
  readonly backend: BackendName;
  readonly manifest: ModelManifest;
  readonly network: LayersModel;
}

/** Wraps a loaded network as the pipeline's scorer; buffers grow to the largest robot seen and are reused. */
export function createScorer(parts: ScorerParts): Scorer {
  const { backend, manifest, network } = parts;
  let tokens = createTokens(0);
  return {
    backend,
    weightsSha256: manifest.files[weightsFile].sha256,
    modelVersion: manifest.modelVersion,
    score(window: WindowFeatures, limits: JointLimits): WindowScore | undefined {
      const jointCount = window.layout.parts.length;
      if (jointCount > jointCountMax) return undefined;
      tokens = withCapacity(tokens, jointCount);
      if (fillTokens(window, limits, tokens) === 0) return undefined;
      selectBackend(tensorFlowNames[backend]);
      const outputs = predict(network, tokens.inputs.subarray(0, jointCount * inputCount), jointCount);
      return jointScores(tokens, outputs, window.startMs);
    },
    close: () => network.dispose(),
  };
}

function withCapacity(tokens: JointTokens, jointCount: number): JointTokens {
  return tokens.scorable.length >= jointCount ? tokens : createTokens(jointCount);
}

/**
 * TensorFlow.js has one current backend per process. Two scorers on different backends may live side by side (a replay beside the live
 * agent), so each takes its own before it computes. For a backend already started the switch happens within the call.
 */
function selectBackend(name: string): void {
  if (getBackend() !== name) void setBackend(name);
}
