/**
 * A bounded histogram of one joint's window scores on the scale ln(1 + score): it holds any number of windows in at most `binCount`
 * integers, from which the tail of normal life is read when learning ends. The scale flattens the long
 * right tail of squared residuals without blowing up the many scores near 0, as ln alone would.
 */
const binsPerUnit = 32;
const binCount = 8 * binsPerUnit;
/** Counts from bin `fromBin` on; empty at first. */
export interface ScoreHistogram {
  readonly fromBin: number;
  readonly counts: readonly number[];
}

export const emptyHistogram: ScoreHistogram = { fromBin: 0, counts: [] };

/** ln(1 + score), 0 for anything below 0. */
export function scaleScore(score: number): number {
  return Math.log1p(Math.max(0, score));
}

/** One more window; scores beyond the range fall into the last bin. */
export function addScore({ fromBin, counts }: ScoreHistogram, score: number): ScoreHistogram {
  const bin = Math.min(binCount - 1, Math.floor(scaleScore(score) * binsPerUnit));
  if (counts.length === 0) return { fromBin: bin, counts: [1] };
  const padded = bin < fromBin ? [...new Array<number>(fromBin - bin).fill(0), ...counts] : [...counts];
  const start = Math.min(bin, fromBin);
  while (padded.length <= bin - start) padded.push(0);
  padded[bin - start] = (padded[bin - start] ?? 0) + 1;
  return { fromBin: start, counts: padded };
}

/** The scaled scores of all windows, each as the middle of its bin. */
export function scoresOf({ fromBin, counts }: ScoreHistogram): number[] {
  return counts.flatMap((count, place) => new Array<number>(count).fill((fromBin + place + 0.5) / binsPerUnit));
}
