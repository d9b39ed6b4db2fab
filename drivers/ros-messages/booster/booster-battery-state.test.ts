import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { boosterBatteryState } from './booster-battery-state.ts';

const fixture = readFixture('booster', 'booster-battery-state');

describe.each(shapesOf(fixture))('BatteryState of Booster as %s', (_, message) => {
  it('is volts, amperes and percent', () => {
    const { sink, decode } = bindType(boosterBatteryState);
    decode(message);
    expect(cellsOf(sink)).toEqual({
      'battery voltageV pack': 51.5,
      'battery currentA pack': -3.25,
      'battery stateOfChargeRatio pack': 0.68,
    });
  });
});

it('BatteryState of Booster is never fooled', () => {
  expectNeverFooled(boosterBatteryState, { message: fixture });
});
