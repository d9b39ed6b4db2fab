import type { Scorer } from '../../agent/contract/features.ts';
import { isolationForest } from './baselines/isolation-forest.ts';
import { constantMethod, randomMethod, temperatureRule } from './baselines/plain-methods.ts';
import { ridgeResidual } from './baselines/ridge-residual.ts';
import { mahalanobis, maxZ, pcaQ } from './baselines/vector-methods.ts';
import { combinedMethod } from './combined-method.ts';
import type { Method } from './detector.ts';
import { networkMethod } from './network-method.ts';
import { physicsMethod } from './physics-method.ts';

/** The mandatory baselines (facts §5.3), and the rule of data/README. */
export const baselineMethods: readonly Method[] = [
  randomMethod,
  constantMethod,
  temperatureRule,
  maxZ,
  mahalanobis,
  pcaQ,
  ridgeResidual,
  isolationForest,
];

/** What the product decides with unless the table says that another level is better. */
export const referenceName = 'L1 physics watch';

/** Baselines and levels in the order of the table. */
export function allMethods(scorer: Scorer): readonly Method[] {
  return [...baselineMethods, ...levelMethods(scorer)];
}

/** The product's own levels. */
export function levelMethods(scorer: Scorer): readonly Method[] {
  const physics: Method = { ...physicsMethod, name: referenceName };
  const network = networkMethod(scorer);
  return [physics, network, combinedMethod({ name: 'L1 + L2', surprising: physics, other: network })];
}
