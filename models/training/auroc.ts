/** Probability that a random faulty score exceeds a random normal one, ties counting half (Mann–Whitney). NaN when a side is empty. */
export function auroc(normalScores: readonly number[], faultyScores: readonly number[]): number {
  if (normalScores.length === 0 || faultyScores.length === 0) return Number.NaN;
  const sorted = Float64Array.from(normalScores).sort();
  const wins = faultyScores.reduce((sum, score) => sum + (countBelow(sorted, score, false) + countBelow(sorted, score, true)) / 2, 0);
  return wins / (normalScores.length * faultyScores.length);
}

/** How many sorted scores lie below this one (or at it, when `inclusive`). */
function countBelow(sorted: Float64Array, score: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] ?? 0;
    if (value < score || (inclusive && value === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}
