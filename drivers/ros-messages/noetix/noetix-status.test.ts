import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, faultsOf, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { noetixStatus } from './noetix-status.ts';

const fixture = readFixture('noetix', 'noetix-status');
const partIds = { 1: 'left', 2: 'middle', 3: 'right' };

describe.each(shapesOf(fixture))('the status of a Noetix robot as %s', (_, message) => {
  it('is joints by motor identifier where the profile knows them, and an IMU without an attitude', () => {
    const { decoder, sink, decode } = bindType(noetixStatus, { partIds }, threeJoints);
    decode(message);
    expect(decoder.observable).toEqual(['impact']);
    expect(cellsOf(sink)).toMatchObject({
      'joint positionRad left': -0.75,
      'joint positionRad right': 0.25,
      'joint velocityRadPerS right': -0.5,
      'joint torqueNm left': -4.25,
      'joint motorTemperatureC middle': 36,
      'imu rollRad body': 'missing',
      'imu angularVelocityZRadPerS body': 0.5,
      'imu accelerationZMPerS2 body': 9.75,
    });
  });

  it('is joints by place where it does not', () => {
    const { sink, decode } = bindType(noetixStatus, {}, threeJoints);
    decode(message);
    expect(cellsOf(sink)).toMatchObject({ 'joint positionRad left': 0.25, 'joint positionRad middle': -0.75 });
  });
});

describe('the status of a Noetix robot', () => {
  it('keeps an error number that nobody has published as it is: no defect, no guess', () => {
    const { sink, decode } = bindType(noetixStatus, {}, threeJoints);
    const list = fixture.motorstatearray as RosMessage;
    const [first, ...others] = list.motorstates as RosMessage[];
    decode({ ...fixture, motorstatearray: { ...list, motorstates: [{ ...first, error: 513 }, ...others] } });
    expect(faultsOf(sink.messages)).toMatchObject([
      { codeSpace: 'noetix.motor', codeRaw: '513', part: 'left', category: 'unknown', severity: 'warning', active: true },
    ]);
  });

  it('is never fooled', () => {
    expectNeverFooled(noetixStatus, { message: fixture, decode: { partIds } });
  });
});
