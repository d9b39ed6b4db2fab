import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import type { WindowFeatures } from '../contract/features.ts';
import type { SignalName } from '../contract/signal.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import { ageUse, openingUse, stepUse, useRelativity, windowLoadRatio } from './use-relativity.ts';

function window(signals: readonly SignalName[], mean: readonly number[], count: readonly number[]): WindowFeatures {
  const cells = mean.length;
  return {
    layout: { sourceId: 's', component: 'joint', parts: ['j1', 'j2'], signals, periodMs: 10 },
    startMs: monoMs(0),
    endMs: monoMs(1000),
    frameCount: 100,
    count: Uint32Array.from(count),
    mean: Float64Array.from(mean),
    sd: new Float64Array(cells),
    min: Float64Array.from(mean),
    max: Float64Array.from(mean),
  };
}

const limit = (torqueNm: number | undefined) => ({ torqueNm, velocityRadPerS: undefined, currentA: undefined });

describe('the load of a window', () => {
  it('is the mean over joints of torque RMS against rated', () => {
    const features = window(['velocityRadPerS', 'torqueNm'], [9, 9, -20, 30], [1, 1, 5, 5]);
    expect(windowLoadRatio(features, [limit(40), limit(40)])).toBeCloseTo(0.625, 12);
  });

  it('takes spread into the RMS', () => {
    const features = { ...window(['torqueNm'], [3, 3], [5, 5]), sd: Float64Array.from([4, 4]) };
    expect(windowLoadRatio(features, [limit(10), limit(10)])).toBeCloseTo(0.5, 12);
  });

  it('leaves out joints without a rating or without a sample', () => {
    const features = window(['torqueNm'], [10, 30], [5, 5]);
    expect(windowLoadRatio(features, [limit(40), limit(undefined)])).toBe(0.25);
    expect(windowLoadRatio(window(['torqueNm'], [10, 30], [0, 5]), [limit(40), limit(40)])).toBe(0.75);
  });

  it.each([
    ['without torque', window(['velocityRadPerS'], [1, 1], [5, 5]), [limit(40), limit(40)]],
    ['without any rated torque', window(['torqueNm'], [1, 1], [5, 5]), [limit(undefined), limit(0)]],
    ['without limits at all', window(['torqueNm'], [1, 1], [5, 5]), []],
  ])('is unknown %s', (_, features, limits) => {
    expect(windowLoadRatio(features, limits)).toEqual({ unknown: 'notReported' });
  });
});

describe('the use relativity', () => {
  const at = (loadRatio: number) => useRelativity(stepUse(openingUse, loadRatio, 3_600_000), illustrative.use);

  it.each([
    [0.5, 1],
    [0.405, 0.9],
    [0.605, 1.1],
    [0.1, 0.8],
    [2, 1.25],
  ])('of a load of %f is %f', (loadRatio, expected) => {
    expect(at(loadRatio)).toBeCloseTo(expected, 12);
  });

  it('is unknown where no load was ever known', () => {
    const state = stepUse(openingUse, unknown('notReported'), 1000);
    expect(state).toBe(openingUse);
    expect(useRelativity(state, illustrative.use)).toEqual({ unknown: 'notReported' });
  });

  it('does not move while the robot rests', () => {
    const state = stepUse(openingUse, 0.7, 1000);
    expect(stepUse(state, 0, 0)).toBe(state);
  });

  it('is hardly moved by ageing, which takes load and time alike', () => {
    const state = stepUse(openingUse, 0.6, 100_000_000);
    expect(useRelativity(ageUse(state, 0.25), illustrative.use)).toBeCloseTo(Number(useRelativity(state, illustrative.use)), 6);
  });

  it('never falls with more load', () => {
    const loads = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(fc.property(loads, loads, (a, b) => Number(at(Math.max(a, b))) >= Number(at(Math.min(a, b)))));
  });
});
