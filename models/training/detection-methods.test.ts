import { describe, expect, it } from 'vitest';
import type { Scorer, WindowFeatures } from '../../agent/contract/features.ts';
import { jointWindow, noLimits } from '../../tests/support/joint-window.ts';
import { type DetectionMethod, detectionMethods } from './detection-methods.ts';
import { seededRandom } from './seeded-random.ts';
import { type SyntheticRobot, syntheticRobot } from './synthetic-robot.ts';

const jointCount = 3;
const robot: SyntheticRobot = { ...syntheticRobot(seededRandom(1)), limits: noLimits(jointCount) };
const windowOf = (currentA: readonly (number | undefined)[]): WindowFeatures =>
  jointWindow({ means: { velocityRadPerS: [1, 1, 1], currentA: [...currentA] }, sd: 0 });

/** A scorer whose score of a joint is its current; one window in which a joint draws 99 A it cannot score. */
function currentScorer(): Scorer & { readonly askedCount: () => number } {
  let askedCount = 0;
  return {
    backend: 'cpu',
    weightsSha256: '',
    modelVersion: 'test',
    askedCount: () => askedCount,
    close: () => undefined,
    score: (window, limits) => {
      askedCount++;
      expect(limits).toBe(robot.limits);
      const currents = window.mean.slice(jointCount, 2 * jointCount);
      if (currents.includes(99)) return undefined;
      return { startMs: window.startMs, jointScores: currents, jointMask: new Uint8Array(jointCount).fill(1) };
    },
  };
}

function methodOf(name: string, scorer: Scorer = currentScorer()): DetectionMethod {
  const method = detectionMethods(scorer).find((each) => each.name.startsWith(name));
  if (method === undefined) throw new TypeError(`no method ${name}`);
  return method;
}

const normal = [
  [1, 2, 4],
  [2, 2, 4],
  [3, 2, 4],
  [4, 2, 8],
  [5, 2, 4],
].map(windowOf);

describe('the methods that are compared', () => {
  it('are the network with and without knowing the robot, and the plain rule', () => {
    expect(detectionMethods(currentScorer()).map(({ name }) => name)).toEqual([
      'network, robot unseen',
      'network, calibrated on the robot',
      'max|z|, calibrated on the robot',
    ]);
  });
});

describe('the network alone', () => {
  it('rates each joint by the logarithm of its score, and has not looked at the robot before', () => {
    const scorer = currentScorer();
    const rate = methodOf('network, robot unseen', scorer).prepare(robot, normal);
    expect(scorer.askedCount()).toBe(0);
    expect(rate(windowOf([0, 1, 30]))).toEqual([Math.log(0.01), Math.log(1.01), Math.log(30.01)]);
    expect(scorer.askedCount()).toBe(1);
  });

  it('rates nothing where there is no score', () => {
    expect(methodOf('network, robot unseen').prepare(robot, [])(windowOf([1, 99, 1]))).toEqual([]);
  });
});

describe('the network that knows the robot', () => {
  const rate = methodOf('network, calibrated').prepare(robot, normal);
  const ln = (score: number): number => Math.log(0.01 + score);

  it('rates each joint by how far it is from its own median, in its own spread', () => {
    // Of 1 … 5 the median is 3; the distances in the logarithm are sorted by hand.
    const distances = [1, 2, 3, 4, 5].map((score) => Math.abs(ln(score) - ln(3))).sort((a, b) => a - b);
    const spread = 1.4826 * (distances[2] ?? 0) + 1e-3;
    expect(rate(windowOf([3, 2, 4]))).toEqual([0, 0, 0]);
    expect(rate(windowOf([20, 2, 4]))[0]).toBeCloseTo((ln(20) - ln(3)) / spread, 9);
  });

  it('does not let one odd window move it, and has an answer for a joint that never varied', () => {
    expect(rate(windowOf([3, 2, 8]))[2]).toBeCloseTo((ln(8) - ln(4)) / 1e-3, 6);
    expect(rate(windowOf([3, 2.1, 4]))[1]).toBeCloseTo((ln(2.1) - ln(2)) / 1e-3, 6);
  });
});

describe('the plain rule', () => {
  const rate = methodOf('max|z|').prepare(robot, normal);
  const channelsPerJoint = 6;

  it('rates each effort channel of each joint by |z| against normal windows', () => {
    const logs = [1, 2, 3, 4, 5].map((current) => Math.log(0.02 + current / 5));
    const mean = logs.reduce((sum, value) => sum + value, 0) / 5;
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5);
    const rated = rate(windowOf([9, 2, 4]));
    expect(rated).toHaveLength(jointCount * channelsPerJoint);
    expect(rated[0]).toBeCloseTo(Math.abs(Math.log(0.02 + 9 / 5) - mean) / (sd + 1e-3), 5);
  });

  it('finds too little as odd as too much, and nothing odd in a window like the others', () => {
    const [low = 0, high = 0] = [windowOf([0.1, 2, 4]), windowOf([60, 2, 4])].map((window) => rate(window)[0]);
    expect([low > 3, high > 3]).toEqual([true, true]);
    expect(rate(windowOf([1, 2, 4])).every((value) => value >= 0)).toBe(true);
    expect(Math.max(...rate(windowOf([2.6, 2, 4])).slice(0, 2 * channelsPerJoint))).toBeLessThan(0.5);
  });

  it('asks no scorer', () => {
    const scorer = currentScorer();
    methodOf('max|z|', scorer).prepare(robot, normal)(windowOf([1, 1, 1]));
    expect(scorer.askedCount()).toBe(0);
  });
});
