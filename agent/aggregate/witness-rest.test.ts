import { describe, expect, it } from 'vitest';
import { streamOf } from '../../tests/support/witness-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { chargesOf, compareCharge, comparePose, posesOf, readingsOf } from './witness-rest.ts';
import { chargeDropRatioMax, poseToleranceRad } from './witness-tolerance.ts';

const windowOf = (...streams: ReturnType<typeof streamOf>[]) => ({ startMs: monoMs(0), endMs: monoMs(1000), operatingMs: 0, streams });
const dayMs = 86_400_000;

describe('what a robot at rest shows', () => {
  it('is where its joints stand and how full its packs are, by source and part', () => {
    const window = windowOf(
      streamOf('joint', { velocityRadPerS: [0, 0], positionRad: [0.123456, -2] }),
      streamOf('battery', { voltageV: [50], stateOfChargeRatio: [0.98765] }),
    );
    expect(posesOf(window)).toEqual({ 'robot/part0': 0.1235, 'robot/part1': -2 });
    expect(chargesOf(window)).toEqual({ 'robot/part0': 0.988 });
    expect(posesOf(windowOf(streamOf('joint', { velocityRadPerS: [1] })))).toEqual({});
  });

  it('is where a joint was read last, when it came to rest within the window', () => {
    const arm = { ...streamOf('joint', { positionRad: [0.6, 0.3] }), last: Float64Array.of(1.2, 0.3) };
    const pack = { ...streamOf('battery', { stateOfChargeRatio: [0.9] }), last: Float64Array.of(0.8) };
    expect(posesOf(windowOf(arm))).toEqual({ 'robot/part0': 1.2, 'robot/part1': 0.3 });
    expect(chargesOf(windowOf(pack))).toEqual({ 'robot/part0': 0.9 });
  });

  it('leaves out a joint without a good reading', () => {
    const stream = streamOf('joint', { positionRad: [1, 2] });
    stream.count[0] = 0;
    expect(posesOf(windowOf(stream))).toEqual({ 'robot/part1': 2 });
  });
});

describe('a pose', () => {
  it.each([
    ['an arm whose brakes hold', { locomotion: 'fixed', movedRad: 0.03 }, false],
    ['an arm that moved by 3°', { locomotion: 'fixed', movedRad: 0.052 }, true],
    ['legs that sagged', { locomotion: 'legged', movedRad: 0.45 }, false],
    ['legs that were bent', { locomotion: 'legged', movedRad: 0.7 }, true],
  ] as const)('of %s', (_, { locomotion, movedRad }, contradictsOff) => {
    const moved = comparePose({ a: 0, b: 1 }, { a: 0.001, b: 1 + movedRad }, poseToleranceRad(locomotion));
    expect(moved).toEqual({ part: 'b', changeValue: movedRad, contradictsOff });
  });

  it('is compared the short way round: an encoder may lose whole turns', () => {
    expect(comparePose({ a: 0.1 }, { a: 0.1 + 4 * Math.PI }, 0.035)).toMatchObject({ changeValue: 0, contradictsOff: false });
    expect(comparePose({ a: 3.1 }, { a: -3.1 }, 0.035)?.changeValue).toBeCloseTo(0.0832, 3);
  });

  it('of other joints compares nothing', () => {
    expect(comparePose({ a: 0 }, { b: 1 }, 0.035)).toBeNull();
  });
});

describe('a charge', () => {
  it.each([
    ['that fell within a jump of its estimate', { now: 0.86, restMs: 0 }, false],
    ['that fell beyond it overnight', { now: 0.7, restMs: dayMs }, true],
    ['that drained in a fortnight', { now: 0.65, restMs: 14 * dayMs }, false],
    ['that rose was charged', { now: 1, restMs: dayMs }, false],
  ])('%s', (_, { now, restMs }, contradictsOff) => {
    expect(compareCharge({ pack: 0.9 }, { pack: now }, chargeDropRatioMax(restMs))?.contradictsOff).toBe(contradictsOff);
  });
});

describe('counters in frames', () => {
  it('are weak readings, in the units of their witnesses', () => {
    const window = windowOf(
      streamOf('usage', { powerOnTotalMs: [7.2e6], operatingTotalMs: [3.6e6], cycleTotalCount: [5], energyTotalWh: [1.5] }, 'plc'),
      streamOf('battery', { cycleCount: [58] }, 'bms'),
    );
    const base = { sourceId: 'plc', component: 'controller part0', serialNumber: null };
    expect(readingsOf(window)).toEqual([
      { ...base, counter: 'powerOnMs', value: 7_200_000, stepSize: 3_600_000 },
      { ...base, counter: 'operatingMs', value: 3_600_000, stepSize: 3_600_000 },
      { ...base, counter: 'cycleCount', value: 5, stepSize: 1 },
      { ...base, counter: 'energyMwh', value: 1500, stepSize: 1000 },
      { sourceId: 'bms', component: 'battery part0', serialNumber: null, counter: 'cycleCount', value: 58, stepSize: 1 },
    ]);
  });
});
