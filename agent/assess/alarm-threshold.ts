import type { BlockStatistics } from './block-statistics.ts';

const msPerHour = 3_600_000;
/** The tail starts at the ninth decile of the blocks, and holds at least this many of them. */
const tailRatio = 0.1;
const tailCountMin = 12;
/**
 * A sample of tens of blocks says little about the shape of its tail. A bounded one is not believed, because what was not seen in hours may
 * come in days; nor one so heavy that no fault would ever pass it.
 */
const shapeMaxRatio = 0.5;
/** Scores are −ln p: a tail much steeper than this is a robot that repeated itself, not one that cannot do otherwise. */
export const scaleMinScore = 0.1;
const shapeMinRatio = 1e-6;

/** `conformal` needs no model of the tail, only enough blocks; until then `peaksOverThreshold` extrapolates (facts §5.1.5). */
export const decisionRules = ['none', 'peaksOverThreshold', 'conformal'] as const;
export type DecisionRule = (typeof decisionRules)[number];

export interface AlarmThreshold {
  readonly rule: DecisionRule;
  /** Confirmed scores above this are an alarm; null without a block. */
  readonly thresholdScore: number | null;
}

/** Blocks of which one may exceed the threshold, when false alarms are promised at this rate. */
export function blockCountPerAlarm(ratePerH: number, blockMs: number): number {
  return msPerHour / (ratePerH * blockMs);
}

type Blocks = Pick<BlockStatistics, 'blockCount' | 'topScores'>;

/** How rare an alarm is to be; scores in another unit than −ln p bring their own least scale of a tail. */
export interface Rarity {
  readonly oneInCount: number;
  readonly scaleMinScore: number;
}

/** The score that one block of normal life in `oneInCount` exceeds, from the blocks of calibration. */
export function alarmThreshold(blocks: Blocks, rarity: Rarity): AlarmThreshold {
  const { blockCount, topScores } = blocks;
  const { oneInCount } = rarity;
  if (topScores.length === 0) return { rule: 'none', thresholdScore: null };
  // P(the next block is above the k-th largest of n) = k ÷ (n + 1) whatever the distribution, as long as blocks are exchangeable.
  const conformalRank = Math.floor((blockCount + 1) / oneInCount);
  const conformal = topScores[conformalRank - 1];
  if (conformal !== undefined) return { rule: 'conformal', thresholdScore: conformal };
  return { rule: 'peaksOverThreshold', thresholdScore: peaksOverThreshold(blocks, rarity) };
}

/** z = t + (σ/ξ)((N_t·q/n)^ξ − 1) (Siffer 2017), its tail fitted by probability-weighted moments (Hosking, Wallis 1987). */
function peaksOverThreshold({ blockCount, topScores }: Blocks, { oneInCount, scaleMinScore: floorScore }: Rarity): number {
  const wanted = Math.max(tailCountMin, Math.floor(tailRatio * blockCount));
  const tailCount = Math.max(1, Math.min(topScores.length - 1, wanted));
  const from = topScores[tailCount] ?? topScores[0] ?? 0;
  const expectedCount = blockCount / oneInCount;
  const excesses = topScores.slice(0, tailCount).map((score) => score - from);
  const { shapeRatio, scaleScore: fittedScore } = paretoTail(excesses);
  const scaleScore = Math.max(floorScore, fittedScore);
  const beyond = Math.max(1, tailCount / expectedCount);
  return from + (shapeRatio < shapeMinRatio ? scaleScore * Math.log(beyond) : (scaleScore / shapeRatio) * (beyond ** shapeRatio - 1));
}

/** Generalised Pareto of excesses given largest first. */
function paretoTail(excesses: readonly number[]): { readonly shapeRatio: number; readonly scaleScore: number } {
  const count = excesses.length;
  let [plain, weighted] = [0, 0];
  excesses.forEach((excess, place) => {
    plain += excess / count;
    weighted += ((place + 0.35) / count) * (excess / count);
  });
  if (plain === 0) return { shapeRatio: 0, scaleScore: 0 };
  const gap = plain - 2 * weighted;
  const shapeRatio = gap <= 0 ? shapeMaxRatio : Math.min(shapeMaxRatio, Math.max(0, 2 - plain / gap));
  return { shapeRatio, scaleScore: plain * (1 - shapeRatio) };
}
