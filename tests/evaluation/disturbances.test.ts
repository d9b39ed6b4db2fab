import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { randomMethod } from './baselines/plain-methods.ts';
import { ridgeResidual } from './baselines/ridge-residual.ts';
import { simulatedRobot } from './data-sets.ts';
import { contaminated, disturbed, permuted, unpermuted } from './disturbances.ts';
import { heldOutCommissioning } from './held-out-commissioning.ts';
import { permutationFigure } from './robustness.ts';

const series = simulatedRobot({ seed: 1, jointCount: 6, commissioningS: 200, calibrationS: 0, normalS: 30 });
const faulty = series.runs.filter(({ labels }) => labels.includes(1));
const droppedRatio = (counts: readonly Uint32Array[]): number =>
  counts.flatMap((one) => [...one]).filter((count) => count === 0).length / counts.flatMap((one) => [...one]).length;

describe('a disturbance', () => {
  it('drops the same channels through a run, about as many as asked', () => {
    const { runs, commissioning } = disturbed(series, { channelDropRatio: 0.5 }, seededRandom(2));
    expect(droppedRatio(runs.map(({ windows }) => windows[0]?.count ?? new Uint32Array(0)))).toBeCloseTo(0.5, 1);
    for (const { windows } of runs) expect(windows.at(-1)?.count.map(Math.sign)).toEqual(windows[0]?.count.map(Math.sign));
    expect(commissioning).toBe(series.commissioning);
  });

  it('never drops the joint that is faulty', () => {
    const { runs } = disturbed(series, { dropsJoint: true }, seededRandom(3));
    for (const { windows, labels } of runs) {
      const count = windows[0]?.count ?? new Uint32Array(0);
      const silent = [0, 1, 2, 3, 4, 5].filter((joint) => count.every((one, cell) => cell % 6 !== joint || one === 0));
      expect(silent.length).toBeLessThanOrEqual(1);
      for (const joint of silent) expect(labels.some((label, place) => label === 1 && place % 6 === joint)).toBe(false);
    }
  });

  it('makes means unsure within what was seen, and shifts ends by no more than the jitter', () => {
    const { runs } = disturbed(series, { frameRatio: 0.4, jitterMs: 50 }, seededRandom(4));
    const [before, after] = [series.runs[0]?.windows ?? [], runs[0]?.windows ?? []];
    after.forEach((window, place) => {
      const was = before[place];
      expect(Math.abs(window.endMs - (was?.endMs ?? 0))).toBeLessThanOrEqual(50);
      expect(window.mean.every((value, cell) => value >= (window.min[cell] ?? 0) - 1e-9 && value <= (window.max[cell] ?? 0) + 1e-9)).toBe(
        true,
      );
    });
    expect(after.some((window, place) => window.mean[0] !== before[place]?.mean[0])).toBe(true);
  });
});

describe('a contaminated commissioning', () => {
  it('holds as many faulty windows as asked, in the order of time, of runs that are not rated', () => {
    const dirty = contaminated(series, 0.05);
    const foreign = dirty.commissioning.filter((window, place) => window.mean !== series.commissioning[place]?.mean);
    expect(foreign).toHaveLength(10);
    expect(dirty.commissioning.map(({ startMs }) => startMs)).toEqual(series.commissioning.map(({ startMs }) => startMs));
    expect(dirty.runs).toHaveLength(series.runs.length - 1);
    expect(dirty.runs).not.toContain(faulty[0]);
    const sound = contaminated(series, 0);
    expect([sound.commissioning, sound.runs]).toEqual([series.commissioning, dirty.runs]);
  });
});

describe('permuted joints', () => {
  it('move cells, limits and labels together, and back', () => {
    const order = Uint32Array.from([3, 1, 0, 5, 2, 4]);
    const mixed = permuted(series, order);
    const [was, is] = [series.runs[1], mixed.runs[1]];
    expect(mixed.layout.parts[0]).toBe(series.layout.parts[3]);
    expect(mixed.limits[0]).toEqual(series.limits[3]);
    expect(is?.windows[5]?.mean[0]).toBe(was?.windows[5]?.mean[3]);
    expect(unpermuted(Float64Array.from(is?.labels ?? []), order)).toEqual(Float64Array.from(was?.labels ?? []));
  });
});

describe('a permutation of the joints', () => {
  it('changes nothing for a method that asks each joint alone, and is noticed where one depends on their order', () => {
    expect(permutationFigure(ridgeResidual, series, 1).differenceScore).toBeLessThan(1e-9);
    expect(permutationFigure(randomMethod, series, 1).differenceScore).toBeGreaterThan(0.1);
  });
});

describe('held-out commissioning', () => {
  it('rates every window once, by what was learned from all others', () => {
    const folds = heldOutCommissioning(series);
    expect(folds).toHaveLength(4);
    const rated = folds.flatMap(({ runs }) => runs.flatMap(({ windows }) => windows));
    expect(new Set(rated)).toEqual(new Set(series.commissioning));
    expect(rated).toHaveLength(series.commissioning.length);
    for (const { commissioning, runs } of folds) {
      const learned = new Set(commissioning);
      expect(runs.flatMap(({ windows }) => windows).some((window) => learned.has(window))).toBe(false);
      expect(commissioning.length + runs.reduce((sum, { windows }) => sum + windows.length, 0)).toBe(series.commissioning.length);
    }
  });
});
