/**
 * A bounded histogram of one joint's window scores on the scale ln(1 + score): it holds any number of windows in at most `binCount`
 * integers, and gives the median and the median absolute deviation the joint is later measured against. The scale flattens the long
 * right tail of squared residuals without blowing up the many scores near 0, as ln alone would.
 */
const binsPerUnit = 32;
const binCount = 8 * binsPerUnit;
/** Median absolute deviation × this estimates the standard deviation of a normal distribution. */
const madToSd = 1.4826;
/** A joint at rest repeats itself; no spread is believed below this, or every first movement would be an alarm. */
const spreadMin = 0.05;

/** Counts from bin `fromBin` on; empty at first. */
export interface ScoreHistogram {
  readonly fromBin: number;
  readonly counts: readonly number[];
}

export const emptyHistogram: ScoreHistogram = { fromBin: 0, counts: [] };

/** What a joint does when it is well: centre and spread of its scaled score. */
export interface JointBaseline {
  readonly centreScore: number;
  readonly spreadScore: number;
}

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

export function windowCount({ counts }: ScoreHistogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Median and spread of a histogram with at least one window. */
export function baselineOf({ fromBin, counts }: ScoreHistogram): JointBaseline {
  const centres = counts.map((weight, i) => ({ at: (fromBin + i + 0.5) / binsPerUnit, weight }));
  const centreScore = weightedMedian(centres);
  const spread = weightedMedian(centres.map(({ at, weight }) => ({ at: Math.abs(at - centreScore), weight })));
  return { centreScore, spreadScore: Math.max(spreadMin, madToSd * spread) };
}

/** Robust z of a score against its baseline; negative when quieter than usual. */
export function robustZ(score: number, baseline: JointBaseline): number {
  return (scaleScore(score) - baseline.centreScore) / baseline.spreadScore;
}

function weightedMedian(values: readonly { readonly at: number; readonly weight: number }[]): number {
  const half = values.reduce((sum, { weight }) => sum + weight, 0) / 2;
  const sorted = [...values].sort((a, b) => a.at - b.at);
  let sum = 0;
  for (const { at, weight } of sorted) {
    sum += weight;
    if (sum >= half) return at;
  }
  return 0;
}
