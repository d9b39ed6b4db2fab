import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { armLimits, jointWindow, livelyWindow } from '../../tests/support/joint-window.ts';
import { squaredResidualMax } from './joint-scores.ts';
import { jointCountMax } from './joint-tokens.ts';
import { type LoadedScorer, loadScorer } from './load-scorer.ts';

let scorer: LoadedScorer;
beforeAll(async () => {
  scorer = await loadScorer({ backend: 'cpu' });
});
afterAll(() => scorer.close());

const scoresOf = (window: WindowFeatures): number[] => [
  ...(scorer.score(window, armLimits(window.layout.parts.length))?.jointScores ?? []),
];

/** So many joints that all do the same. */
const choir = (jointCount: number, values: Partial<Record<SignalName, number>>): WindowFeatures =>
  jointWindow({
    means: Object.fromEntries(Object.entries(values).map(([signal, value]) => [signal, new Array<number>(jointCount).fill(value)])),
  });

describe('a robot of joints that all do the same', () => {
  it('has one score for all of them, and the same one however many they are', () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 3, max: 60 }), (velocityRadPerS, currentA, jointCount) => {
        const values = { velocityRadPerS, currentA };
        const [pair = -1] = scoresOf(choir(2, values));
        const scores = scoresOf(choir(jointCount, values));
        expect(scores).toHaveLength(jointCount);
        for (const score of scores) expect(Math.abs(score - pair) / Math.max(1, pair)).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('takes as many joints as any robot has, from a single one on', () => {
    expect(scoresOf(choir(1, { velocityRadPerS: 1, currentA: 1 }))).toHaveLength(1);
    expect(scoresOf(choir(jointCountMax, { velocityRadPerS: 1, currentA: 1 }))).toHaveLength(jointCountMax);
  });
});

describe('the order of signals in a layout', () => {
  it('does not matter: columns are found by name', () => {
    const window = livelyWindow(7);
    const { signals } = window.layout;
    const order = signals.map((_, index) => (index * 2 + 1) % signals.length);
    const columns = <T extends Float64Array | Uint32Array>(from: T, into: T): T => {
      order.forEach((source, target) => {
        into.set(from.subarray(source * 7, (source + 1) * 7), target * 7);
      });
      return into;
    };
    const turned: WindowFeatures = {
      ...window,
      layout: { ...window.layout, signals: order.flatMap((index) => signals[index] ?? []) },
      count: columns(window.count, new Uint32Array(window.count.length)),
      mean: columns(window.mean, new Float64Array(window.mean.length)),
      sd: columns(window.sd, new Float64Array(window.sd.length)),
      min: columns(window.min, new Float64Array(window.min.length)),
      max: columns(window.max, new Float64Array(window.max.length)),
    };
    expect(new Set(order).size).toBe(signals.length);
    expect(scoresOf(turned)).toEqual(scoresOf(window));
  });
});

describe('any window at all', () => {
  it('is scored between 0 and the cap, or masked with 0; never anything else', () => {
    const cell = fc.option(fc.double(), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 }), (joints) => {
        const window = jointWindow({
          means: {
            velocityRadPerS: joints.map(([velocity]) => velocity),
            currentA: joints.map(([, current]) => current),
            torqueNm: joints.map(([, , torque]) => torque),
          },
        });
        const score = scorer.score(window, armLimits(joints.length));
        score?.jointScores.forEach((value, index) => {
          expect(value >= 0 && value <= squaredResidualMax).toBe(true);
          if (score.jointMask[index] === 0) expect(value).toBe(0);
        });
        const anyScored = score === undefined ? 0 : score.jointMask.filter((mask) => mask === 1).length;
        expect(score === undefined).toBe(anyScored === 0);
      }),
      { numRuns: 60 },
    );
  });

  it('reaches the cap by an absurd effort, and not beyond', () => {
    const window = jointWindow({ means: { velocityRadPerS: [0.5, 0.5, 0.5], currentA: [1, 1e9, 1] }, sd: 0.01 });
    const scores = scoresOf(window);
    expect(scores[1]).toBeGreaterThan(100);
    expect(Math.max(...scores)).toBeLessThanOrEqual(squaredResidualMax);
  });

  it('does not change the buffers of the robot, and is scored the same again after another robot', () => {
    const window = livelyWindow(9);
    const before = window.mean.slice();
    const first = scoresOf(window);
    scoresOf(livelyWindow(40));
    scoresOf(choir(2, { positionRad: 1, loadRatio: 0.5 }));
    expect(scoresOf(window)).toEqual(first);
    expect(window.mean).toEqual(before);
  });
});
