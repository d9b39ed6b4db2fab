import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jointCourse } from './joint-course.ts';

const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
const joints = fc.integer({ min: 0, max: 31 });
const times = fc.integer({ min: 0, max: 86_400_000 });

describe('a simulated joint', () => {
  it('is the same at the same time; joints of one robot differ', () => {
    const at = (index: number) => jointCourse({ seed: 1, index })(5000);
    expect(at(0)).toEqual(at(0));
    expect(at(0).positionRad).not.toBe(at(1).positionRad);
  });

  it('moves as fast as it says (property)', () => {
    fc.assert(
      fc.property(seeds, joints, times, (seed, index, atMs) => {
        const course = jointCourse({ seed, index });
        const slope = (course(atMs + 1).positionRad - course(Math.max(0, atMs - 1)).positionRad) / (atMs === 0 ? 0.001 : 0.002);
        expect(slope).toBeCloseTo(course(atMs).velocityRadPerS, atMs === 0 ? 1 : 3);
      }),
    );
  });

  it('stays in what a small servo can do (property)', () => {
    fc.assert(
      fc.property(seeds, joints, times, (seed, index, atMs) => {
        const { positionRad, velocityRadPerS, currentA, voltageV, temperatureC, torqueNm } = jointCourse({ seed, index })(atMs);
        expect(Math.abs(positionRad)).toBeLessThanOrEqual(1.2);
        expect(Math.abs(velocityRadPerS)).toBeLessThan(3.1);
        expect(Math.abs(currentA)).toBeLessThan(0.8);
        expect(Math.sign(torqueNm)).toBe(Math.sign(currentA));
        expect(voltageV > 11.8 && voltageV <= 12).toBe(true);
        expect(temperatureC >= 26 && temperatureC < 46).toBe(true);
      }),
    );
  });

  it('warms up', () => {
    const course = jointCourse({ seed: 3, index: 2 });
    expect(course(600_000).temperatureC).toBeGreaterThan(course(0).temperatureC + 2);
  });

  it('at a fault is too hot, lets go and stands still', () => {
    const course = jointCourse({ seed: 1, index: 0, faultFromMs: 2000 });
    const [before, at, later] = [course(1999), course(2000), course(60_000)];
    expect([before.hasFault, at.hasFault, later.hasFault]).toEqual([false, true, true]);
    expect([at.velocityRadPerS, at.currentA, at.temperatureC]).toEqual([0, 0, 82]);
    expect(later.positionRad).toBe(at.positionRad);
    expect(at.positionRad).toBeCloseTo(before.positionRad, 2);
  });
});
