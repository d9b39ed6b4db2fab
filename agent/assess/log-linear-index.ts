import { type Relativities, type RiskDimension, riskDimensions } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { knownOr } from '../contract/unknown.ts';
import type { DimensionWeights, ReferenceModel } from './reference-model.ts';

export type Contributions = Readonly<Record<RiskDimension, number>>;
type Caps = ReferenceModel['contributionCaps'];

/** w·ln f per dimension within its cap, unrounded; unknown is the reference, ln 1 = 0 (risk model §3.3). */
export function contributionsLn(relativities: Relativities, weights: DimensionWeights, caps: Caps): Contributions {
  const ln = (dimension: RiskDimension): number => {
    const { minRatio, maxRatio } = caps[dimension];
    const weighted = weights[dimension] * Math.log(knownOr(relativities[dimension], 1));
    return Math.min(Math.log(maxRatio), Math.max(Math.log(minRatio), weighted));
  };
  return Object.fromEntries(riskDimensions.map((dimension) => [dimension, ln(dimension)])) as Record<RiskDimension, number>;
}

/** Each contribution rounded first, so that the printed drivers sum exactly to the printed lnM. */
export function roundContributions(contributions: Contributions): Contributions {
  const rounded = riskDimensions.map((dimension) => [dimension, roundTo(contributions[dimension], decimals.ln)]);
  return Object.fromEntries(rounded) as Record<RiskDimension, number>;
}

/** lnM = Σ contributions; summing rounded ones gives a number of the same decimals again. */
export function sumLn(contributions: Contributions): number {
  return riskDimensions.reduce((sum, dimension) => sum + contributions[dimension], 0);
}

/** Risk index 0…100 of lnM: 100·M/(1+M), 50 = model reference. */
export function indexOfLn(lnM: number): number {
  return 100 / (1 + Math.exp(-lnM));
}

/** The inverse: lnM of an index strictly between 0 and 100. */
export function lnOfIndex(riskIndex: number): number {
  return Math.log(riskIndex / (100 - riskIndex));
}
