import { roundTo } from '../contract/rounding.ts';

/**
 * Ageing is applied once per whole operating hour, not per window: at one second the factor is 1 − 3·10⁻⁷ and would vanish in the
 * rounding of the saved state. Between two ageing moments counts and hours only add, so they stay exact.
 */
const ageingChunkMs = 3_600_000;
const countDecimals = 9;

export interface AgeingStep {
  readonly pendingMs: number;
  /** Factor to multiply every aged count and duration with now; 1 when no hour was completed. */
  readonly factorRatio: number;
}

/** Operating time towards the next ageing; half-life in operating hours, so that a silent robot does not age back to clean (§3.4). */
export function stepAgeing(pendingMs: number, operatingMs: number, halfLifeH: number): AgeingStep {
  const totalMs = pendingMs + operatingMs;
  const chunkCount = Math.floor(totalMs / ageingChunkMs);
  if (chunkCount === 0) return { pendingMs: totalMs, factorRatio: 1 };
  return { pendingMs: totalMs - chunkCount * ageingChunkMs, factorRatio: 2 ** (-chunkCount / halfLifeH) };
}

/** An aged count, to nine decimals. */
export function agedCount(count: number, factorRatio: number): number {
  return roundTo(count * factorRatio, countDecimals);
}

/** An aged duration in whole milliseconds. */
export function agedMs(durationMs: number, factorRatio: number): number {
  return Math.round(durationMs * factorRatio);
}
