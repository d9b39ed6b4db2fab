import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, faultsOf, raisedFaults, readFixture, shapesOf } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { deepBattery } from './deep-battery.ts';

const fixture = readFixture('deep-robotics', 'deep-battery');
const packs = fixture.data as RosMessage[];

describe.each(shapesOf(fixture))('BatteryData as %s', (_, message) => {
  it('is every pack in steps of a hundredth', () => {
    const { sink, decode } = bindType(deepBattery, { packCount: 2 });
    decode(message);
    expect(cellsOf(sink)).toEqual({
      'battery voltageV pack1': 53.12,
      'battery voltageV pack2': 53,
      'battery currentA pack1': -5,
      'battery currentA pack2': -5,
      'battery remainingAh pack1': 18.4,
      'battery remainingAh pack2': 18.4,
      'battery cycleCount pack1': 33,
      'battery cycleCount pack2': 33,
      'battery stateOfChargeRatio pack1': 0.92,
      'battery stateOfChargeRatio pack2': 0.9,
    });
  });
});

describe('BatteryData', () => {
  it('is one pack without a number when there is one, also without a list around it', () => {
    for (const data of [packs, packs[0]]) {
      const { sink, decode } = bindType(deepBattery);
      decode({ data });
      expect(cellsOf(sink)).toMatchObject({ 'battery voltageV pack': 53.12, 'battery stateOfChargeRatio pack': 0.92 });
    }
  });

  it('raises its protections as those of a JBD pack, by pack', () => {
    const { decoder, sink, decode } = bindType(deepBattery, { packCount: 2 });
    decode({ data: [packs[0], { ...packs[1], protected_state: 0x0410 }] });
    expect(decoder.observable).toEqual(['majorFault']);
    expect(raisedFaults(sink.messages)).toEqual(['pack2 deep.battery.jbd bit4', 'pack2 deep.battery.jbd bit10']);
    expect(faultsOf(sink.messages).find(({ codeRaw }) => codeRaw === 'bit10')).toMatchObject({
      category: 'shortCircuit',
      severity: 'fatal',
    });
  });

  it('is never fooled', () => {
    expectNeverFooled(deepBattery, { message: fixture, decode: { packCount: 2 } });
  });
});
