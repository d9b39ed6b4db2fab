import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobotProfile, humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import { cellAt } from './cell-at.ts';
import { driveTorqueNm, frictionNm, type JointLoad } from './joint-drive.ts';
import { buildRobot } from './robot-build.ts';
import { seededRandom } from './seeded-random.ts';

const still: JointLoad = { positionRad: 0, velocityRadPerS: 0, accelerationRadPerS2: 0, caseC: 35, loadRatio: 0, frictionRatio: 1 };
const robots = {
  cobot: buildRobot(cobotProfile, 'cobot', seededRandom(3)),
  humanoid: buildRobot(humanoidProfile, 'humanoid', seededRandom(3)),
} as const;

/** How two robots of one model differ: ±8 %. */
const withinSpread = (value: number, stated: number): boolean => value >= 0.92 * stated && value <= 1.08 * stated;

describe.each([
  ['cobot', robots.cobot, { dryRatio: 0.05, viscousRatio: 0.03 }],
  ['humanoid', robots.humanoid, { dryRatio: 0.025, viscousRatio: 0.006 }],
] as const)('the friction curve of a %s', (_, build, { dryRatio, viscousRatio }) => {
  const friction = (index: number, velocityRadPerS: number, change: Partial<JointLoad> = {}) =>
    frictionNm(build, index, { ...still, velocityRadPerS, ...change });

  it.each(build.jointNames.map((name, index) => [name, index] as const))(
    'of %s is a straight line off rest: dry friction plus viscous per speed',
    (_name, index) => {
      const slopeNm = friction(index, 2) - friction(index, 1);
      const interceptNm = friction(index, 1) - slopeNm;
      const torqueMaxNm = cellAt(build.torqueMaxNm, index);
      expect(friction(index, 3)).toBeCloseTo(interceptNm + 3 * slopeNm, 9);
      expect(withinSpread(interceptNm, dryRatio * torqueMaxNm), `dry ${interceptNm}`).toBe(true);
      expect(withinSpread(slopeNm, viscousRatio * torqueMaxNm), `viscous ${slopeNm}`).toBe(true);
    },
  );

  it('goes through nothing at rest, where it rises over a few hundredths of a radian per second', () => {
    expect(friction(0, 0)).toBe(0);
    const dryNm = 2 * friction(0, 1) - friction(0, 2);
    expect(friction(0, 0.02) / dryNm).toBeCloseTo(Math.tanh(1), 1);
    expect(friction(0, 0.06) / dryNm).toBeGreaterThan(0.99);
  });

  it('never gives energy, at any speed, temperature or wear', () => {
    const load = fc.record({
      velocityRadPerS: fc.double({ min: -20, max: 20, noNaN: true }),
      caseC: fc.double({ min: -60, max: 200, noNaN: true }),
      frictionRatio: fc.double({ min: 0, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(load, fc.nat(build.jointNames.length - 1), (change, index) => {
        expect(frictionNm(build, index, { ...still, ...change }) * change.velocityRadPerS).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('costs a swing of 1 rad 4·dry + π·viscous·ω a cycle, the classical loop', () => {
    const omega = 2;
    const sliceCount = 20_000;
    const periodS = (2 * Math.PI) / omega;
    let lostJ = 0;
    for (let k = 0; k < sliceCount; k++) {
      const velocityRadPerS = omega * Math.cos((omega * (k + 0.5) * periodS) / sliceCount);
      lostJ += (friction(0, velocityRadPerS) * velocityRadPerS * periodS) / sliceCount;
    }
    const slopeNm = friction(0, 2) - friction(0, 1);
    const dryNm = friction(0, 1) - slopeNm;
    expect(lostJ / (4 * dryNm + Math.PI * slopeNm * omega)).toBeCloseTo(1, 2);
  });

  it('is greater in the cold by 1.2 % a kelvin', () => {
    const ratio = (caseC: number) => friction(0, 1, { caseC }) / friction(0, 1);
    expect([ratio(34), ratio(25), ratio(45)].map((value) => value.toFixed(6))).toEqual(['1.012000', '1.120000', '0.880000']);
  });
});

describe('gravity', () => {
  const { cobot, humanoid } = robots;
  const gravity = ([build, index]: readonly [typeof cobot, number], positionRad: number, loadRatio = 1) =>
    driveTorqueNm(build, index, { ...still, positionRad, loadRatio });
  const jointOf = (name: string) => humanoid.jointNames.indexOf(name);

  it('is the slope of a height: work between two angles depends on nothing but them', () => {
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(angle, angle, fc.nat(5), (fromRad, toRad, index) => {
        const sliceCount = 400;
        const widthRad = (toRad - fromRad) / sliceCount;
        let workJ = 0;
        for (let k = 0; k < sliceCount; k++) workJ += gravity([cobot, index], fromRad + (k + 0.5) * widthRad) * widthRad;
        const phaseRad = cellAt(cobot.gravityPhaseRad, index);
        const heightRatio = Math.cos(fromRad + phaseRad) - Math.cos(toRad + phaseRad);
        expect(workJ).toBeCloseTo(cellAt(cobot.gravityNm, index) * heightRatio, 3);
      }),
    );
  });

  it('does not turn the base of an arm, which stands upright', () => {
    for (const positionRad of [-2, 0, 1.3]) expect(gravity([cobot, 0], positionRad)).toBe(0);
  });

  it('pulls an arm down on either side of upright, most when it lies level', () => {
    const uprightRad = -Math.PI / 2;
    expect(gravity([cobot, 1], uprightRad)).toBeCloseTo(0, 9);
    expect(gravity([cobot, 1], uprightRad + 0.4)).toBeGreaterThan(0);
    expect(gravity([cobot, 1], uprightRad - 0.4)).toBeLessThan(0);
    expect(gravity([cobot, 1], 0)).toBeCloseTo(cellAt(cobot.gravityNm, 1), 9);
  });

  it('loads the shoulder of an arm more than its elbow, and its elbow more than its wrists', () => {
    const greatest = [1, 2, 4, 5].map((index) => cellAt(cobot.gravityNm, index) / cellAt(cobot.torqueMaxNm, index));
    expect(greatest.toSorted((a, b) => b - a)).toEqual(greatest);
  });

  it.each(['left_knee_joint', 'right_knee_joint'])('loads %s more the more it is bent, with the same sign', (name) => {
    const torques = [0.1, 0.4, 0.8, 1.4].map((positionRad) => gravity([humanoid, jointOf(name)], positionRad));
    expect(torques[0]).toBeGreaterThan(0);
    expect(torques.toSorted((a, b) => a - b)).toEqual(torques);
  });

  it('loads the knees of a walk with 15 to 60 N·m, as the table of gaits says', () => {
    const knee = jointOf('left_knee_joint');
    expect(gravity([humanoid, knee], 0.42)).toBeGreaterThan(15);
    expect(gravity([humanoid, knee], 0.72, 1.9)).toBeGreaterThan(50);
    expect(gravity([humanoid, knee], 0.72)).toBeLessThan(60);
  });

  it('is in proportion to the load, and none on a joint that swings free', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), (loadRatio, positionRad) => {
        expect(gravity([cobot, 2], positionRad, loadRatio)).toBeCloseTo(loadRatio * gravity([cobot, 2], positionRad), 9);
      }),
    );
  });
});

describe('the torque of a drive', () => {
  it('is the sum of inertia, friction and gravity, each on its own, below the limit', () => {
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(part, part, part, (positionRad, velocityRadPerS, accelerationRadPerS2) => {
        const torque = (change: Partial<JointLoad>) => driveTorqueNm(robots.cobot, 2, { ...still, positionRad, ...change });
        const apart = torque({ velocityRadPerS }) + torque({ accelerationRadPerS2 }) + torque({ loadRatio: 1 });
        expect(torque({ velocityRadPerS, accelerationRadPerS2, loadRatio: 1 })).toBeCloseTo(apart, 9);
      }),
    );
  });

  it('moves a joint at a steady speed by friction and gravity alone: inertia costs nothing then', () => {
    const load = { ...still, positionRad: 0.3, velocityRadPerS: 1, loadRatio: 1 };
    const gravityNm = driveTorqueNm(robots.cobot, 1, { ...load, velocityRadPerS: 0 });
    expect(driveTorqueNm(robots.cobot, 1, load) - gravityNm).toBeCloseTo(frictionNm(robots.cobot, 1, load), 9);
  });
});
