import { describe, expect, it } from 'vitest';
import { cobotProfile, humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { buildRobot, kindOf } from './robot-build.ts';
import { seededRandom } from './seeded-random.ts';

describe('building a robot from its profile', () => {
  it('takes every joint in order, with its limits a little inside', () => {
    const build = buildRobot(humanoidProfile, 'humanoid', seededRandom(1));
    expect(build.jointNames).toEqual(humanoidProfile.joints.map(({ name }) => name));
    expect(build.jointNames).toHaveLength(29);
    expect(build.lowerRad[0]).toBeCloseTo(-2.5107, 6);
    expect(build.upperRad[0]).toBeCloseTo(2.8598, 6);
    expect([...build.torqueMaxNm.slice(0, 3)]).toEqual([88, 139, 88]);
  });

  it('moves like a humanoid when the profile says so, else like a cobot', () => {
    expect([humanoidProfile, cobotProfile, twoJointProfile].map(kindOf)).toEqual(['humanoid', 'cobot', 'cobot']);
  });

  it('has a battery where it could not do without: not on a fixed base', () => {
    expect(buildRobot(humanoidProfile, 'humanoid', seededRandom(1)).cellCount).toBe(13);
    expect(buildRobot(cobotProfile, 'cobot', seededRandom(1)).cellCount).toBe(0);
    expect(buildRobot({ ...cobotProfile, locomotion: 'wheeled' }, 'cobot', seededRandom(1)).cellCount).toBe(13);
  });

  it('makes two robots of one model alike, not equal', () => {
    const [a, b] = [1, 2].map((seed) => buildRobot(cobotProfile, 'cobot', seededRandom(seed)));
    const ratio = (b?.coulombNm[0] ?? 0) / (a?.coulombNm[0] ?? 1);
    expect(ratio).not.toBe(1);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });

  it('fills in generic values where a profile has none, and leaves out prismatic joints', () => {
    const joints = [...twoJointProfile.joints, { name: 'lift', type: 'prismatic' as const, role: 'actuator' as const }];
    const build = buildRobot({ ...twoJointProfile, joints }, 'cobot', seededRandom(1));
    expect(build.jointNames).toEqual(['j0', 'j1']);
    expect([build.torqueMaxNm[1], build.velocityMaxRadPerS[0], build.velocityMaxRadPerS[1]]).toEqual([30, 2, 3]);
    expect([build.lowerRad[1], build.upperRad[1]]).toEqual([-Infinity, Infinity]);
  });
});
