import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { hgImuState } from './hg-imu-state.ts';

const fixture = readFixture('unitree', 'hg-imu-state');

describe.each(shapesOf(fixture))('an IMU on a topic of its own as %s', (_, message) => {
  it('is the stream of the body part it sits in', () => {
    const { decoder, sink, decode } = bindType(hgImuState, { imuPart: 'torso' }, threeJoints);
    decode(message);
    expect(decoder.layouts).toMatchObject([{ component: 'imu', parts: ['torso'], periodMs: 100 }]);
    expect(decoder.observable).toEqual(['fall', 'impact']);
    expect(cellsOf(sink)).toMatchObject({
      'imu rollRad torso': 0.087266,
      'imu yawRad torso': -1.570796,
      'imu angularVelocityZRadPerS torso': 0.5,
      'imu accelerationZMPerS2 torso': 9.75,
      'imu temperatureC torso': 39,
    });
  });
});

describe('an IMU on a topic of its own', () => {
  it('sits in the body when nobody says where', () => {
    expect(bindType(hgImuState, {}, threeJoints).decoder.layouts[0]?.parts).toEqual(['body']);
  });

  it('without numbers has none', () => {
    const { sink, decode } = bindType(hgImuState, {}, threeJoints);
    decode({ quaternion: [0, 0, 0, 0], rpy: [null, null, null], gyroscope: [], accelerometer: 'x', temperature: null });
    expect(new Set(Object.values(cellsOf(sink)))).toEqual(new Set(['missing']));
  });

  it('is never fooled', () => {
    expectNeverFooled(hgImuState, { message: fixture });
  });
});
