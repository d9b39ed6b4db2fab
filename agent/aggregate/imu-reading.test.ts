import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf } from '../../tests/support/telemetry.ts';
import { type FrameLayout, quality } from '../contract/frame.ts';
import {
  accelerationCells,
  angularVelocityCells,
  bodyPartIndex,
  hasCells,
  heldMs,
  holdMsOf,
  imuCell,
  isGoodCell,
  vectorLength,
} from './imu-reading.ts';

const layoutOf = (parts: readonly string[], signals: FrameLayout['signals']): FrameLayout => ({
  sourceId: 'body',
  component: 'imu',
  parts,
  signals,
  periodMs: 10,
});
const axes = ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'] as const;
const one = layoutOf(['pelvis'], axes);

describe('the body of a robot with several inertial sensors', () => {
  it.each([
    [['left_foot', 'pelvis'], 1],
    [['imu_in_torso', 'imu_in_pelvis'], 0],
    [['wrist', 'BASE_link'], 1],
    [['head', 'trunk_imu', 'chest'], 1],
    [['a', 'b', 'c'], 0],
    [['only'], 0],
  ])('of %j is the part at %i', (parts, index) => {
    expect(bodyPartIndex(layoutOf(parts, axes))).toBe(index);
  });

  it('has its cells in its own column of every signal', () => {
    const layout = layoutOf(['foot', 'pelvis', 'head'], ['rollRad', ...axes]);
    expect(imuCell(layout, 'rollRad')).toBe(1);
    expect(accelerationCells(layout)).toEqual([4, 7, 10]);
    expect(angularVelocityCells(layout)).toEqual([-1, -1, -1]);
    expect(imuCell(layout, 'pitchRad')).toBe(-1);
  });

  it('is there with all its axes or not at all', () => {
    expect(hasCells(accelerationCells(one))).toBe(true);
    expect(hasCells(accelerationCells(layoutOf(['pelvis'], axes.slice(0, 2))))).toBe(false);
    expect(hasCells([])).toBe(true);
  });
});

describe('the length of a vector', () => {
  const cells = accelerationCells(one);

  it('is that of its three axes, whichever way it points', () => {
    const axis = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(axis, axis, axis, (x, y, z) => {
        const length = vectorLength(frameOf(one, 0, [x, y, z]), cells);
        expect(Math.abs(length - Math.hypot(x, y, z))).toBeLessThanOrEqual(1e-9 * (1 + length));
        expect(vectorLength(frameOf(one, 0, [-z, x, -y]), cells)).toBeCloseTo(length, 6);
      }),
    );
  });

  it.each([0, 1, 2])('is none when axis %i is missing, out of range or not reported', (axis) => {
    for (const code of [quality.missing, quality.outOfRange, quality.notReported]) {
      const frame = frameOf(one, 0, [1, 2, 2]);
      frame.quality[axis] = code;
      expect(vectorLength(frame, cells)).toBe(-1);
      expect(isGoodCell(frame, axis)).toBe(false);
    }
    expect(vectorLength(frameOf(one, 0, [1, 2, 2]), cells)).toBe(3);
    expect(isGoodCell(frameOf(one, 0, [1, 2, 2]), -1)).toBe(false);
  });
});

describe('how long a reading holds', () => {
  it('is the silence limit of its source, and at least a quarter of a second', () => {
    expect([6, 249, 250, 3000].map(holdMsOf)).toEqual([250, 250, 250, 3000]);
  });

  it('is told from the time since the last one: none for the first, after a silence, or when the clock was set back', () => {
    expect([heldMs(null, 100, 250), heldMs(100, 351, 250), heldMs(100, 99, 250)]).toEqual([-1, -1, -1]);
    expect([heldMs(100, 100, 250), heldMs(100, 350, 250)]).toEqual([0, 250]);
  });
});
