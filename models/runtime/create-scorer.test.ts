import { memory } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WindowScore } from '../../agent/contract/features.ts';
import { armLimits, jointWindow, livelyWindow, noLimits, reorderJoints } from '../../tests/support/joint-window.ts';
import { jointCountMax } from './joint-tokens.ts';
import { type LoadedScorer, loadScorer } from './load-scorer.ts';

const jointCounts = [6, 7, 14, 29, 35];
const scorers = new Map<'cpu' | 'wasm', LoadedScorer>();

beforeAll(async () => {
  scorers.set('cpu', await loadScorer({ backend: 'cpu' }));
  scorers.set('wasm', await loadScorer({ backend: 'wasm' }));
});
afterAll(() => {
  for (const scorer of scorers.values()) scorer.close();
});

function scoreOf(backend: 'cpu' | 'wasm', window: ReturnType<typeof jointWindow>): WindowScore {
  const score = scorers.get(backend)?.score(window, armLimits(window.layout.parts.length));
  if (score === undefined) throw new Error('not scored');
  return score;
}

/** Relative above 1, absolute below: a score of 400 is not asked for more digits than float32 has. */
function expectClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs((found[index] ?? Number.NaN) - value) / Math.max(1, value)).toBeLessThanOrEqual(tolerance);
  }
}

describe.each(['cpu', 'wasm'] as const)('a scorer on %s', (backend) => {
  it.each(jointCounts)('scores %i joints with the one model', (jointCount) => {
    const { jointScores, jointMask, startMs } = scoreOf(backend, livelyWindow(jointCount));
    expect(jointScores.length).toBe(jointCount);
    expect(jointScores.every((score) => Number.isFinite(score) && score >= 0)).toBe(true);
    expect(jointMask.every((mask) => mask === 1)).toBe(true);
    expect(startMs).toBe(5000);
  });

  it.each(jointCounts)('permutes the scores of %i joints as the joints are permuted', (jointCount) => {
    const window = livelyWindow(jointCount);
    const straight = scoreOf(backend, window);
    const order = Array.from({ length: jointCount }, (_, index) => (index * 5 + 3) % jointCount);
    const shuffled = new Set(order).size === jointCount ? order : order.map((_, index) => jointCount - 1 - index);
    const permuted = scoreOf(backend, reorderJoints(window, shuffled));
    expectClose(
      permuted.jointScores,
      Float64Array.from(shuffled, (index) => straight.jointScores[index] ?? 0),
      1e-6,
    );
  });

  it('keeps the number of tensors over 2,000 inferences', () => {
    const windows = jointCounts.map(livelyWindow);
    for (const window of windows) scoreOf(backend, window);
    const before = memory().numTensors;
    for (let run = 0; run < 400; run++) for (const window of windows) scoreOf(backend, window);
    expect(memory().numTensors).toBe(before);
  });

  it('gives the same scores for the same window', () => {
    expect(scoreOf(backend, livelyWindow(14))).toEqual(scoreOf(backend, livelyWindow(14)));
  });
});

describe('a scorer', () => {
  it.each(jointCounts)('agrees on %i joints between cpu and wasm', (jointCount) => {
    const window = livelyWindow(jointCount);
    expectClose(scoreOf('wasm', window).jointScores, scoreOf('cpu', window).jointScores, 1e-5);
  });

  it('agrees between backends whichever channels are missing', () => {
    const column = fc.array(fc.option(fc.double({ min: -5, max: 5, noNaN: true }), { nil: undefined }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(column, column, column, (velocityRadPerS, currentA, torqueNm) => {
        const window = jointWindow({ means: { velocityRadPerS, currentA, torqueNm } });
        const [cpu, wasm] = [scorers.get('cpu'), scorers.get('wasm')].map((scorer) => scorer?.score(window, noLimits(7)));
        expect(wasm?.jointMask).toEqual(cpu?.jointMask);
        expectClose(wasm?.jointScores ?? new Float64Array(), cpu?.jointScores ?? new Float64Array(), 1e-5);
      }),
      { numRuns: 50 },
    );
  });

  it('finds a joint that draws far more current than its motion explains', () => {
    const each = <T>(value: T): T[] => Array.from({ length: 6 }, () => value);
    const calm = { velocityRadPerS: each(0.5), positionRad: each(0.3), motorTemperatureC: each(40), currentA: each(1) };
    const hot = { ...calm, currentA: [1, 1, 1, 12, 1, 1] };
    const before = scoreOf('cpu', jointWindow({ means: calm, sd: 0.05 })).jointScores;
    const after = scoreOf('cpu', jointWindow({ means: hot, sd: 0.05 })).jointScores;
    expect(after[3]).toBeGreaterThan(4 * (before[3] ?? 0));
    expect(after.indexOf(Math.max(...after))).toBe(3);
  });

  it('has no answer for a window without any of its inputs', () => {
    const scorer = scorers.get('cpu');
    expect(scorer?.score(jointWindow({ means: { motorTemperatureC: [30, 31] } }), armLimits(2))).toBeUndefined();
    expect(scorer?.score(jointWindow({ means: { currentA: [1, 1] } }), armLimits(2))).toBeUndefined();
    expect(scorer?.score(jointWindow({ means: {} }), [])).toBeUndefined();
  });

  it('has no answer for more joints than any robot has', () => {
    expect(scorers.get('cpu')?.score(livelyWindow(jointCountMax + 1), [])).toBeUndefined();
  });

  it('keeps its own backend while another one is in use', () => {
    const alone = scoreOf('cpu', livelyWindow(9));
    scoreOf('wasm', livelyWindow(9));
    expect(scoreOf('cpu', livelyWindow(9))).toEqual(alone);
  });
});
