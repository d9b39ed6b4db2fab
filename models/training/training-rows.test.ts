import { describe, expect, it } from 'vitest';
import { inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { rowsSha256, trainingRows } from './training-rows.ts';

const options = { seed: 1, robotCount: 5, windowCountPerRobot: 6, dropout: true };
const rows = trainingRows(options);

describe('training rows', () => {
  it('have one input row, one target row and one mask row per joint window', () => {
    expect(rows.rowCount).toBeGreaterThan(100);
    expect(rows.inputs.length).toBe(rows.rowCount * inputCount);
    expect(rows.targets.length).toBe(rows.rowCount * targetCount);
    expect(rows.targetMask.length).toBe(rows.rowCount * targetCount);
  });

  it('always have something to predict', () => {
    for (let row = 0; row < rows.rowCount; row++) {
      expect(rows.targetMask.subarray(row * targetCount, (row + 1) * targetCount).some((mask) => mask === 1)).toBe(true);
    }
  });

  it('are the same for the same seed, and their hash says so', () => {
    expect(rowsSha256(trainingRows(options))).toBe(rowsSha256(rows));
    expect(rowsSha256(trainingRows({ ...options, seed: 2 }))).not.toBe(rowsSha256(rows));
  });

  it('lose joints and channels only where dropout is on', () => {
    const whole = trainingRows({ ...options, dropout: false });
    const maskMean = (some: typeof rows): number => some.targetMask.reduce((sum, mask) => sum + mask, 0) / some.rowCount;
    expect(whole.rowCount).toBeGreaterThan(rows.rowCount);
    expect(maskMean(whole)).toBeGreaterThan(maskMean(rows));
  });

  it('hash differently when one number differs', () => {
    const inputs = Float32Array.from(rows.inputs);
    inputs[3] = (inputs[3] ?? 0) + 1;
    expect(rowsSha256({ ...rows, inputs })).not.toBe(rowsSha256(rows));
  });
});
