import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { powerBatteryStatus } from './power-battery-status.ts';

const fixture = readFixture('tienkung', 'power-battery-status');
const read = (message: RosMessage): Record<string, number | string> => {
  const { sink, decode } = bindType(powerBatteryStatus);
  decode(message);
  return cellsOf(sink);
};

describe.each(shapesOf(fixture))('the batteries as %s', (_, message) => {
  it('are the large one that is there; the small one that is not has no reading, though zeros come for it', () => {
    expect(read(message)).toEqual({
      'battery voltageV master': 53.5,
      'battery voltageV little': 'notReported',
      'battery currentA master': -6.25,
      'battery currentA little': 'notReported',
      'battery stateOfChargeRatio master': 0.81,
      'battery stateOfChargeRatio little': 'notReported',
    });
  });
});

describe('the batteries', () => {
  it.each([
    [0, 'notReported', 'notReported'],
    [1, 'notReported', 0],
    [2, 53.5, 'notReported'],
    [3, 53.5, 0],
    [9, 53.5, 0],
    [null, 53.5, 0],
  ])('with battery_installed %s have a reading where one is there, or where nobody says', (installed, master, little) => {
    const cells = read({ ...fixture, battery_installed: installed });
    expect([cells['battery voltageV master'], cells['battery voltageV little']]).toEqual([master, little]);
  });

  it('are never fooled', () => {
    expectNeverFooled(powerBatteryStatus, { message: fixture });
  });
});
