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
import { bindType, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import type { RosMessage } from '../decoding/message-type.ts';
import { deepJoints } from './deep-joints.ts';

const fixture = readFixture('deep-robotics', 'deep-joints');
const entries = (fixture.data as RosMessage).joints_data as RosMessage[];
const withWord = (status_word: number): RosMessage => ({ data: { joints_data: entries.map((entry) => ({ ...entry, status_word })) } });

describe.each(shapesOf(fixture))('JointsData as %s', (_, message) => {
  it('is motion, torque and two temperatures of every joint', () => {
    const { sink, decode } = bindType(deepJoints, {}, threeJoints);
    decode(message);
    expect(sink.frames[0]?.sourceWallMs).toBe(stampedWallMs);
    expect(cellsOf(sink)).toMatchObject({
      'joint positionRad left': 0.25,
      'joint positionRad right': 2.5,
      'joint velocityRadPerS middle': 0.75,
      'joint torqueNm middle': -12.5,
      'joint motorTemperatureC left': 41,
      'joint driverTemperatureC left': 46.5,
    });
  });
});

describe('JointsData', () => {
  it('reads no fault from a word whose meaning is an inference, unless told to', () => {
    const silent = bindType(deepJoints, {}, threeJoints);
    silent.decode(withWord(0x21));
    expect([silent.decoder.observable, silent.sink.messages]).toEqual([[], []]);
    const told = bindType(deepJoints, { statusWord: 'motorErrors' }, threeJoints);
    told.decode(withWord(0x28));
    expect(told.decoder.observable).toEqual(['limitTrip', 'majorFault']);
    expect(raisedFaults(told.sink.messages)).toEqual(
      ['left', 'middle', 'right'].flatMap((part) => [`${part} deep.motor bit3`, `${part} deep.motor bit5`]),
    );
    expect(faultsOf(told.sink.messages).find(({ codeRaw }) => codeRaw === 'bit3')).toMatchObject({
      category: 'overTemperature',
      severity: 'error',
    });
  });

  it('without its list has no reading', () => {
    const { sink, decode } = bindType(deepJoints, {}, threeJoints);
    decode({ data: [] });
    expect(new Set(Object.values(cellsOf(sink)))).toEqual(new Set(['missing']));
  });

  it('is never fooled', () => {
    expectNeverFooled(deepJoints, { message: fixture, decode: { statusWord: 'motorErrors' } });
  });
});
