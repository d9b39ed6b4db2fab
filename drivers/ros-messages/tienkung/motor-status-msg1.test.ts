import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { motorStatusMsg1 } from './motor-status-msg1.ts';

const fixture = readFixture('tienkung', 'motor-status-msg1');
const decode = { partIds: { 51: 'left', 52: 'middle' } };

describe.each(shapesOf(fixture))('temperatures of a limb as %s', (_, message) => {
  it('are those of the motors and of their MOSFETs', () => {
    const bound = bindType(motorStatusMsg1, decode, threeJoints);
    bound.decode(message);
    expect(cellsOf(bound.sink)).toEqual({
      'joint motorTemperatureC left': 41,
      'joint motorTemperatureC middle': 39.5,
      'joint driverTemperatureC left': 47.5,
      'joint driverTemperatureC middle': 46.25,
    });
    expect([bound.decoder.observable, bound.sink.messages]).toEqual([[], []]);
  });
});

it('temperatures of a limb are never fooled', () => {
  expectNeverFooled(motorStatusMsg1, { message: fixture, decode });
});
