import { blockCountPerAlarm, alarmThreshold as thresholdOfBlocks } from '../../agent/assess/alarm-threshold.ts';
import { type AlarmRule, confirmedScores, type Scored } from './alarm-stream.ts';

const blockMs = 60_000;

/**
 * Threshold that normal life exceeds `ratePerH` times an hour, by the product's own decision on the largest confirmed score of each minute (facts §5.1.5),
 * from ratings of normal windows that the rating detector had not learned. Infinite without a minute.
 */
export function alarmThreshold(normal: readonly Scored[], { confirmCount }: Pick<AlarmRule, 'confirmCount'>, ratePerH: number): number {
  const topScores = normal.flatMap((stream) => blockMaxima(stream, confirmCount)).sort((a, b) => b - a);
  // Methods rate in units of their own: no least scale can be asked of them.
  const rarity = { oneInCount: blockCountPerAlarm(ratePerH, blockMs), scaleMinScore: 0 };
  return thresholdOfBlocks({ blockCount: topScores.length, topScores }, rarity).thresholdScore ?? Number.POSITIVE_INFINITY;
}

function blockMaxima(stream: Scored, confirmCount: number): number[] {
  const maxima = new Map<number, number>();
  confirmedScores(stream, confirmCount).forEach((score, place) => {
    const block = Math.floor((stream.endMs[place] ?? 0) / blockMs);
    maxima.set(block, Math.max(maxima.get(block) ?? Number.NEGATIVE_INFINITY, score));
  });
  return [...maxima.values()].filter(Number.isFinite);
}
