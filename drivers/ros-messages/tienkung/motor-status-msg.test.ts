import { describe, expect, it } from 'vitest';
import { cellsOf, expectNeverFooled, faultsOf, readFixture, shapesOf, threeJoints } from '../../../tests/support/humanoid-fixture.ts';
import { bindType, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { motorStatusMsg } from './motor-status-msg.ts';

const fixture = readFixture('tienkung', 'motor-status-msg');
const entries = fixture.status as RosMessage[];
const partIds = { 51: 'left', 52: 'middle', 53: 'right' };
const bind = (decode: object = { partIds }) => bindType(motorStatusMsg, decode, threeJoints);

describe.each(shapesOf(fixture))('the motors of a limb as %s', (_, message) => {
  it('are joined by CAN identifier, in whatever order they come', () => {
    const { sink, decode } = bind();
    decode(message);
    expect(sink.frames[0]?.sourceWallMs).toBe(stampedWallMs);
    expect(cellsOf(sink)).toEqual({
      'joint positionRad left': -0.25,
      'joint positionRad middle': 0.125,
      'joint positionRad right': 0.75,
      'joint velocityRadPerS left': 0.5,
      'joint velocityRadPerS middle': 0,
      'joint velocityRadPerS right': -0.125,
      'joint currentA left': 3.25,
      'joint currentA middle': -1.5,
      'joint currentA right': 9.5,
      'joint motorTemperatureC left': 41,
      'joint motorTemperatureC middle': 39.5,
      'joint motorTemperatureC right': 44.5,
      'joint voltageV left': 52.5,
      'joint voltageV middle': 52.5,
      'joint voltageV right': 52.5,
    });
    expect(sink.flaws.map(({ code, text }) => [code, text])).toEqual([['ros-messages/motor-not-in-profile', '99']]);
  });
});

describe('the motors of a limb', () => {
  it('have a stream of the joints on this topic only', () => {
    expect(bind({ partIds: { 52: 'middle' } }).decoder.layouts[0]?.parts).toEqual(['middle']);
  });

  it('have no voltage and no faults on ROS 1', () => {
    const { sink, decode } = bind();
    decode({ status: entries.map(({ voltage: _, error: __, ...motor }) => motor) });
    expect(cellsOf(sink)).toMatchObject({ 'joint voltageV left': 'missing', 'joint positionRad left': -0.25 });
    expect(sink.messages).toEqual([]);
  });

  it.each([
    [1, 'overTemperature', 'error'],
    [5, 'motorBlocked', 'error'],
    [8, 'encoder', 'fatal'],
    [33072, 'communication', 'error'],
    [33073, 'positionLimit', 'error'],
    [77, 'unknown', 'warning'],
  ])('report error %i as %s', (error, category, severity) => {
    const { sink, decode } = bind();
    decode({ status: [{ ...entries[1], error }] });
    const raised = faultsOf(sink.messages).filter(({ active }) => active);
    expect(raised).toMatchObject([{ codeSpace: 'tienkung.motor', codeRaw: String(error), part: 'left', category, severity }]);
  });

  it('prove with the first word that they can report trips and major faults', () => {
    const { decoder, sink, decode } = bind();
    decode(fixture);
    expect(decoder.observable).toEqual(['limitTrip', 'majorFault']);
    expect(faultsOf(sink.messages)).toHaveLength(2);
  });

  it('are refused where no joint is named, or one that is none', () => {
    expect(() => bind({ partIds: {} })).toThrow('name the joints that this topic carries');
    expect(() => bind({ partIds: { 51: 'tail' } })).toThrow('write the name of a joint of the profile');
  });

  it('are never fooled', () => {
    expectNeverFooled(motorStatusMsg, { message: fixture, decode: { partIds } });
  });
});
