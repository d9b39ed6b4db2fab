import { type AlarmRule, confirmedScores, type Scored } from './alarm-stream.ts';

const blockMs = 60_000;
const msPerHour = 3_600_000;
/** The tail starts at the ninth decile of the block maxima, and holds at least this many of them. */
const tailRatio = 0.1;
const tailCountMin = 12;
/** A sample of tens of blocks says little about the shape of its tail; beyond these it is not believed. */
const shapeMin = -0.5;
const shapeMax = 0.5;

/**
 * Threshold that normal life exceeds `ratePerH` times an hour: peaks over threshold on the maxima of blocks of 60 s of the confirmed score
 * (facts §5.1.5; Siffer 2017), from ratings of commissioning windows that the rating detector had not learned. Infinite without a block.
 */
export function alarmThreshold(normal: readonly Scored[], { confirmCount }: Pick<AlarmRule, 'confirmCount'>, ratePerH: number): number {
  const maxima = Float64Array.from(normal.flatMap((stream) => blockMaxima(stream, confirmCount))).sort();
  const count = maxima.length;
  if (count === 0) return Number.POSITIVE_INFINITY;
  const wantedCount = (count * ratePerH * blockMs) / msPerHour;
  const tailCount = Math.min(count - 1, Math.max(tailCountMin, Math.floor(tailRatio * count)));
  const from = maxima[count - 1 - tailCount] ?? 0;
  // Where the target lies below the tail, the sample itself answers.
  if (wantedCount >= tailCount) return maxima[Math.max(0, count - 1 - Math.floor(wantedCount))] ?? 0;
  const excesses = maxima.subarray(count - tailCount).map((value) => value - from);
  return from + excessAt(excesses, tailCount / wantedCount);
}

/** The excess that one in `oneInCount` peaks reaches, under a generalised Pareto tail fitted by probability-weighted moments (Hosking, Wallis 1987). */
function excessAt(sortedExcesses: Float64Array, oneInCount: number): number {
  const count = sortedExcesses.length;
  let [plain, weighted] = [0, 0];
  sortedExcesses.forEach((excess, place) => {
    plain += excess / count;
    weighted += ((1 - (place + 0.65) / count) * excess) / count;
  });
  const gap = plain - 2 * weighted;
  const shape = gap <= 0 ? shapeMax : Math.min(shapeMax, Math.max(shapeMin, 2 - plain / gap));
  const scale = plain * (1 - shape);
  return Math.abs(shape) < 1e-6 ? scale * Math.log(oneInCount) : (scale / shape) * (oneInCount ** shape - 1);
}

function blockMaxima(stream: Scored, confirmCount: number): number[] {
  const maxima = new Map<number, number>();
  confirmedScores(stream, confirmCount).forEach((score, place) => {
    const block = Math.floor((stream.endMs[place] ?? 0) / blockMs);
    maxima.set(block, Math.max(maxima.get(block) ?? Number.NEGATIVE_INFINITY, score));
  });
  return [...maxima.values()].filter(Number.isFinite);
}
