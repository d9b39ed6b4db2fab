import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { alarmThreshold, blockCountPerAlarm, scaleMinScore } from './alarm-threshold.ts';
import { topScoreCountMax } from './block-statistics.ts';

const kept = (scores: readonly number[]) => ({
  blockCount: scores.length,
  topScores: [...scores].sort((a, b) => b - a).slice(0, topScoreCountMax),
});
const at = (scores: readonly number[], oneInCount: number) => alarmThreshold(kept(scores), { oneInCount, scaleMinScore });
const scoreOf = (scores: readonly number[], oneInCount: number): number => at(scores, oneInCount).thresholdScore ?? Number.NaN;

/** Mean rate at which exponential blocks exceed the threshold drawn from so many of them, over many robots; exact given each threshold. */
function realisedRatio(blockCount: number, oneInCount: number): number {
  const random = seededRandom(7);
  const robotCount = 400;
  let sum = 0;
  for (let robot = 0; robot < robotCount; robot++) {
    const scores = Array.from({ length: blockCount }, () => -Math.log(1 - random.unit()));
    sum += Math.exp(-scoreOf(scores, oneInCount));
  }
  return (sum / robotCount) * oneInCount;
}

describe('the promise', () => {
  it('of a tenth of an alarm an hour is one minute in six hundred', () => {
    expect(blockCountPerAlarm(0.1, 60_000)).toBeCloseTo(600, 9);
    expect(blockCountPerAlarm(0.02, 60_000)).toBeCloseTo(3000, 9);
  });

  it('is kept within half by peaks over threshold, ten times beyond what was seen', () => {
    const ratio = realisedRatio(480, 3000);
    expect(at([1, 2, 3], 3000).rule).toBe('peaksOverThreshold');
    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(1.5);
  });

  it('is kept by the conformal rule from the blocks alone', () => {
    const ratio = realisedRatio(999, 500);
    expect(
      at(
        Array.from({ length: 999 }, (_, block) => block),
        500,
      ).rule,
    ).toBe('conformal');
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });
});

describe('the conformal rule', () => {
  it('takes the score that as many blocks exceed as are promised, as soon as there are enough', () => {
    const scores = Array.from({ length: 599 }, (_, block) => block / 10);
    expect(at(scores, 600)).toEqual({ rule: 'conformal', thresholdScore: 59.8 });
    expect(at(scores.slice(0, 598), 600).rule).toBe('peaksOverThreshold');
    expect(at(scores, 200)).toEqual({ rule: 'conformal', thresholdScore: 59.6 });
  });
});

describe('a threshold', () => {
  it('does not exist without a block', () => {
    expect(at([], 600)).toEqual({ rule: 'none', thresholdScore: null });
  });

  it('lies above a robot that repeats itself exactly, and above a single block', () => {
    expect(scoreOf(Array<number>(100).fill(3), 600)).toBeGreaterThan(3.1);
    expect(scoreOf([3], 600)).toBeGreaterThan(3);
  });

  it('takes the least scale of a tail from whoever knows the unit', () => {
    const equal = { blockCount: 100, topScores: Array<number>(64).fill(3) };
    const floored = (floorScore: number) => alarmThreshold(equal, { oneInCount: 600, scaleMinScore: floorScore }).thresholdScore;
    expect([floored(0), floored(1)]).toEqual([3, 3 + Math.log(72)]);
  });

  it('is higher for a heavier tail and for a rarer alarm', () => {
    const light = Array.from({ length: 300 }, (_, block) => Math.log(300 / (block + 0.5)));
    const heavy = light.map((score) => Math.exp(score / 3));
    expect(scoreOf(heavy, 600) - (heavy[29] ?? 0)).toBeGreaterThan(scoreOf(light, 600) - (light[29] ?? 0));
    expect(scoreOf(light, 6000)).toBeGreaterThan(scoreOf(light, 600));
  });
});
