import type { WindowFeatures, WindowScore } from '../../contract/features.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { WatchRating } from './physics-watch.ts';

/** What the decision gets of a rated window: of each joint the louder of physics and network, masked where neither knows anything. */
export function windowScore(
  rating: WatchRating,
  { layout, startMs }: WindowFeatures,
  networkVote: (joint: number) => number | undefined,
): WindowScore {
  const scores = layout.parts.map((_, joint) => Math.max(rating.jointScores[joint] ?? 0, networkVote(joint) ?? 0));
  return {
    startMs,
    jointScores: Float64Array.from(scores, (score) => roundTo(score, decimals.score)),
    jointMask: Uint8Array.from(layout.parts, (_, joint) => (rating.votes(joint).size > 0 || networkVote(joint) !== undefined ? 1 : 0)),
    robotScore: roundTo(rating.robotScore, decimals.score),
  };
}
