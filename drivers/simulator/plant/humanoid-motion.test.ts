import { describe, expect, it } from 'vitest';
import { humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import { humanoidJoint, isRight } from './humanoid-joints.ts';
import { humanoidMotion } from './humanoid-motion.ts';
import { createPose, type Pose } from './pose.ts';
import { seededRandom } from './seeded-random.ts';

const names = humanoidProfile.joints.map(({ name }) => name);
const motion = humanoidMotion(names, seededRandom(5));
const poseAt = (phaseS: number, intensityRatio = 1): Pose => {
  const pose = createPose(names.length);
  motion.pose(phaseS, intensityRatio, pose);
  return pose;
};
const angle = (pose: Pose, name: string): number => pose.targetRad[names.indexOf(name)] ?? Number.NaN;
const phases = Array.from({ length: 4000 }, (_, index) => index * 0.05);

describe('the duty of a humanoid', () => {
  it('stands with bent knees when it may not work', () => {
    const standing = poseAt(33, 0);
    expect(angle(standing, 'left_knee_joint')).toBeCloseTo(0.42, 9);
    expect(angle(standing, 'right_knee_joint')).toBeCloseTo(0.42, 9);
    expect(standing.speedMPerS).toBe(0);
  });

  it('is continuous: no joint jumps between two moments', () => {
    let previous = poseAt(0);
    for (const phaseS of phases) {
      const pose = poseAt(phaseS);
      pose.targetRad.forEach((target, index) => {
        expect(Math.abs(target - (previous.targetRad[index] ?? 0))).toBeLessThan(0.15);
      });
      previous = pose;
    }
  });

  it('walks, stands, squats and gestures in the course of it', () => {
    const poses = phases.map((phaseS) => poseAt(phaseS));
    const speeds = poses.map((pose) => pose.speedMPerS);
    expect(Math.max(...speeds)).toBeCloseTo(0.6, 2);
    expect(speeds.filter((speed) => speed === 0).length).toBeGreaterThan(200);
    expect(Math.max(...poses.map((pose) => angle(pose, 'left_knee_joint')))).toBeGreaterThan(1.3);
    expect(Math.min(...poses.map((pose) => angle(pose, 'left_shoulder_pitch_joint')))).toBeLessThan(-0.4);
  });

  it('walks with its legs in turn: when one bears weight the other swings', () => {
    const walking = phases.map((phaseS) => poseAt(phaseS)).filter((pose) => pose.speedMPerS > 0.59);
    const [left, right] = ['left_knee_joint', 'right_knee_joint'].map((name) => names.indexOf(name));
    for (const { loadRatio } of walking) {
      expect((loadRatio[left ?? 0] ?? 0) + (loadRatio[right ?? 0] ?? 0)).toBeCloseTo(2, 9);
    }
    expect(Math.min(...walking.map(({ loadRatio }) => loadRatio[left ?? 0] ?? 0))).toBeLessThan(0.2);
  });

  it('mirrors roll and yaw between the sides', () => {
    const standing = poseAt(0, 0);
    expect(angle(standing, 'left_shoulder_roll_joint')).toBeCloseTo(-angle(standing, 'right_shoulder_roll_joint'), 9);
  });
});

describe('the part of a joint', () => {
  it.each([
    ['left_hip_pitch_joint', 'l_hip_y'],
    ['right_knee_joint', 'r_knee_y'],
    ['left_shoulder_pitch_joint', 'l_shoulder_y'],
    ['waist_yaw_joint', 'abs_z'],
  ])('is the same for %s and %s', (a, b) => {
    expect(humanoidJoint(a)).toBe(humanoidJoint(b));
  });

  it('is a small gesture for a name no gait knows', () => {
    expect(humanoidJoint('tail')).toMatchObject({ bearsWeight: false, walkRad: 0, gestureRad: 0.15 });
  });

  it('has a side only by its prefix', () => {
    expect(['right_knee', 'r_knee_y', 'left_knee', 'head_r'].map(isRight)).toEqual([true, true, false, false]);
  });
});
