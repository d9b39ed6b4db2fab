import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { powerStatus } from './power-status.ts';

const fixture = readFixture('tienkung', 'power-status');

describe.each(shapesOf(fixture))('the power board as %s', (_, message) => {
  it('is the supply of each limb, and the battery', () => {
    const { sink, decode } = bindType(powerStatus);
    decode(message);
    expect(cellsOf(sink)).toMatchObject({
      'controller temperatureC waist': 40,
      'controller temperatureC legB': 44,
      'controller temperatureC head': 'missing',
      'controller currentA armA': 1.5,
      'controller currentA waist': 5.5,
      'controller currentA head': 6.5,
      'controller voltageV armA': 'missing',
      'battery voltageV pack': 53.25,
      'battery currentA pack': -7.5,
      'battery stateOfChargeRatio pack': 0.64,
    });
  });
});

describe('the power board', () => {
  it('has voltages too on ROS 2, of the limbs and of the bus', () => {
    const { sink, decode } = bindType(powerStatus);
    decode({ ...fixture, arm_a_volt: 52.5, bus_volt: 53 });
    expect(cellsOf(sink)).toMatchObject({ 'controller voltageV armA': 52.5, 'controller voltageV bus': 53 });
  });

  it('is never fooled', () => {
    expectNeverFooled(powerStatus, { message: fixture });
  });
});
