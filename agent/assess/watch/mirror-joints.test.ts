import { describe, expect, it } from 'vitest';
import type { JointEffort } from './fit-effort.ts';
import { mirrorPairs, suspectJoints } from './mirror-joints.ts';

const effort = (frictionRatio: number, scatterRatio = 0.05): JointEffort => ({
  centreC: null,
  meanWeightRatios: [0, 0, frictionRatio],
  rmsWeightRatios: [],
  scales: [{ values: [scatterRatio / 2, scatterRatio], tailScore: 1 }],
});

const legs = ['left_knee_joint', 'right_knee_joint', 'waist_yaw_joint'];

describe('mirrored joints', () => {
  it.each([
    [['left_knee', 'right_knee'], [[0, 1]]],
    [['r_shoulder', 'head', 'l_shoulder'], [[2, 0]]],
    [['LeftElbow', 'RightElbow'], [[0, 1]]],
    [['knee_L', 'knee_R'], [[0, 1]]],
    [['joint_1', 'elbow', 'shoulder_lift_joint'], []],
    [['left_knee', 'left_hip'], []],
  ])('of %j are %j', (parts, pairs) => {
    expect(mirrorPairs(parts)).toEqual(pairs);
  });
});

describe('a joint unlike its mirror', () => {
  it('is suspect when it rubs three times as much', () => {
    expect(suspectJoints(legs, [effort(0.1), effort(0.35), effort(0.9)])).toEqual([1]);
    expect(suspectJoints(legs, [effort(-0.35), effort(0.1), effort(0.9)])).toEqual([0]);
  });

  it('is suspect when its effort scatters three times as much', () => {
    expect(suspectJoints(legs, [effort(0.1, 0.2), effort(0.1, 0.05), null])).toEqual([0]);
  });

  it('is not for what two joints of one build may differ by, nor for the step of a sensor', () => {
    expect(suspectJoints(legs, [effort(0.1), effort(0.29), null])).toEqual([]);
    expect(suspectJoints(legs, [effort(0.0001), effort(0.004), null])).toEqual([]);
  });

  it('is not told without a mirror that was learned', () => {
    expect(suspectJoints(legs, [effort(0.5), null, effort(9)])).toEqual([]);
    expect(suspectJoints(['j1', 'j2'], [effort(0.1), effort(0.9)])).toEqual([]);
  });
});
