import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { pmuState } from './pmu-state.ts';

const fixture = readFixture('agibot', 'pmu-state');
const read = (message: RosMessage, decode: object = {}): Record<string, number | string> => {
  const bound = bindType(pmuState, decode);
  bound.decode(message);
  return cellsOf(bound.sink);
};
const pack = {
  'battery voltageV pack': 50.25,
  'battery currentA pack': -4.5,
  'battery temperatureC pack': 33,
  'battery stateOfChargeRatio pack': 0.72,
  'battery cycleCount pack': 18,
};

describe.each(shapesOf(fixture))('PmuState as %s', (_, message) => {
  it('is the pack as far as two public readers agree', () => {
    expect(read(message)).toEqual(pack);
  });
});

describe('PmuState', () => {
  it('is read in the other spelling too', () => {
    expect(
      read({
        battery_pack_voltage: 50.25,
        battery_current: -4.5,
        battery_temperature: 33,
        battery_remaining_capacity_percentage: 72,
        battery_cycle_count: 18,
      }),
    ).toEqual(pack);
  });

  it('leaves out what is not there, and does not take millivolts for volts', () => {
    expect(read({ bms_voltage: 50_250, bms_remaining_capacity: 9100 })).toEqual({
      'battery voltageV pack': 'outOfRange',
      'battery currentA pack': 'missing',
      'battery temperatureC pack': 'missing',
      'battery stateOfChargeRatio pack': 'missing',
      'battery cycleCount pack': 'missing',
    });
  });

  it('turns its current once somebody knows the sign', () => {
    expect(read(fixture, { currentSign: 'plusIsDischarging' })['battery currentA pack']).toBe(4.5);
  });

  it('says the cycles of a pack with its serial number, when either changes', () => {
    const bound = bindType(pmuState, {});
    const say = (cycles: unknown, serial: unknown): void => bound.decode({ bms_cycle_count: cycles, bms_serial_number: serial });
    say(18, 'P-1');
    say(18, 'P-1');
    say(19, 'P-1');
    say(7, 'P-2');
    say('many', 'P-2');
    say(8, ' ');
    expect(bound.sink.messages.map((said) => said.kind === 'witness' && [said.serialNumber, said.value, said.counter])).toEqual([
      ['P-1', 18, 'cycleCount'],
      ['P-1', 19, 'cycleCount'],
      ['P-2', 7, 'cycleCount'],
      [{ unknown: 'notReported' }, 8, 'cycleCount'],
    ]);
  });

  it('is never fooled', () => {
    expectNeverFooled(pmuState, { message: fixture });
  });
});
