import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { syntheticRobot } from './synthetic-robot.ts';

const robots = Array.from({ length: 300 }, (_, seed) => syntheticRobot(seededRandom(seed)));

describe('synthetic robots', () => {
  it('have between 6 and 30 joints, and all of these occur', () => {
    const counts = new Set(robots.map(({ joints }) => joints.length));
    expect(Math.min(...counts)).toBe(6);
    expect(Math.max(...counts)).toBe(30);
    expect(counts.size).toBe(25);
  });

  it('always state some motion and some effort', () => {
    for (const { layout } of robots) {
      expect(layout.signals.some((signal) => signal === 'velocityRadPerS' || signal === 'positionRad')).toBe(true);
      expect(layout.signals.some((signal) => ['currentA', 'torqueNm', 'loadRatio'].includes(signal))).toBe(true);
    }
  });

  it.each(['velocityRadPerS', 'positionRad', 'motorTemperatureC', 'voltageV', 'currentA', 'torqueNm', 'loadRatio'] as const)(
    'state %s sometimes and lack it sometimes',
    (signal) => {
      const statedCount = robots.filter(({ layout }) => layout.signals.includes(signal)).length;
      expect(statedCount).toBeGreaterThan(20);
      expect(statedCount).toBeLessThan(300);
    },
  );

  it('have limits for all joints or for none, of each kind', () => {
    for (const { limits, joints } of robots) {
      expect(limits).toHaveLength(joints.length);
      for (const kind of ['velocityRadPerS', 'torqueNm', 'currentA'] as const) {
        expect([0, joints.length]).toContain(limits.filter((limit) => limit[kind] !== undefined).length);
      }
    }
  });

  it('are physical: nothing negative or zero that must not be', () => {
    for (const joint of robots.flatMap(({ joints }) => joints)) {
      const positive = [joint.inertiaKgM2, joint.coulombNm, joint.viscousNmSPerRad, joint.torquePerCurrentNmPerA, joint.ratedTorqueNm];
      expect(Math.min(...positive)).toBeGreaterThan(0);
      expect(joint.gravityNm).toBeGreaterThanOrEqual(0);
      expect(joint.gravityNm).toBeLessThan(joint.ratedTorqueNm);
    }
  });
});
