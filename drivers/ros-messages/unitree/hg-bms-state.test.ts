import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { hgBmsState } from './hg-bms-state.ts';

const fixture = readFixture('unitree', 'hg-bms-state');

function read(message: RosMessage, decode: object = { cellCount: 13, sensorCount: 4 }) {
  const bound = bindType(hgBmsState, decode, threeJoints);
  bound.decode(message);
  return { layouts: bound.decoder.layouts, cells: cellsOf(bound.sink) };
}

describe.each(shapesOf(fixture))('BmsState of the hg robots as %s', (_, message) => {
  it('is the pack of a real G1: 13 cells, 47.58 V, 41 %', () => {
    const { cells, layouts } = read(message);
    expect(layouts.map(({ parts }) => parts.length)).toEqual([1, 13, 4]);
    expect(cells).toMatchObject({
      'battery voltageV pack': 47.58,
      'battery currentA pack': -2.1,
      'battery stateOfChargeRatio pack': 0.41,
      'battery stateOfHealthRatio pack': 0.94,
      'battery cycleCount pack': 57,
      'battery temperatureC pack': 38,
      'battery temperatureC sensor1': 31,
      'battery cellVoltageV cell1': 3.658,
      'battery cellVoltageV cell13': 3.66,
    });
    expect(Object.values(cells)).not.toContain('missing');
  });
});

describe('BmsState of the hg robots', () => {
  it('has room for 40 cells and 12 sensors when nobody says how many there are; what is zero-filled is missing', () => {
    const { cells, layouts } = read(fixture, {});
    expect(layouts.map(({ parts }) => parts.length)).toEqual([1, 40, 12]);
    expect([cells['battery cellVoltageV cell13'], cells['battery cellVoltageV cell14']]).toEqual([3.66, 'missing']);
    expect([cells['battery temperatureC sensor4'], cells['battery temperatureC sensor5']]).toEqual([33, 'missing']);
  });

  it('turns its current once somebody knows the sign', () => {
    expect(read(fixture, { currentSign: 'plusIsDischarging' }).cells['battery currentA pack']).toBe(2.1);
  });

  it('does not believe a charge of 255 %', () => {
    expect(read({ ...fixture, soc: 255 }).cells['battery stateOfChargeRatio pack']).toBe('outOfRange');
  });

  it('is never fooled', () => {
    expectNeverFooled(hgBmsState, { message: fixture, decode: { cellCount: 13 } });
  });
});
