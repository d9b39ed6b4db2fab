import type { WindowFeatures, WindowScore } from '../contract/features.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';

/** What the model said so far, before calibration to this robot; for the owner and the ledger, not for the price. */
export interface ScoreTally {
  readonly windowCount: number;
  readonly scoredCount: number;
  readonly sumScore: number;
  readonly maxScore: number;
  readonly maxJoint: Knowable<string>;
}

export const openingTally: ScoreTally = { windowCount: 0, scoredCount: 0, sumScore: 0, maxScore: 0, maxJoint: unknown('notObserved') };

/** Scores are rounded before they are added, so that the tally is the same on every processor. */
export function addToTally(tally: ScoreTally, joints: WindowFeatures | undefined, score: WindowScore | undefined): ScoreTally {
  const windowCount = tally.windowCount + 1;
  if (joints === undefined || score === undefined) return { ...tally, windowCount };
  let worst = -1;
  score.jointScores.forEach((value, joint) => {
    if (score.jointMask[joint] === 1 && (worst < 0 || value > (score.jointScores[worst] ?? 0))) worst = joint;
  });
  if (worst < 0) return { ...tally, windowCount };
  const robotScore = roundTo(score.jointScores[worst] ?? 0, decimals.score);
  const isMax = tally.scoredCount === 0 || robotScore > tally.maxScore;
  return {
    windowCount,
    scoredCount: tally.scoredCount + 1,
    sumScore: roundTo(tally.sumScore + robotScore, decimals.score),
    maxScore: isMax ? robotScore : tally.maxScore,
    maxJoint: isMax ? (joints.layout.parts[worst] ?? unknown('missing')) : tally.maxJoint,
  };
}
