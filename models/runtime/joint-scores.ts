import type { WindowScore } from '../../agent/contract/features.ts';
import type { MonoMs } from '../../agent/contract/time.ts';
import { type JointTokens, targetCount } from './joint-tokens.ts';

/** Outputs of the network per joint: a mean and a log variance for every effort channel. */
export const outputCount = 2 * targetCount;

/** The network may not claim to know better than σ = e^−3 or worse than σ = e^1.5 (facts on robust Gaussian heads: [−6, 3]). */
export const logVarianceMin = -6;
export const logVarianceMax = 3;
/** One channel counts at most 30 standard deviations. */
export const squaredResidualMax = 900;

/** (x − μ)² / σ² of one channel, cut at 900; 1 is what the model expects on average. */
export function squaredResidual(value: number, mean: number, logVariance: number): number {
  const clamped = Math.min(logVarianceMax, Math.max(logVarianceMin, logVariance));
  return Math.min(squaredResidualMax, (value - mean) ** 2 * Math.exp(-clamped));
}

/**
 * The score of every joint: the mean over its stated effort channels of the squared standardised residual. 0 = exactly as the model
 * expects, 1 = as far off as its own noise on average, 900 = the most there is. Joints that cannot be scored have mask 0 and score 0.
 */
export function jointScores(tokens: JointTokens, outputs: Float32Array, startMs: MonoMs): WindowScore {
  const scores = new Float64Array(tokens.jointCount);
  const mask = tokens.scorable.slice(0, tokens.jointCount);
  for (let joint = 0; joint < tokens.jointCount; joint++) {
    if (mask[joint] === 1) scores[joint] = scoreJoint(tokens, outputs, joint);
  }
  return { startMs, jointScores: scores, jointMask: mask };
}

function scoreJoint(tokens: JointTokens, outputs: Float32Array, joint: number): number {
  const target = joint * targetCount;
  const output = joint * outputCount;
  let sum = 0;
  let count = 0;
  for (let index = 0; index < targetCount; index++) {
    if (tokens.targetMask[target + index] !== 1) continue;
    sum += squaredResidual(tokens.targets[target + index] ?? 0, outputs[output + index] ?? 0, outputs[output + targetCount + index] ?? 0);
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}
