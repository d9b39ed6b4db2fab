import { describe, expect, it } from 'vitest';
import { createTokens, fillTokens, inputCount, targetCount } from '../runtime/joint-tokens.ts';
import { seededRandom } from './seeded-random.ts';
import { simulateWindow } from './simulate-window.ts';
import { syntheticRobot } from './synthetic-robot.ts';
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

describe('training rows without dropout', () => {
  it('are the tokens the robot would have made of the same windows, row by row', () => {
    const made = trainingRows({ seed: 5, robotCount: 3, windowCountPerRobot: 2, dropout: false });
    const random = seededRandom(5);
    const tokens = createTokens(30);
    let row = 0;
    for (let index = 0; index < 3; index++) {
      const robot = syntheticRobot(random);
      for (let window = 0; window < 2; window++) {
        fillTokens(simulateWindow(robot, random), robot.limits, tokens);
        for (let joint = 0; joint < tokens.jointCount; joint++) {
          if (tokens.scorable[joint] !== 1) continue;
          const rowOf = (values: Float32Array | Uint8Array, at: number, width: number): number[] => [
            ...values.slice(at * width, (at + 1) * width),
          ];
          expect(rowOf(made.inputs, row, inputCount)).toEqual(rowOf(tokens.inputs, joint, inputCount));
          expect(rowOf(made.targets, row, targetCount)).toEqual(rowOf(tokens.targets, joint, targetCount));
          expect(rowOf(made.targetMask, row, targetCount)).toEqual(rowOf(tokens.targetMask, joint, targetCount));
          row++;
        }
      }
    }
    expect(row).toBe(made.rowCount);
  });

  it('begin alike however many robots follow', () => {
    const [few, many] = [2, 6].map((robotCount) => trainingRows({ seed: 5, robotCount, windowCountPerRobot: 2, dropout: false }));
    const length = few?.inputs.length ?? 0;
    expect(many?.inputs.slice(0, length)).toEqual(few?.inputs);
    expect(many?.rowCount).toBeGreaterThan(few?.rowCount ?? 0);
  });

  it('of no robot are none', () => {
    expect(trainingRows({ seed: 1, robotCount: 0, windowCountPerRobot: 4, dropout: true })).toMatchObject({ rowCount: 0 });
  });
});

describe('training rows with dropout', () => {
  const many = trainingRows({ seed: 2, robotCount: 60, windowCountPerRobot: 4, dropout: true });
  const whole = trainingRows({ seed: 2, robotCount: 60, windowCountPerRobot: 4, dropout: false });

  it('leave enough of each channel to learn from, and never all of them', () => {
    for (let target = 0; target < targetCount; target++) {
      const shareOf = (rows: typeof many): number => {
        let statedCount = 0;
        for (let row = 0; row < rows.rowCount; row++) statedCount += rows.targetMask[row * targetCount + target] ?? 0;
        return statedCount / rows.rowCount;
      };
      expect(shareOf(many)).toBeGreaterThan(0.1);
      expect(shareOf(many)).toBeLessThan(0.95);
    }
    expect(many.rowCount / whole.rowCount).toBeGreaterThan(0.5);
  });

  it('stay as finite and as bounded as those without', () => {
    for (const value of [...many.inputs, ...many.targets]) expect(Math.abs(value)).toBeLessThanOrEqual(8);
  });
});

describe('the hash of training rows', () => {
  it('sees every part, and not how the arrays lie in memory', () => {
    const shifted = new Float32Array(rows.targets.length + 3).subarray(3);
    shifted.set(rows.targets);
    expect(rowsSha256({ ...rows, targets: shifted })).toBe(rowsSha256(rows));
    for (const part of ['inputs', 'targets', 'targetMask'] as const) {
      const changed = Float32Array.from(rows[part]);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) + 0.5;
      expect(rowsSha256({ ...rows, [part]: changed }), part).not.toBe(rowsSha256(rows));
    }
  });
});
