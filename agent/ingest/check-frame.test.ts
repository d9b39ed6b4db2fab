import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import { type FrameLayout, quality } from '../contract/frame.ts';
import { signalSpec } from '../contract/signal.ts';
import { checkFrame, gatesFor } from './check-frame.ts';

const layout: FrameLayout = { ...velocityLayout, signals: ['positionRad', 'motorTemperatureC'] };
const gates = gatesFor(layout, twoJointProfile);

describe('check frame', () => {
  it('marks a glitching temperature as out of range, not as a fault', () => {
    const frame = frameOf(layout, 0, [0, 0, 255, 41]);
    expect(checkFrame(frame, gates)).toBe(1);
    expect([...frame.quality]).toEqual([quality.good, quality.good, quality.outOfRange, quality.good]);
  });

  it('gates a position by the limits of its joint, with 0.2 rad to spare', () => {
    expect(checkFrame(frameOf(layout, 0, [3.19, 100, 20, 20]), gates)).toBe(0);
    expect(checkFrame(frameOf(layout, 0, [3.21, 100, 20, 20]), gates)).toBe(1);
  });

  it('takes no number for a reading that is none', () => {
    expect(checkFrame(frameOf(layout, 0, [Number.NaN, Number.POSITIVE_INFINITY, 20, 20]), gates)).toBe(2);
  });

  it('leaves missing cells missing', () => {
    const frame = frameOf(layout, 0, [undefined, undefined, undefined, undefined]);
    expect(checkFrame(frame, gates)).toBe(0);
    expect([...frame.quality]).toEqual([quality.missing, quality.missing, quality.missing, quality.missing]);
  });

  it('never leaves a good cell outside its range', () => {
    const [low, high] = signalSpec('joint', 'motorTemperatureC')?.range ?? [0, 0];
    fc.assert(
      fc.property(fc.double(), (value) => {
        const frame = frameOf(layout, 0, [0, 0, value, 20]);
        checkFrame(frame, gates);
        expect(frame.quality[2] === quality.good).toBe(value >= low && value <= high);
      }),
    );
  });
});
