import type { Scorer, WindowFeatures } from '../../agent/contract/features.ts';
import { robustStandardiser, type Standardiser } from '../../models/training/standardise.ts';
import { type Detector, type Method, type RobotUnderTest, sessionGapMs } from './detector.ts';

const scoreFloor = 0.01;
const smoothedWindowCount = 20;

/**
 * The network as the product runs it, calibrated on the robot: ln(0.01 + score) of each joint in robust standard deviations of its own
 * commissioning, averaged over the last 20 windows of the session. 0 where the network says nothing.
 */
export function networkMethod(scorer: Scorer): Method {
  // The folds of the commissioning rate the same windows again and again; the network's answer to a window does not change.
  const known = new WeakMap<WindowFeatures, Float64Array>();
  const logScores = (window: WindowFeatures, { limits, layout }: RobotUnderTest): Float64Array => {
    const before = known.get(window);
    if (before !== undefined) return before;
    const scored = scorer.score(window, limits);
    const scores = Float64Array.from(layout.parts, (_, joint) =>
      scored?.jointMask[joint] === 1 ? Math.log(scoreFloor + (scored.jointScores[joint] ?? 0)) : Number.NaN,
    );
    known.set(window, scores);
    return scores;
  };
  return { name: 'L2 network', create: (robot) => new CalibratedNetwork((window) => logScores(window, robot), robot.layout.parts.length) };
}

class CalibratedNetwork implements Detector {
  readonly #logScores: (window: WindowFeatures) => Float64Array;
  readonly #seen: number[][];
  #standards: readonly Standardiser[] = [];
  #recent: Float64Array[] = [];
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(logScores: (window: WindowFeatures) => Float64Array, jointCount: number) {
    this.#logScores = logScores;
    this.#seen = Array.from({ length: jointCount }, () => []);
  }

  learn(window: WindowFeatures): void {
    for (const [joint, score] of this.#logScores(window).entries()) if (!Number.isNaN(score)) this.#seen[joint]?.push(score);
  }

  freeze(): void {
    this.#standards = this.#seen.map((scores) => robustStandardiser(scores.map((score) => [score])));
  }

  rate(window: WindowFeatures): Float64Array {
    if (window.startMs - this.#endMs > sessionGapMs) this.#recent = [];
    this.#endMs = window.endMs;
    const z = this.#logScores(window).map((score, joint) => (Number.isNaN(score) ? 0 : (this.#standards[joint]?.([score])[0] ?? 0)));
    this.#recent = [...this.#recent, z].slice(-smoothedWindowCount);
    return z.map((_, joint) => this.#recent.reduce((sum, one) => sum + (one[joint] ?? 0), 0) / this.#recent.length);
  }
}
