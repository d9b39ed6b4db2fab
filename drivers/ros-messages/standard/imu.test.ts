import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { bindType, bothHeaders, ros2Header } from '../../../tests/support/ros-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { imu } from './imu.ts';

const known = new Array(9).fill(0);
const absent = [-1, 0, 0, 0, 0, 0, 0, 0, 0];
const message = {
  header: ros2Header,
  orientation: { x: 0, y: 0, z: Math.SQRT1_2, w: Math.SQRT1_2 },
  orientation_covariance: known,
  angular_velocity: { x: 0.1, y: 0.2, z: 0.3 },
  angular_velocity_covariance: known,
  linear_acceleration: { x: 1, y: 2, z: 9.5 },
  linear_acceleration_covariance: known,
};

function cellsOf(change: object, decode: object = {}) {
  const bound = bindType(imu, decode);
  bound.decode({ ...message, ...change });
  return { cells: bound.sink.frames[0]?.cells, flaws: countByCode(bound.sink.flaws) };
}

describe.each(bothHeaders)('an IMU of %s', (_, header) => {
  it('is a frame of attitude, turning and acceleration', () => {
    expect(cellsOf({ header })).toEqual({
      cells: {
        'rollRad body': 0,
        'pitchRad body': 0,
        'yawRad body': expect.closeTo(Math.PI / 2, 9),
        'angularVelocityXRadPerS body': 0.1,
        'angularVelocityYRadPerS body': 0.2,
        'angularVelocityZRadPerS body': 0.3,
        'accelerationXMPerS2 body': 1,
        'accelerationYMPerS2 body': 2,
        'accelerationZMPerS2 body': 9.5,
      },
      flaws: {},
    });
  });
});

describe('a quantity that the sensor does not have', () => {
  it.each([
    ['orientation_covariance', 'yawRad body'],
    ['angular_velocity_covariance', 'angularVelocityZRadPerS body'],
    ['linear_acceleration_covariance', 'accelerationZMPerS2 body'],
  ])('is said by %s, in JSON and typed', (field, cell) => {
    for (const covariance of [absent, Float64Array.from(absent)]) {
      const { cells, flaws } = cellsOf({ [field]: covariance });
      expect(cells?.[cell]).toEqual(unknown('notReported'));
      expect(Object.values(cells ?? {}).filter((value) => typeof value === 'number')).toHaveLength(6);
      expect(flaws).toEqual({});
    }
  });
});

describe('an orientation', () => {
  it.each([
    ['all zero', { x: 0, y: 0, z: 0, w: 0 }],
    ['null', { x: null, y: null, z: null, w: null }],
    ['absent', undefined],
  ])('that is %s is missing, and counted', (_, orientation) => {
    const { cells, flaws } = cellsOf({ orientation });
    expect(cells).toMatchObject({ 'rollRad body': unknown('missing'), 'yawRad body': unknown('missing'), 'accelerationZMPerS2 body': 9.5 });
    expect(flaws).toEqual({ 'ros-messages/orientation-is-no-rotation': 1 });
  });
});

describe('an acceleration', () => {
  it('in g is in m/s² where the profile says so', () => {
    const { cells } = cellsOf({ linear_acceleration: { x: 0, y: null, z: 1 } }, { accelerationUnit: 'g', part: 'pelvis' });
    expect(cells).toMatchObject({ 'accelerationZMPerS2 pelvis': 9.80665, 'accelerationYMPerS2 pelvis': unknown('missing') });
  });
});

describe('what an IMU can show', () => {
  it('is a fall only of a robot that can fall', () => {
    expect(bindType(imu).decoder.observable).toEqual(['impact']);
    expect(bindType(imu, {}, { ...twoJointProfile, locomotion: 'legged' }).decoder.observable).toEqual(['fall', 'impact']);
  });
});
