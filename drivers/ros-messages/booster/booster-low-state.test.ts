import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, faultsOf, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { boosterLowState } from './booster-low-state.ts';

const fixture = readFixture('booster', 'booster-low-state');

describe.each(shapesOf(fixture))('LowState of Booster as %s', (_, message) => {
  it('is the joints as a chain, and the IMU', () => {
    const { decoder, sink, decode } = bindType(boosterLowState, { imuPart: 'trunk' }, threeJoints);
    decode(message);
    expect(decoder.observable).toEqual(['fall', 'impact']);
    expect(cellsOf(sink)).toMatchObject({
      'joint positionRad left': 0.25,
      'joint velocityRadPerS left': -0.5,
      'joint torqueNm middle': -4.25,
      'joint motorTemperatureC right': 36,
      'imu rollRad trunk': 0.087266,
      'imu angularVelocityZRadPerS trunk': 0.5,
      'imu accelerationZMPerS2 trunk': 9.75,
    });
  });
});

describe('LowState of Booster', () => {
  it('keeps error flags that nobody has published as they are: no defect, no guess', () => {
    const { sink, decode } = bindType(boosterLowState, {}, threeJoints);
    const [first, ...others] = fixture.motor_state_serial as RosMessage[];
    decode({ ...fixture, motor_state_serial: [{ ...first, reserve: [4, 500] }, ...others] });
    expect(faultsOf(sink.messages)).toMatchObject([
      { codeSpace: 'booster.motor', codeRaw: 'bit2', part: 'left', category: 'unknown', severity: 'warning', active: true },
    ]);
  });

  it('is never fooled', () => {
    expectNeverFooled(boosterLowState, { message: fixture });
  });
});
