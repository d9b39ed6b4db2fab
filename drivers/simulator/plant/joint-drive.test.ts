import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobotProfile } from '../../../tests/support/simulation-fixture.ts';
import { driveTorqueNm, frictionNm, type JointLoad, temperatureFriction, trackTarget } from './joint-drive.ts';
import { buildRobot } from './robot-build.ts';
import { seededRandom } from './seeded-random.ts';

const build = buildRobot(cobotProfile, 'cobot', seededRandom(1));
const still: JointLoad = { positionRad: 0, velocityRadPerS: 0, accelerationRadPerS2: 0, caseC: 35, loadRatio: 0, frictionRatio: 1 };

describe('friction', () => {
  it('opposes motion: it has the sign of the speed and is odd in it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 3, noNaN: true }), (velocityRadPerS) => {
        const forward = frictionNm(build, 1, { ...still, velocityRadPerS });
        expect(forward).toBeGreaterThan(0);
        expect(frictionNm(build, 1, { ...still, velocityRadPerS: -velocityRadPerS })).toBeCloseTo(-forward, 12);
      }),
    );
  });

  it('is dry friction just off rest, and grows with speed', () => {
    const [slow, fast] = [0.1, 1].map((velocityRadPerS) => frictionNm(build, 1, { ...still, velocityRadPerS }));
    expect(slow).toBeGreaterThan(0.9 * (build.coulombNm[1] ?? 0));
    expect((fast ?? 0) - (slow ?? 0)).toBeCloseTo(0.9 * (build.viscousNmPerRadPerS[1] ?? 0), 3);
  });

  it('is higher in a cold gear, within bounds, and 1 at 35 °C', () => {
    expect(temperatureFriction(35)).toBe(1);
    expect(temperatureFriction(5)).toBeCloseTo(1.36, 9);
    expect([temperatureFriction(-80), temperatureFriction(140)]).toEqual([1.8, 0.6]);
  });

  it('doubles when the gear rubs twice as much', () => {
    const load = { ...still, velocityRadPerS: 0.5 };
    expect(frictionNm(build, 1, { ...load, frictionRatio: 2 })).toBeCloseTo(2 * frictionNm(build, 1, load), 12);
  });
});

describe('the torque of a drive', () => {
  it('holds gravity at rest, and nothing when the joint carries nothing', () => {
    const positionRad = -1.2;
    const expected = (build.gravityNm[1] ?? 0) * Math.sin(positionRad + Math.PI / 2);
    expect(driveTorqueNm(build, 1, { ...still, positionRad, loadRatio: 1 })).toBeCloseTo(expected, 9);
    expect(driveTorqueNm(build, 1, still)).toBe(0);
  });

  it('accelerates its inertia', () => {
    expect(driveTorqueNm(build, 1, { ...still, accelerationRadPerS2: 2 })).toBeCloseTo(2 * (build.inertiaNmS2[1] ?? 0), 9);
  });

  it('never exceeds the limit of the joint', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), fc.integer({ min: 0, max: 5 }), (accelerationRadPerS2, index) => {
        const torqueNm = driveTorqueNm(build, index, { ...still, accelerationRadPerS2 });
        expect(Math.abs(torqueNm)).toBeLessThanOrEqual(build.torqueMaxNm[index] ?? 0);
      }),
    );
  });
});

describe('following a target', () => {
  const drive = { dtS: 0.1, frictionRatio: 1, stepMaxRad: 1 };

  it('closes most of the distance in a tenth of a second, and less with more friction', () => {
    const healthy = trackTarget(0, 0.1, drive);
    expect(healthy).toBeGreaterThan(0.09);
    expect(healthy).toBeLessThan(0.1);
    expect(trackTarget(0, 0.1, { ...drive, frictionRatio: 4 })).toBeLessThan(healthy);
  });

  it('does not move without power, and never faster than it may', () => {
    expect(trackTarget(0.3, 1, { ...drive, stepMaxRad: 0 })).toBe(0.3);
    expect(trackTarget(0, 50, { ...drive, stepMaxRad: 0.2 })).toBe(0.2);
  });
});
