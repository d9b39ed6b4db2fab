import { describe, expect, it } from 'vitest';
import { frameOf, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { unknown } from '../contract/unknown.ts';
import { jointMotionLayout, openingJointMotion, stepJointMotion } from './joint-motion.ts';

const positionLayout: FrameLayout = { ...velocityLayout, signals: ['positionRad'] };
const silenceMs = 3000;

function motionOf(layout: FrameLayout, rows: readonly [ms: number, ...values: (number | undefined)[]][]) {
  const state = openingJointMotion(layout.parts.length);
  const motion = jointMotionLayout(layout, twoJointProfile, silenceMs);
  const moving = rows.map(([ms, ...values]) => stepJointMotion(state, frameOf(layout, ms, values), motion));
  return { moving, travelUrad: state.travelUrad };
}

describe('joint motion', () => {
  it('moves above half a percent of the speed limit, and above the floor where no limit is known', () => {
    expect(motionOf(velocityLayout, [[0, 0.0099, 0.0049]]).moving).toEqual([false]);
    expect(motionOf(velocityLayout, [[0, 0.0101, 0]]).moving).toEqual([true]);
    expect(motionOf(velocityLayout, [[0, 0, -0.0051]]).moving).toEqual([true]);
  });

  it('is unknown when no joint could be read, and told from the others when one could', () => {
    expect(motionOf(velocityLayout, [[0, undefined, undefined]]).moving).toEqual([unknown('missing')]);
    expect(motionOf(velocityLayout, [[0, undefined, 1]]).moving).toEqual([true]);
  });

  it('adds up travel from held speed where no position is reported', () => {
    const { travelUrad } = motionOf(velocityLayout, [
      [0, 1, 0],
      [500, -2, 0],
      [1000, 0, 0],
    ]);
    expect(travelUrad).toEqual([1_500_000, 0]);
  });

  it('holds a speed no longer than the silence limit', () => {
    expect(
      motionOf(velocityLayout, [
        [0, 1, 0],
        [60_000, 0, 0],
      ]).travelUrad,
    ).toEqual([3_000_000, 0]);
  });

  it('tells speed and travel from positions alone', () => {
    const { moving, travelUrad } = motionOf(positionLayout, [
      [0, 0, 0],
      [100, 0.1, 0],
      [200, 0.1, 0],
    ]);
    expect(moving).toEqual([unknown('missing'), true, false]);
    expect(travelUrad).toEqual([100_000, 0]);
  });

  it('takes no speed from two readings of one instant, and loses no travel over them', () => {
    const { moving, travelUrad } = motionOf(positionLayout, [
      [0, 0, 0],
      [0, 0.5, 0],
      [1000, 0.5, 0],
    ]);
    expect(moving[1]).toEqual(unknown('missing'));
    expect(moving[2]).toBe(true);
    expect(travelUrad[0]).toBe(500_000);
  });
});
