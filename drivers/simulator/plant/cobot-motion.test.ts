import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobotMotion, moveTimeS } from './cobot-motion.ts';
import { createPose } from './pose.ts';
import { seededRandom } from './seeded-random.ts';

const velocityMaxRadPerS = Float64Array.of(3.14, 3.14, 3.14, 6.28, 6.28, 6.28);
const dtS = 0.01;

function duty(seed: number) {
  const motion = cobotMotion(velocityMaxRadPerS, seededRandom(seed));
  return Array.from({ length: 4000 }, (_, index) => {
    const pose = createPose(6);
    motion.pose(index * dtS, 1, pose);
    return pose;
  });
}

describe('pick and place', () => {
  it('never moves a joint faster than 1.2 rad/s or half its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const poses = duty(seed);
        const fastest = poses.slice(1).reduce((most, pose, index) => {
          const speeds = pose.targetRad.map((target, joint) => Math.abs(target - (poses[index]?.targetRad[joint] ?? target)) / dtS);
          return Math.max(most, ...speeds);
        }, 0);
        expect(fastest).toBeLessThan(1.21);
        expect(fastest).toBeGreaterThan(0.5);
      }),
      { numRuns: 5 },
    );
  });

  it('comes back to where it was, cycle after cycle', () => {
    const turns = duty(1).map((pose) => pose.targetRad[0] ?? 0);
    const [low, high] = [Math.min(...turns), Math.max(...turns)];
    expect(high - low).toBeGreaterThan(1);
    const crossings = turns.filter((value, index) => index > 0 && value > 0 && (turns[index - 1] ?? 0) <= 0).length;
    expect(crossings).toBeGreaterThan(2);
  });

  it('carries its load only between pick and place, and rests in between', () => {
    const poses = duty(1);
    const loads = new Set(poses.map(({ loadRatio }) => loadRatio[0]));
    expect(loads).toEqual(new Set([1, 1.35]));
    const resting = poses
      .slice(1)
      .filter((pose, index) => pose.targetRad.every((target, joint) => target === poses[index]?.targetRad[joint]));
    expect(resting.length * dtS).toBeGreaterThan(4);
  });
});

describe('the time a move takes', () => {
  it('follows the joint that needs longest, with the peak of the quintic at 1.2 rad/s', () => {
    expect(moveTimeS(Float64Array.of(0, 0), Float64Array.of(1.28, 0.1), Float64Array.of(3, 3))).toBeCloseTo(2, 9);
  });

  it('is never below 0.6 s', () => {
    expect(moveTimeS(Float64Array.of(0), Float64Array.of(0.001), Float64Array.of(3))).toBe(0.6);
  });
});
