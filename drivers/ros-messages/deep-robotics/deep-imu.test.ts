import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { deepImu } from './deep-imu.ts';

const fixture = readFixture('deep-robotics', 'deep-imu');

describe.each(shapesOf(fixture))('ImuData as %s', (_, message) => {
  it('has its angles turned from degrees, the rest as it is', () => {
    const { sink, decode } = bindType(deepImu, {}, threeJoints);
    decode(message);
    expect(cellsOf(sink)).toMatchObject({
      'imu rollRad body': 0.087266,
      'imu pitchRad body': 0.017453,
      'imu yawRad body': -1.570796,
      'imu angularVelocityZRadPerS body': 0.5,
      'imu accelerationZMPerS2 body': 9.75,
    });
  });
});

it('ImuData is never fooled', () => {
  expectNeverFooled(deepImu, { message: fixture });
});
