import { describe, expect, it } from 'vitest';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { healthIndicators } from '../../contract/health.ts';
import { healthThresholds, jointRatings } from './health-thresholds.ts';

describe('thresholds', () => {
  it('of motor temperature are shares of the limit the maker states', () => {
    const profile = { ...twoJointProfile, ratings: { motorTemperatureMaxC: 100 } };
    const { thresholds, source } = healthThresholds('J1', profile);
    expect(thresholds.map((one) => Math.round(one))).toEqual([70, 85, 95]);
    expect(source).toBe('maker');
    expect(healthThresholds('B4', profile).source).toBe('generic default');
  });

  it('are defaults of ours otherwise, higher for the drives of legs', () => {
    expect(healthThresholds('J1', twoJointProfile)).toEqual({ thresholds: [60, 75, 85], source: 'generic default' });
    expect(healthThresholds('J1', { ...twoJointProfile, locomotion: 'legged' }).thresholds).toEqual([65, 80, 90]);
  });

  it.each(healthIndicators)('of %s rise', (indicator) => {
    const [a, b, c] = healthThresholds(indicator, twoJointProfile).thresholds;
    expect(a < b && b < c).toBe(true);
  });
});

describe('ratings of joints', () => {
  it('are those of driven joints, and never take a current limit for a continuous rating', () => {
    const joints = [
      { name: 'a', type: 'revolute', role: 'actuator', torqueNm: 9, currentA: 4 },
      { name: 'b', type: 'revolute', role: 'passive' },
      { name: 'c', type: 'revolute', role: 'gripper', torqueNm: 1 },
    ] as const;
    expect([...jointRatings({ ...twoJointProfile, joints: [...joints] })]).toEqual([['a', { torqueMaxNm: 9 }]]);
  });

  it('are made once for a profile, and anew for another', () => {
    const other = { ...twoJointProfile, joints: twoJointProfile.joints.slice(0, 1) };
    expect(jointRatings(twoJointProfile)).toBe(jointRatings(twoJointProfile));
    expect([jointRatings(twoJointProfile).size, jointRatings(other).size]).toEqual([twoJointProfile.joints.length, 1]);
  });

  it('have what the maker rates motor and gear for, where the profile says so', () => {
    const gear = { torqueNm: 5, speedRadPerS: 2, lifeL10H: 7000 };
    const joints = [{ name: 'a', type: 'revolute', role: 'actuator', continuousCurrentA: 3, gear, ratingSource: 'data sheet' }] as const;
    expect(jointRatings({ ...twoJointProfile, joints: [...joints] }).get('a')).toEqual({ continuousCurrentA: 3, gear });
  });
});
