import { describe, expect, it } from 'vitest';
import { armLimits, jointWindow } from '../../tests/support/joint-window.ts';
import { JointReading } from './joint-reading.ts';

const twoJoints = jointWindow({ means: { currentA: [3, undefined], velocityRadPerS: [-1, 2] }, sd: 4 });

function readingOf(window: typeof twoJoints, partIndex: number): JointReading {
  const reading = new JointReading(window, armLimits(2));
  reading.moveTo(partIndex);
  return reading;
}

describe('a joint reading', () => {
  it('answers with the statistics of the joint it stands at', () => {
    const reading = readingOf(twoJoints, 0);
    expect(reading.mean('currentA')).toBe(3);
    expect(reading.sd('currentA')).toBe(4);
    expect(reading.mean('velocityRadPerS')).toBe(-1);
    reading.moveTo(1);
    expect(reading.mean('velocityRadPerS')).toBe(2);
  });

  it('combines mean and spread to the root mean square', () => {
    expect(readingOf(twoJoints, 0).rms('currentA')).toBe(5);
  });

  it('takes the larger magnitude of the two ends', () => {
    expect(readingOf(twoJoints, 0).maxAbs('velocityRadPerS')).toBe(5);
    expect(readingOf(twoJoints, 1).maxAbs('velocityRadPerS')).toBe(6);
  });

  it('answers undefined for a joint without a good sample', () => {
    const reading = readingOf(twoJoints, 1);
    expect(reading.mean('currentA')).toBeUndefined();
    expect(reading.sd('currentA')).toBeUndefined();
    expect(reading.rms('currentA')).toBeUndefined();
    expect(reading.maxAbs('currentA')).toBeUndefined();
  });

  it('answers undefined for a signal the stream does not carry', () => {
    expect(readingOf(twoJoints, 0).mean('torqueNm')).toBeUndefined();
  });

  it('knows no spread from a single sample but still a root mean square', () => {
    const reading = readingOf(jointWindow({ means: { currentA: [3, 1] }, frameCount: 1 }), 0);
    expect(reading.sd('currentA')).toBeUndefined();
    expect(reading.rms('currentA')).toBe(3);
  });

  it('never hands on a number that is not finite', () => {
    const window = jointWindow({ means: { currentA: [Number.NaN, Number.POSITIVE_INFINITY] } });
    expect(readingOf(window, 0).mean('currentA')).toBeUndefined();
    expect(readingOf(window, 1).rms('currentA')).toBeUndefined();
  });

  it('has no limits for a joint that the limits do not list', () => {
    const reading = new JointReading(twoJoints, []);
    expect(reading.limit).toEqual({ velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined });
  });
});
