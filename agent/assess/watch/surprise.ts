import { significant } from './significant.ts';

/** Tail of one quantity in a robot's normal life: evenly spaced values up to the 90 % one, an exponential above it. */
export interface SurpriseScale {
  readonly values: readonly number[];
  /** Mean excess over the last quantile: the scale of the tail. */
  readonly tailScore: number;
}

const quantileCount = 40;
const tailRatio = 0.9;
const tailScoreMin = 1e-6;
/** Fewer values than this calibrate nothing. */
export const calibrationCountMin = 60;
/** Above this nothing is told apart any more: e^−200. */
const surpriseScoreMax = 200;

/** Undefined when too few values are known. */
export function surpriseScale(seen: readonly number[]): SurpriseScale | undefined {
  const sorted = Float64Array.from(seen.filter(Number.isFinite)).sort();
  if (sorted.length < calibrationCountMin) return undefined;
  const at = (ratio: number): number => sorted[Math.min(sorted.length - 1, Math.floor(ratio * sorted.length))] ?? 0;
  const values = Array.from({ length: quantileCount }, (_, step) => at(((step + 1) / quantileCount) * tailRatio));
  const threshold = values.at(-1) ?? 0;
  const excesses = sorted.filter((value) => value >= threshold).map((value) => value - threshold);
  const mean = excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length;
  return { values: values.map(significant), tailScore: significant(Math.max(tailScoreMin, mean)) };
}

/**
 * −ln of the probability that normal life shows so much or more: 0 nothing special, 2.3 one window in ten, 6.9 one in a thousand. The tail is
 * exponential (the limit law of excesses with shape 0, Pickands 1975), so that what was never seen is still ordered. Unknown is 0.
 */
export function surpriseOf(value: number, scale: SurpriseScale | undefined): number {
  if (scale === undefined || Number.isNaN(value)) return 0;
  const { values, tailScore } = scale;
  const threshold = values.at(-1) ?? 0;
  if (value > threshold) return Math.min(surpriseScoreMax, -Math.log(1 - tailRatio) + (value - threshold) / tailScore);
  let above = 0;
  while (above < values.length && (values[above] ?? 0) < value) above++;
  return above === 0 ? 0 : -Math.log(1 - (above / values.length) * tailRatio);
}
