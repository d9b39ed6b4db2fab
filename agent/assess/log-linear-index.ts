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

/**
 * Contributions as printed, such that they sum exactly to the printed lnM: lnM is rounded, every contribution is cut down to a whole
 * millionth, and the millionths that are missing go to those that lost most (largest remainder). A contribution of 0 stays 0.
 */
export function roundContributions(contributions: Contributions): Contributions {
  const scale = 10 ** decimals.ln;
  const cut = riskDimensions.map((dimension) => {
    const scaled = contributions[dimension] * scale;
    return { dimension, whole: Math.floor(scaled), lost: scaled - Math.floor(scaled) };
  });
  const target = Math.round(roundTo(sumLn(contributions), decimals.ln) * scale);
  const missing = target - cut.reduce((sum, { whole }) => sum + whole, 0);
  const raised = new Set([...cut].sort((a, b) => b.lost - a.lost).slice(0, missing));
  const printed = cut.map((entry) => [entry.dimension, roundTo((entry.whole + (raised.has(entry) ? 1 : 0)) / scale, decimals.ln)]);
  return Object.fromEntries(printed) as Record<RiskDimension, number>;
}

/** lnM = Σ contributions. */
export function sumLn(contributions: Contributions): number {
  return riskDimensions.reduce((sum, dimension) => sum + contributions[dimension], 0);
}

/** Risk index 0…100 of lnM: 100·M/(1+M), 50 = model reference. */
export function indexOfLn(lnM: number): number {
  return 100 / (1 + Math.exp(-lnM));
}

/** The index of lnM as it is printed, with its interval: half-widths in ln, raised to the weight of the safety history. */
export function printedInterval(lnM: number, spread: { readonly below: number; readonly above: number }, weight: number) {
  const printed = (ln: number): number => roundTo(indexOfLn(ln), decimals.index);
  return { lnM, riskIndex: printed(lnM), p05Index: printed(lnM - weight * spread.below), p95Index: printed(lnM + weight * spread.above) };
}

/** The inverse: lnM of an index strictly between 0 and 100. */
export function lnOfIndex(riskIndex: number): number {
  return Math.log(riskIndex / (100 - riskIndex));
}
