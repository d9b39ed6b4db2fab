import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  expectNeverFooled,
  faultsOf,
  raisedFaults,
  readFixture,
  shapesOf,
  threeJoints,
} from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { hgLowState } from './hg-low-state.ts';

const fixture = readFixture('unitree', 'hg-low-state');
const motors = fixture.motor_state as RosMessage[];

function decoded(...messages: RosMessage[]) {
  const bound = bindType(hgLowState, { imuPart: 'pelvis' }, threeJoints);
  messages.forEach((message, index) => {
    bound.decode(message, index * 2);
  });
  return bound;
}

/** The fixture with the fault word of its second motor. */
const withWord = (motorstate: number): RosMessage => ({
  ...fixture,
  motor_state: motors.map((motor, index) => (index === 1 ? { ...motor, motorstate } : motor)),
});

describe.each(shapesOf(fixture))('LowState of the hg robots as %s', (_, message) => {
  it('is the joints of the profile, cut from 35 slots, and the IMU of the pelvis', () => {
    expect(cellsOf(decoded(message).sink)).toEqual({
      'joint positionRad left': -0.3125,
      'joint positionRad middle': 0.0625,
      'joint positionRad right': 0.710938,
      'joint velocityRadPerS left': 0.015625,
      'joint velocityRadPerS middle': -1.25,
      'joint velocityRadPerS right': 2.5,
      'joint torqueNm left': 12.5,
      'joint torqueNm middle': -3.75,
      'joint torqueNm right': 88,
      'joint shellTemperatureC left': 36,
      'joint shellTemperatureC middle': 31,
      'joint shellTemperatureC right': 'missing',
      'joint windingTemperatureC left': 48,
      'joint windingTemperatureC middle': 33,
      'joint windingTemperatureC right': 'missing',
      'joint voltageV left': 47.5,
      'joint voltageV middle': 47.5,
      'joint voltageV right': 47.5,
      'imu rollRad pelvis': 0.087266,
      'imu pitchRad pelvis': 0.017453,
      'imu yawRad pelvis': -1.570796,
      'imu angularVelocityXRadPerS pelvis': 0.01,
      'imu angularVelocityYRadPerS pelvis': -0.02,
      'imu angularVelocityZRadPerS pelvis': 0.5,
      'imu accelerationXMPerS2 pelvis': 0.125,
      'imu accelerationYMPerS2 pelvis': -0.25,
      'imu accelerationZMPerS2 pelvis': 9.75,
      'imu temperatureC pelvis': 41,
    });
  });

  it('says its machine mode at first sight and not again while it stays', () => {
    const modes = decoded(message, message, message).sink.messages.filter(({ kind }) => kind === 'mode');
    expect(modes).toMatchObject([{ modeRaw: 'mode_machine 5, mode_pr 0' }]);
  });
});

describe('LowState of the hg robots', () => {
  it('can show faults, trips, impacts and falls, and proves the faults at once', () => {
    const { decoder, sink } = decoded(fixture);
    expect(decoder.observable).toEqual(['fall', 'impact', 'limitTrip', 'majorFault']);
    expect(faultsOf(sink.messages).every(({ active, codeRaw }) => !active && codeRaw === '0')).toBe(true);
    expect(decoder.layouts.map(({ component, parts, periodMs }) => [component, parts.length, periodMs])).toEqual([
      ['joint', 3, 100],
      ['imu', 1, 100],
    ]);
  });

  it.each([
    [0x1, 'bit0', 'overcurrent', 'error'],
    [0x8, 'bit3', 'undervoltage', 'warning'],
    [0x200, 'bit9', 'overTemperature', 'error'],
    [0x400, 'bit10', 'encoder', 'fatal'],
    [0x1000, 'bit12', 'encoder', 'fatal'],
    [0x8000, 'bit15', 'motorBlocked', 'error'],
    [0x1_0000, 'bit16', 'powerStage', 'fatal'],
    [0x2_0000, 'bit17', 'calibration', 'info'],
    [0x4_0000, 'bit18', 'communication', 'fatal'],
    [0x4000_0000, 'bit30', 'communication', 'error'],
    [0x8000_0000, 'bit31', 'communication', 'fatal'],
    [0x10_0000, 'bit20', 'unknown', 'warning'],
  ])('reads the word %i of a motor as %s', (word, ...[codeRaw, category, severity]) => {
    const active = faultsOf(decoded(fixture, withWord(word)).sink.messages).filter((fault) => fault.active);
    expect(active).toMatchObject([{ codeSpace: 'unitree.g1.motorstate', part: 'middle', component: 'joint', codeRaw, category, severity }]);
  });

  it('raises a fault once while it stands', () => {
    const messages = Array.from({ length: 500 }, () => withWord(0x201));
    expect(raisedFaults(decoded(...messages).sink.messages)).toEqual([
      'middle unitree.g1.motorstate bit0',
      'middle unitree.g1.motorstate bit9',
    ]);
  });

  it('takes the attitude from the quaternion where there is no rpy', () => {
    const { rpy: _, ...imu } = fixture.imu_state as RosMessage;
    const cells = cellsOf(decoded({ ...fixture, imu_state: imu }).sink);
    expect(cells['imu rollRad pelvis']).toBeCloseTo(0.0872665, 5);
    expect(cells['imu pitchRad pelvis']).toBeCloseTo(0, 5);
  });

  it('is never fooled', () => {
    expectNeverFooled(hgLowState, { message: fixture, decode: { imuPart: 'pelvis' } });
  });
});
