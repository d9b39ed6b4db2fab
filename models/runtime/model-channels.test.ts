import { describe, expect, it } from 'vitest';
import type { JointLimits } from '../../agent/contract/features.ts';
import { armLimits, jointWindow, noLimits } from '../../tests/support/joint-window.ts';
import { JointReading } from './joint-reading.ts';
import { channelSpecs, effortChannels, motionChannels } from './model-channels.ts';

const channels = [...motionChannels, ...effortChannels];

function read(name: string, window: ReturnType<typeof jointWindow>, limits: JointLimits = armLimits(1)): number | undefined {
  const channel = channels.find((one) => one.name === name);
  if (channel === undefined) throw new Error(`no channel ${name}`);
  return channel.read(new JointReading(window, limits));
}

describe('motion channels', () => {
  const moving = jointWindow({
    means: { velocityRadPerS: [1.5], positionRad: [Math.PI / 2], motorTemperatureC: [60], voltageV: [24] },
    sd: 0,
  });

  it.each([
    ['velocityMean', 0.5],
    ['velocityRms', Math.log(0.01 + 0.5)],
    ['velocityMaxAbs', Math.log(0.01 + 0.5)],
    ['velocitySd', Math.log(0.01)],
    ['positionSd', Math.log(0.001)],
    ['positionSin', 1],
    ['positionCos', 0],
    ['temperature', 1],
    ['voltage', Math.log((0.1 + 24) / 24)],
    ['velocityLimit', Math.log(3 / Math.PI)],
    ['currentLimit', Math.log(8 / 5)],
    ['torqueLimit', Math.log(50 / 30)],
    ['frameCount', Math.log(11) / 3],
  ])('%s is normalised as the manifest says', (name, expected) => {
    expect(read(name, moving)).toBeCloseTo(expected, 12);
  });

  it('falls back to π rad/s when no velocity limit is declared', () => {
    expect(read('velocityMean', moving, noLimits(1))).toBeCloseTo(1.5 / Math.PI, 12);
    expect(read('velocityLimit', moving, noLimits(1))).toBeUndefined();
  });

  it.each([0, -3, Number.NaN, Number.POSITIVE_INFINITY])('treats a limit of %s as not declared', (velocityRadPerS) => {
    const limits = [{ velocityRadPerS, torqueNm: undefined, currentA: undefined }];
    expect(read('velocityLimit', moving, limits)).toBeUndefined();
    expect(read('velocityMean', moving, limits)).toBeCloseTo(1.5 / Math.PI, 12);
  });

  it.each(['windingTemperatureC', 'shellTemperatureC', 'driverTemperatureC'] as const)('accepts %s as the joint temperature', (signal) => {
    expect(read('temperature', jointWindow({ means: { [signal]: [20] } }))).toBe(-1);
  });

  it('prefers the motor thermometer', () => {
    expect(read('temperature', jointWindow({ means: { shellTemperatureC: [20], motorTemperatureC: [60] } }))).toBe(1);
  });
});

describe('effort channels', () => {
  const loaded = jointWindow({ means: { currentA: [-4], torqueNm: [25], loadRatio: [0.3] }, sd: 0 });

  it.each([
    ['currentRms', 0.5],
    ['torqueRms', 0.5],
    ['loadRms', 0.3],
    ['currentSd', 0],
    ['torqueSd', 0],
    ['loadSd', 0],
  ])('%s is the logarithm of effort over the limit', (name, ratio) => {
    expect(read(name, loaded)).toBeCloseTo(Math.log(0.02 + ratio), 12);
  });

  it('falls back to 5 A and 30 N·m without limits', () => {
    expect(read('currentRms', loaded, noLimits(1))).toBeCloseTo(Math.log(0.02 + 4 / 5), 12);
    expect(read('torqueRms', loaded, noLimits(1))).toBeCloseTo(Math.log(0.02 + 25 / 30), 12);
  });

  it('is undefined where the robot states no effort', () => {
    expect(read('currentRms', jointWindow({ means: { velocityRadPerS: [1] } }))).toBeUndefined();
  });
});

describe('channel statements', () => {
  it('name every channel once, with unit and normalisation', () => {
    const specs = channelSpecs(channels);
    expect(new Set(specs.map(({ name }) => name)).size).toBe(channels.length);
    expect(specs.filter(({ unit, normalisation }) => unit === '' || normalisation === '')).toEqual([]);
  });

  it('carry nothing but what the manifest holds', () => {
    expect(Object.keys(channelSpecs(motionChannels)[0] ?? {})).toEqual(['name', 'unit', 'normalisation']);
  });
});
