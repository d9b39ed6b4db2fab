import type { WindowScore } from '../../contract/features.ts';
import { addScore, emptyHistogram, type ScoreHistogram, scaleScore, scoresOf } from './score-histogram.ts';
import { type SurpriseScale, surpriseOf, surpriseScale } from './surprise.ts';

/** The network's scores are averaged over this many windows: a fault of minutes stands out, a single odd motion does not. */
const smoothedWindowCount = 20;
/** ln 2: two levels are looked at, so the second speaks only for what is half as likely (Bonferroni). */
const secondLookScore = Math.LN2;
/** Keeps the logarithm of a perfect prediction finite. */
const floorScore = 0.01;

/** One joint as the network sees it; plain JSON. */
interface NetworkJoint {
  readonly count: number;
  /** Running mean of ln(0.01 + score). */
  readonly meanLog: number;
  /** While learning; null once frozen. */
  readonly histogram: ScoreHistogram | null;
  readonly scale: SurpriseScale | null;
}

/** L2 beside L1: whose weights, and what their scores are worth on this robot. */
export interface NetworkState {
  readonly weightsSha256: string;
  readonly isFrozen: boolean;
  readonly joints: readonly NetworkJoint[];
}

const openingJoint: NetworkJoint = { count: 0, meanLog: 0, histogram: emptyHistogram, scale: null };

const openingNetwork = (weightsSha256: string): NetworkState => ({ weightsSha256, isFrozen: false, joints: [] });

export interface NetworkStep {
  readonly teaches: boolean;
  readonly isNewSession: boolean;
}

interface ScoredNetwork extends NetworkStep {
  readonly score: WindowScore;
  readonly weightsSha256: string;
  /** False once physics is frozen: a network that comes later was not learned along. */
  readonly mayBegin: boolean;
}

/** One window of these weights. Others than those that were learned along change nothing until the robot is learned anew. */
export function stepLearnedNetwork(
  was: NetworkState | null,
  { score, weightsSha256, mayBegin, ...how }: ScoredNetwork,
): NetworkState | null {
  if (was === null) return mayBegin ? stepNetwork(openingNetwork(weightsSha256), score, how) : null;
  return was.weightsSha256 === weightsSha256 ? stepNetwork(was, score, how) : was;
}

function stepNetwork(was: NetworkState, score: WindowScore, { teaches, isNewSession }: NetworkStep): NetworkState {
  const joints = Array.from(score.jointScores, (value, joint) => {
    const before = was.joints[joint] ?? openingJoint;
    const run = isNewSession ? { ...before, count: 0, meanLog: 0 } : before;
    if (score.jointMask[joint] !== 1) return run;
    const count = Math.min(smoothedWindowCount, run.count + 1);
    const meanLog = run.meanLog + (Math.log(floorScore + value) - run.meanLog) / count;
    const histogram = teaches && run.histogram !== null ? addScore(run.histogram, Math.exp(meanLog)) : run.histogram;
    return { ...run, count, meanLog, histogram };
  });
  return { ...was, joints };
}

/** What the scores of commissioning were becomes the measure of those to come. */
export function freezeNetwork(was: NetworkState): NetworkState {
  const joints = was.joints.map((joint) => {
    const scale = joint.histogram === null ? null : (surpriseScale(scoresOf(joint.histogram)) ?? null);
    return { ...joint, histogram: null, scale };
  });
  return { ...was, isFrozen: true, joints };
}

/** −ln p of a joint by the network alone, corrected for being a second look; undefined where it says nothing. */
export function networkVote({ isFrozen, joints }: NetworkState, joint: number): number | undefined {
  const { count, meanLog, scale } = joints[joint] ?? openingJoint;
  if (!isFrozen || count === 0 || scale === null) return undefined;
  return Math.max(0, surpriseOf(scaleScore(Math.exp(meanLog)), scale) - secondLookScore);
}
