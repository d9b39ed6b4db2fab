import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import { tienkungImu } from './tienkung-imu.ts';

const fixture = readFixture('tienkung', 'tienkung-imu');

describe.each(shapesOf(fixture))('the IMU of TienKung as %s', (_, message) => {
  it('has the attitude of its quaternion, its turning and its acceleration', () => {
    const { decoder, sink, decode } = bindType(tienkungImu, { imuPart: 'pelvis' }, threeJoints);
    decode(message);
    const cells = cellsOf(sink);
    expect(sink.frames[0]?.sourceWallMs).toBe(stampedWallMs);
    expect(cells['imu rollRad pelvis']).toBeCloseTo(0.0872664, 5);
    expect(cells).toMatchObject({
      'imu pitchRad pelvis': 0,
      'imu angularVelocityYRadPerS pelvis': -0.02,
      'imu accelerationXMPerS2 pelvis': 0.125,
      'imu temperatureC pelvis': 'missing',
    });
    expect(decoder.observable).toEqual(['fall', 'impact']);
  });
});

it('the IMU of TienKung is never fooled', () => {
  expectNeverFooled(tienkungImu, { message: fixture });
});
