import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawMotion } from './joint-motion.ts';
import { seededRandom } from './seeded-random.ts';
import { syntheticRobot } from './synthetic-robot.ts';

function motionOf(seed: number, options: { active: boolean; sampleCount: number }) {
  const random = seededRandom(seed);
  const [joint] = syntheticRobot(random).joints;
  if (joint === undefined) throw new Error('a robot without joints');
  return { joint, motion: drawMotion(random, { joint, ...options }) };
}

describe('the motion of a synthetic joint', () => {
  it('stands still on a robot that stands', () => {
    const { motion } = motionOf(1, { active: false, sampleCount: 10 });
    expect(motion.standing).toBe(true);
    expect(Array.from(motion.velocityRadPerS)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(new Set(motion.positionRad).size).toBe(1);
  });

  it('integrates velocity to position and differentiates it to acceleration', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { motion } = motionOf(seed, { active: true, sampleCount: 2000 });
        const stepS = 1 / 2000;
        const { positionRad: position, velocityRadPerS: velocity, accelerationRadPerS2: acceleration } = motion;
        const topRadPerS2 = Math.max(1, ...acceleration.map(Math.abs));
        for (const index of [1, 700, 1998]) {
          const slope = ((position[index + 1] ?? 0) - (position[index - 1] ?? 0)) / (2 * stepS);
          const bend = ((velocity[index + 1] ?? 0) - (velocity[index - 1] ?? 0)) / (2 * stepS);
          expect(Math.abs(slope - (velocity[index] ?? 0))).toBeLessThan(1e-3 * topRadPerS2);
          expect(Math.abs(bend - (acceleration[index] ?? 0))).toBeLessThan(1e-2 * topRadPerS2);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never exceeds what the joint can do by its own drawing', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { joint, motion } = motionOf(seed, { active: true, sampleCount: 20 });
        // Cruise, ramp and swing are each at most half of full speed.
        for (const velocity of motion.velocityRadPerS) expect(Math.abs(velocity)).toBeLessThanOrEqual(1.5 * joint.velocityMaxRadPerS);
      }),
    );
  });
});
