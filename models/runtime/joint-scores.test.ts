import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monoMs } from '../../agent/contract/time.ts';
import { armLimits, jointWindow } from '../../tests/support/joint-window.ts';
import { jointScores, logVarianceMax, logVarianceMin, outputCount, squaredResidual, squaredResidualMax } from './joint-scores.ts';
import { createTokens, fillTokens, targetCount } from './joint-tokens.ts';

/** Two joints: the first with current and torque, the second with current alone but no motion. */
function twoJointTokens() {
  const tokens = createTokens(2);
  fillTokens(jointWindow({ means: { velocityRadPerS: [1, undefined], currentA: [1, 1], torqueNm: [5, undefined] } }), armLimits(2), tokens);
  return tokens;
}

/** Outputs that predict the targets exactly, off by `offset`, with this log variance. */
function outputsFor(tokens: ReturnType<typeof twoJointTokens>, offset: number, logVariance: number): Float32Array {
  const outputs = new Float32Array(tokens.jointCount * outputCount);
  for (let joint = 0; joint < tokens.jointCount; joint++) {
    for (let index = 0; index < targetCount; index++) {
      outputs[joint * outputCount + index] = (tokens.targets[joint * targetCount + index] ?? 0) + offset;
      outputs[joint * outputCount + targetCount + index] = logVariance;
    }
  }
  return outputs;
}

describe('the squared residual', () => {
  it('is the squared distance in standard deviations', () => {
    expect(squaredResidual(3, 1, 0)).toBe(4);
    expect(squaredResidual(3, 1, Math.log(4))).toBeCloseTo(1, 12);
  });

  it('holds the variance within its limits', () => {
    expect(squaredResidual(0.01, 0, -50)).toBeCloseTo(1e-4 * Math.exp(-logVarianceMin), 12);
    expect(squaredResidual(1, 0, 50)).toBeCloseTo(Math.exp(-logVarianceMax), 12);
  });

  it('is never negative and never above its limit', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(finite, finite, finite, (value, mean, logVariance) => {
        const found = squaredResidual(value, mean, logVariance);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(squaredResidualMax);
      }),
    );
  });
});

describe('joint scores', () => {
  it('are 0 when the effort is exactly as predicted', () => {
    const tokens = twoJointTokens();
    expect(jointScores(tokens, outputsFor(tokens, 0, 0), monoMs(7)).jointScores[0]).toBe(0);
  });

  it('are the mean over the stated effort channels', () => {
    const tokens = twoJointTokens();
    const outputs = outputsFor(tokens, 0, 0);
    outputs[0] = (outputs[0] ?? 0) + 2;
    expect(jointScores(tokens, outputs, monoMs(7)).jointScores[0]).toBeCloseTo(4 / 4, 5);
  });

  it('ignore what the network says about channels nobody stated', () => {
    const tokens = twoJointTokens();
    const outputs = outputsFor(tokens, 0, 0);
    outputs[targetCount - 1] = 100;
    expect(jointScores(tokens, outputs, monoMs(7)).jointScores[0]).toBe(0);
  });

  it('leave joints that cannot be scored at 0 with mask 0', () => {
    const tokens = twoJointTokens();
    const { jointScores: scores, jointMask } = jointScores(tokens, outputsFor(tokens, 5, 0), monoMs(7));
    expect(Array.from(jointMask)).toEqual([1, 0]);
    expect(scores[0]).toBeCloseTo(25, 4);
    expect(scores[1]).toBe(0);
  });

  it('carry the start of their window and survive the next use of the buffers', () => {
    const tokens = twoJointTokens();
    const score = jointScores(tokens, outputsFor(tokens, 1, 0), monoMs(7));
    tokens.scorable.fill(0);
    expect(score.startMs).toBe(7);
    expect(Array.from(score.jointMask)).toEqual([1, 0]);
  });
});

describe('the scores of any tokens', () => {
  it('are the mean of what each stated channel counts, joint by joint', () => {
    const number = fc.double({ min: -20, max: 20, noNaN: true });
    const joint = fc.record({
      scorable: fc.boolean(),
      channels: fc.array(fc.record({ stated: fc.boolean(), value: number, mean: number, logVariance: number }), {
        minLength: targetCount,
        maxLength: targetCount,
      }),
    });
    fc.assert(
      fc.property(fc.array(joint, { minLength: 1, maxLength: 6 }), (joints) => {
        const tokens = createTokens(joints.length + 2);
        tokens.jointCount = joints.length;
        const outputs = new Float32Array(joints.length * outputCount);
        joints.forEach(({ scorable, channels }, index) => {
          tokens.scorable[index] = scorable ? 1 : 0;
          channels.forEach(({ stated, value, mean, logVariance }, k) => {
            tokens.targets[index * targetCount + k] = value;
            tokens.targetMask[index * targetCount + k] = stated ? 1 : 0;
            outputs[index * outputCount + k] = mean;
            outputs[index * outputCount + targetCount + k] = logVariance;
          });
        });
        const { jointScores: scores, jointMask } = jointScores(tokens, outputs, monoMs(0));
        expect([scores.length, jointMask.length]).toEqual([joints.length, joints.length]);
        joints.forEach(({ scorable, channels }, index) => {
          const counted = channels.flatMap(({ stated, value, mean, logVariance }) => {
            const variance = Math.exp(Math.min(3, Math.max(-6, Math.fround(logVariance))));
            return stated ? [Math.min(900, (Math.fround(value) - Math.fround(mean)) ** 2 / variance)] : [];
          });
          const expected = scorable && counted.length > 0 ? counted.reduce((sum, each) => sum + each, 0) / counted.length : 0;
          expect(scores[index]).toBeCloseTo(expected, 6);
          expect(jointMask[index]).toBe(scorable ? 1 : 0);
        });
      }),
    );
  });
});
