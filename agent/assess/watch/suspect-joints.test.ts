import { describe, expect, it } from 'vitest';
import type { JointTraits } from '../../contract/fleet-prior.ts';
import { suspectJoints } from './suspect-joints.ts';

const legs = ['left_knee_joint', 'right_knee_joint', 'waist_yaw_joint'];
const effort = (frictionRatio: number, scatterRatio = 0.05): JointTraits => ({ frictionRatio, scatterRatio });
const named = (traits: readonly JointTraits[]): readonly string[] => suspectJoints(legs, traits, undefined).map(({ joint }) => joint);

describe('a joint unlike its mirror', () => {
  it('is suspect when it rubs three times as much', () => {
    expect(suspectJoints(legs, [effort(0.1), effort(0.35), effort(0.9)], undefined)).toEqual([
      {
        joint: 'right_knee_joint',
        cause: 'unlikeMirror',
        trait: 'frictionRatio',
        value: 0.35,
        low: expect.closeTo(0.0333, 3),
        high: expect.closeTo(0.3),
      },
    ]);
    expect(named([effort(0.35), effort(0.1), effort(0.9)])).toEqual(['left_knee_joint']);
  });

  it('is suspect when its effort scatters three times as much', () => {
    expect(named([effort(0.1, 0.2), effort(0.1, 0.05), {}])).toEqual(['left_knee_joint']);
  });

  it('is not for what two joints of one build may differ by, nor for getting warmer', () => {
    expect(named([effort(0.1), effort(0.29), {}])).toEqual([]);
    expect(named([{ riseC: 1 }, { riseC: 9 }, {}])).toEqual([]);
  });

  it('is not told without a mirror that was learned', () => {
    expect(named([effort(0.5), {}, effort(9)])).toEqual([]);
    expect(suspectJoints(['j1', 'j2'], [effort(0.1), effort(0.9)], undefined)).toEqual([]);
  });
});

describe('a joint outside its fleet', () => {
  const joints = { j1: { frictionRatio: { low: 0.05, high: 0.2 }, riseC: { low: 0.5, high: 2 } }, j2: {} };

  it.each([
    ['rubs more', { frictionRatio: 0.21 }, 'frictionRatio'],
    ['rubs less', { frictionRatio: 0.04 }, 'frictionRatio'],
    ['gets warmer', { frictionRatio: 0.1, riseC: 2.5 }, 'riseC'],
  ] as const)('is suspect when it %s', (_, traits, trait) => {
    const [suspect, ...others] = suspectJoints(['j1', 'j2'], [traits, { frictionRatio: 9 }], { joints });
    expect(suspect).toEqual({ joint: 'j1', cause: 'outsideFleet', trait, value: traits[trait as 'frictionRatio'], ...joints.j1[trait] });
    expect(others).toEqual([]);
  });

  it.each([
    ['at the ends of the range', { frictionRatio: 0.2, riseC: 0.5 }],
    ['in a trait the fleet says nothing of', { frictionRatio: 0.1, scatterRatio: 5 }],
    ['that was not seen', {}],
  ])('is not %s', (_, traits) => {
    expect(suspectJoints(['j1'], [traits], { joints })).toEqual([]);
  });

  it('is not by a word of JavaScript that names no joint', () => {
    expect(suspectJoints(['constructor'], [effort(9)], { joints })).toEqual([]);
  });

  it('is told by the fleet where its mirror says the same', () => {
    const fleet = { joints: { right_knee_joint: { scatterRatio: { low: 0.01, high: 0.1 } } } };
    expect(suspectJoints(legs, [effort(0.1, 0.05), effort(0.1, 0.9)], fleet)).toEqual([
      { joint: 'right_knee_joint', cause: 'outsideFleet', trait: 'scatterRatio', value: 0.9, low: 0.01, high: 0.1 },
    ]);
  });
});
