import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armLimits, jointWindow, livelyWindow, noLimits } from '../../tests/support/joint-window.ts';
import { createTokens, fillTokens, inputCount, targetCount, valueLimit } from './joint-tokens.ts';
import { effortChannels, motionChannels } from './model-channels.ts';

const motionCount = motionChannels.length;
const channelCount = motionCount + effortChannels.length;
const motionIndex = (name: string): number => motionChannels.findIndex((channel) => channel.name === name);
const effortIndex = (name: string): number => effortChannels.findIndex((channel) => channel.name === name);

function tokensOf(window: ReturnType<typeof jointWindow>, limits = armLimits(window.layout.parts.length)) {
  const tokens = createTokens(window.layout.parts.length);
  const scorableCount = fillTokens(window, limits, tokens);
  return { ...tokens, scorableCount };
}

describe('joint tokens', () => {
  it('carry own values, own masks, the mean over the others and how many of them state it', () => {
    const { inputs } = tokensOf(jointWindow({ means: { velocityRadPerS: [3, 1.5, undefined] } }));
    const place = motionIndex('velocityMean');
    expect(inputs[place]).toBe(1);
    expect(inputs[motionCount + place]).toBe(1);
    expect(inputs[2 * motionCount + place]).toBe(0.5);
    expect(inputs[2 * motionCount + channelCount + place]).toBe(0.5);
    const third = 2 * inputCount;
    expect(inputs[third + place]).toBe(0);
    expect(inputs[third + motionCount + place]).toBe(0);
    expect(inputs[third + 2 * motionCount + place]).toBe(0.75);
    expect(inputs[third + 2 * motionCount + channelCount + place]).toBe(1);
  });

  it('never show a joint its own effort', () => {
    const base = jointWindow({ means: { velocityRadPerS: [1, 1], currentA: [1, 1] } });
    const loaded = jointWindow({ means: { velocityRadPerS: [1, 1], currentA: [7, 1] } });
    expect(tokensOf(loaded).inputs.slice(0, inputCount)).toEqual(tokensOf(base).inputs.slice(0, inputCount));
    expect(tokensOf(loaded).inputs.slice(inputCount)).not.toEqual(tokensOf(base).inputs.slice(inputCount));
  });

  it('state every effort channel as target with its mask', () => {
    const { targets, targetMask } = tokensOf(jointWindow({ means: { velocityRadPerS: [1], currentA: [4] }, sd: 0 }));
    expect(targets[effortIndex('currentRms')]).toBeCloseTo(Math.log(0.52), 6);
    expect(Array.from(targetMask.slice(0, targetCount))).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('mark a joint as scorable only with motion and effort', () => {
    const { scorable, scorableCount } = tokensOf(
      jointWindow({ means: { velocityRadPerS: [1, undefined, 1], currentA: [1, 1, undefined] } }),
    );
    expect(Array.from(scorable)).toEqual([1, 0, 0]);
    expect(scorableCount).toBe(1);
  });

  it('accept position alone as motion', () => {
    expect(tokensOf(jointWindow({ means: { positionRad: [1], loadRatio: [0.1] } })).scorableCount).toBe(1);
  });

  it('have no context on a robot of one joint', () => {
    const { inputs } = tokensOf(livelyWindow(1));
    expect(Array.from(inputs.slice(2 * motionCount)).every((value) => value === 0)).toBe(true);
  });

  it('are none for a stream that is not of joints', () => {
    const window = livelyWindow(2);
    const battery = { ...window, layout: { ...window.layout, component: 'battery' as const } };
    expect(fillTokens(battery, armLimits(2), createTokens(2))).toBe(0);
  });

  it('are none when the buffer is too small', () => {
    const tokens = createTokens(2);
    expect(fillTokens(livelyWindow(3), armLimits(3), tokens)).toBe(0);
    expect(tokens.jointCount).toBe(0);
  });

  it('do not remember the window before', () => {
    const tokens = createTokens(4);
    fillTokens(livelyWindow(4), armLimits(4), tokens);
    const sparse = jointWindow({ means: { velocityRadPerS: [1, undefined, 1, 1] } });
    fillTokens(sparse, noLimits(4), tokens);
    expect(tokens.inputs).toEqual(tokensOf(sparse, noLimits(4)).inputs);
    expect(tokens.targetMask).toEqual(tokensOf(sparse, noLimits(4)).targetMask);
  });

  it('stay finite and within the limit whatever the robot says', () => {
    const cell = fc.option(fc.double(), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), (joints) => {
        const { inputs, targets } = tokensOf(
          jointWindow({
            means: {
              velocityRadPerS: joints.map(([velocity]) => velocity),
              currentA: joints.map(([, current]) => current),
              motorTemperatureC: joints.map(([, , temperature]) => temperature),
            },
          }),
        );
        for (const value of [...inputs, ...targets]) expect(Math.abs(value)).toBeLessThanOrEqual(valueLimit);
      }),
    );
  });
});
