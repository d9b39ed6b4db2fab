import { describe, expect, it } from 'vitest';
import { mirrorPairs } from './mirror-pairs.ts';

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
