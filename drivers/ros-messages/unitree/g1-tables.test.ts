import { describe, expect, it } from 'vitest';
import { faultEventClass } from '../../../agent/contract/fault-class.ts';
import { codesOf } from '../decoding/code-table.ts';
import { g1MotorTable } from './g1-motor-table.ts';
import { g1RobotTable } from './g1-robot-table.ts';

describe('the tables of the G1', () => {
  it('name every published bit of a motor and no other', () => {
    const published = [...Array.from({ length: 20 }, (_, bit) => bit), 30, 31];
    expect(Object.keys(g1MotorTable.codes).map(Number)).toEqual(published);
  });

  it('call encoders, chip, communication and a silent motor fatal, calibration a remark', () => {
    const ofSeverity = (severity: string) =>
      Object.entries(g1MotorTable.codes).flatMap(([bit, code]) => (code.severity === severity ? [Number(bit)] : []));
    expect(ofSeverity('fatal')).toEqual([10, 11, 12, 16, 18, 31]);
    expect(ofSeverity('info')).toEqual([17]);
    expect(ofSeverity('warning')).toEqual([3]);
  });

  it('count an overheated winding as a trip and an encoder as a major fault', () => {
    const classOf = (word: number) => codesOf(word, g1MotorTable).map(({ meaning }) => faultEventClass(meaning));
    expect([classOf(0x200), classOf(0x400), classOf(0x8), classOf(0x2_0000)]).toEqual([
      ['limitTrip'],
      ['majorFault'],
      [undefined],
      [undefined],
    ]);
  });

  it('keep the soft emergency stop of the whole robot out of the defects', () => {
    const [stop] = codesOf(0x1000, g1RobotTable);
    expect(stop?.meaning.category).toBe('emergencyStop');
    expect(stop && faultEventClass(stop.meaning)).toBeUndefined();
    expect(Object.keys(g1RobotTable.codes)).toHaveLength(20);
  });
});
