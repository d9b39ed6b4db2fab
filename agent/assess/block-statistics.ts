import { decimals, roundTo } from '../contract/rounding.ts';

/** Scores of neighbouring seconds are alike; minutes are nearly independent, and are what a rate of false alarms is promised in (facts §5.1.5). */
export const blockMs = 60_000;
/** An exceedance counts when so many windows in a row show it, and the statistic of a block is the largest score so confirmed. */
export const confirmCount = 3;
/** The tail of this many blocks is all that a threshold is drawn from; hours of blocks below it are only counted. */
export const topScoreCountMax = 64;

/** Confirmed scores of a robot's normal life, minute by minute; plain JSON, bounded whatever its length. */
export interface BlockStatistics {
  /** Blocks completed. */
  readonly blockCount: number;
  /** The largest of them, largest first. */
  readonly topScores: readonly number[];
  /** Watched time of the block that is not complete. */
  readonly openMs: number;
  /** Its largest confirmed score; null before any. */
  readonly openScore: number | null;
}

export const openingBlocks: BlockStatistics = { blockCount: 0, topScores: [], openMs: 0, openScore: null };

export interface ConfirmedWindow {
  readonly watchedMs: number;
  /** null while too few windows in a row were rated. */
  readonly confirmedScore: number | null;
}

/** One more window. A block without any confirmed score is not counted. */
export function addToBlocks(was: BlockStatistics, { watchedMs, confirmedScore }: ConfirmedWindow): BlockStatistics {
  const openMs = was.openMs + watchedMs;
  const openScore = larger(was.openScore, confirmedScore);
  if (openMs < blockMs) return { ...was, openMs, openScore };
  if (openScore === null) return { ...was, openMs: 0, openScore };
  const topScores = inserted(was.topScores, roundTo(openScore, decimals.score));
  return { blockCount: was.blockCount + 1, topScores, openMs: 0, openScore: null };
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function inserted(topScores: readonly number[], score: number): readonly number[] {
  const place = topScores.findIndex((one) => one < score);
  const at = place < 0 ? topScores.length : place;
  return [...topScores.slice(0, at), score, ...topScores.slice(at)].slice(0, topScoreCountMax);
}
