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

describe('the motions that are drawn', () => {
  const motions = Array.from({ length: 1500 }, (_, seed) => motionOf(seed, { active: true, sampleCount: 20 }));
  const span = (values: Float64Array): number => Math.max(...values) - Math.min(...values);

  it('stand one time in five, and else move', () => {
    const standing = motions.filter(({ motion }) => motion.standing);
    expect(standing.length / motions.length).toBeGreaterThan(0.16);
    expect(standing.length / motions.length).toBeLessThan(0.24);
    for (const { motion } of motions) expect(motion.standing).toBe(motion.velocityRadPerS.every((velocity) => velocity === 0));
  });

  it('cruise, speed up and swing: one in five has a steady speed, one a steady acceleration', () => {
    const moving = motions.filter(({ motion }) => !motion.standing);
    const cruising = moving.filter(({ motion }) => span(motion.velocityRadPerS) < 1e-12);
    const ramping = moving.filter(({ motion }) => span(motion.velocityRadPerS) > 1e-12 && span(motion.accelerationRadPerS2) < 1e-12);
    for (const kind of [cruising, ramping]) {
      expect(kind.length / motions.length).toBeGreaterThan(0.16);
      expect(kind.length / motions.length).toBeLessThan(0.24);
    }
    for (const { motion } of cruising) expect(motion.accelerationRadPerS2.every((each) => each === 0)).toBe(true);
    for (const { motion } of ramping) expect(Math.abs(motion.velocityRadPerS[0] ?? 1)).toBe(0);
  });

  it('cruise, ramp and swing at half of full speed at most, from 2 % on', () => {
    const peaks = motions.flatMap(({ motion, joint }) =>
      motion.standing ? [] : [Math.max(...motion.velocityRadPerS.map(Math.abs)) / joint.velocityMaxRadPerS],
    );
    const cruises = peaks.toSorted((a, b) => a - b);
    expect(cruises.at(-1)).toBeLessThanOrEqual(1.5);
    expect(cruises[Math.floor(cruises.length / 2)]).toBeGreaterThan(0.005);
    expect(cruises[Math.floor(cruises.length / 2)]).toBeLessThan(0.3);
  });

  it('go either way alike', () => {
    const forwards = motions.filter(({ motion }) => (motion.velocityRadPerS[10] ?? 0) > 0).length;
    const backwards = motions.filter(({ motion }) => (motion.velocityRadPerS[10] ?? 0) < 0).length;
    expect(Math.abs(forwards / (forwards + backwards) - 0.5)).toBeLessThan(0.06);
  });

  it('of a single sample are taken at any moment of the second', () => {
    const singles = Array.from({ length: 400 }, (_, seed) => motionOf(seed, { active: true, sampleCount: 1 }).motion);
    const ramps = singles.filter((motion) => (motion.accelerationRadPerS2[0] ?? 0) !== 0);
    const ratios = ramps.map((motion) => (motion.velocityRadPerS[0] ?? 0) / (motion.accelerationRadPerS2[0] ?? 1));
    expect(new Set(ratios.map((ratio) => ratio.toFixed(6))).size).toBeGreaterThan(100);
    expect(singles.every((motion) => Number.isFinite(motion.positionRad[0]))).toBe(true);
  });
});
