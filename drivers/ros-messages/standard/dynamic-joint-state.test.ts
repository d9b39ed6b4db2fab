import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../agent/contract/profile.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { bindType, bothHeaders, ros2Header } from '../../../tests/support/ros-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { dynamicJointState } from './dynamic-joint-state.ts';

const interface_names = ['velocity', 'position', 'effort', 'temperature', 'motor_temperature', 'vendor/thing'];
const message = {
  header: ros2Header,
  joint_names: ['j1', 'j0'],
  interface_values: [
    { interface_names, values: [0.1, 1, 5, 40, 50, 7] },
    { interface_names: ['position'], values: [2] },
  ],
};
const missing = unknown('missing');

function decoded(change: object, decode: object = {}, profile: Profile = twoJointProfile) {
  const bound = bindType(dynamicJointState, decode, profile);
  bound.decode({ ...message, ...change });
  return { cells: bound.sink.frames[0]?.cells, flaws: countByCode(bound.sink.flaws) };
}

describe.each(bothHeaders)('a dynamic joint state of %s', (_, header) => {
  it('is joined by joint and by interface name', () => {
    expect(decoded({ header }).cells).toEqual({
      'positionRad j0': 2,
      'positionRad j1': 1,
      'velocityRadPerS j0': missing,
      'velocityRadPerS j1': 0.1,
      'motorTemperatureC j0': missing,
      'motorTemperatureC j1': 50,
    });
  });
});

describe('effort and temperature', () => {
  it('are what the profile says', () => {
    expect(decoded({}, { effort: 'torqueNm', temperature: 'driverTemperatureC' }).cells).toMatchObject({
      'torqueNm j1': 5,
      'driverTemperatureC j1': 40,
      'motorTemperatureC j1': 50,
    });
    expect(decoded({}, { effort: 'currentA' }).cells).toMatchObject({ 'currentA j1': 5 });
  });
});

describe('a joint that slides', () => {
  it('is in metres', () => {
    const profile: Profile = { ...twoJointProfile, joints: [{ name: 'j1', type: 'prismatic', role: 'actuator' }] };
    expect(decoded({}, { effort: 'torqueNm' }, profile).cells).toEqual({
      'positionM j1': 1,
      'velocityMPerS j1': 0.1,
      'motorTemperatureC j1': 50,
    });
  });
});

describe('a message that does not fit', () => {
  it('has other joints: no frame', () => {
    expect(decoded({ joint_names: ['a', 'b'] })).toEqual({ cells: undefined, flaws: { 'ros-messages/joint-not-in-profile': 2 } });
  });

  it('has more joints than interfaces: no frame, and counted', () => {
    expect(decoded({ joint_names: ['j0'] })).toEqual({ cells: undefined, flaws: { 'ros-messages/array-length-unequal': 1 } });
  });

  it('has fewer values than interfaces, or values that are none: those are missing', () => {
    const interface_values = [
      { interface_names, values: [0.1] },
      { interface_names: ['position'], values: [null] },
    ];
    expect(decoded({ interface_values }).cells).toMatchObject({
      'velocityRadPerS j1': 0.1,
      'positionRad j1': missing,
      'positionRad j0': missing,
    });
  });
});
