import { describe, expect, it } from 'vitest';
import { checkValue } from '../../../../agent/configuration/read-document.ts';
import { type RegisterMap, registerMapSchema } from '../../../serial-protocols/modbus/register-map.ts';
import type { JointMoment } from '../plant/joint-course.ts';
import { controllerRegisters } from './controller-registers.ts';

const at = { table: 'holding', type: 'uint16', source: 'this test' } as const;
const map = (parts: object): RegisterMap =>
  checkValue<RegisterMap>('map', { name: 'a', about: 'a', jointCountMax: 2, ...parts }, registerMapSchema);

const still: JointMoment = {
  positionRad: -0.5,
  velocityRadPerS: 0.25,
  currentA: -1.5,
  torqueNm: 2,
  voltageV: 12,
  temperatureC: 40,
  hasFault: false,
};
const joints = [() => still, () => ({ ...still, positionRad: 1 })];
const broken = [() => ({ ...still, hasFault: true }), () => still];
const holding = (parts: object, courses = joints) => [...controllerRegisters(map(parts), courses, 0).holding];

describe('registers of a simulated controller', () => {
  it('hold joints one after the other, in the unit and the scale of the map', () => {
    const column = { ...at, component: 'joint', signal: 'positionRad', at: 10, type: 'int16', unit: 'mrad' };
    expect(holding({ columns: [column] })).toEqual([
      [10, 0xff_ff - 499],
      [11, 1000],
    ]);
    expect(holding({ columns: [{ ...column, unit: 'deg', scaleRatio: 0.1 }] })[1]).toEqual([11, 573]);
  });

  it.each([
    ['float32', 'highFirst', 'rad', [0xbf_00, 0x00_00]],
    ['float32', 'lowFirst', 'rad', [0x00_00, 0xbf_00]],
    ['int32', 'highFirst', 'mrad', [0xff_ff, 0xfe_0c]],
    ['int32', 'lowFirst', 'mrad', [0xfe_0c, 0xff_ff]],
  ] as const)('hold %s in two of them, %s', (type, wordOrder, ...[unit, expected]) => {
    const column = { ...at, component: 'joint', signal: 'positionRad', at: 10, type, wordOrder, unit };
    const words = new Map(holding({ columns: [column] }));
    expect([words.get(10), words.get(11)]).toEqual(expected);
    expect([...words.keys()]).toEqual([10, 11, 12, 13]);
  });

  it('hold kelvin where the map says kelvin', () => {
    const column = { ...at, component: 'joint', signal: 'motorTemperatureC', at: 1, unit: 'K' };
    expect(holding({ columns: [column] })[0]).toEqual([1, 313]);
  });

  it('stand at 0 for a signal nobody simulates, and for joints that are not there', () => {
    const column = { ...at, component: 'joint', at: 1, unit: 'permille', signal: 'loadRatio' };
    expect(holding({ columns: [column] })).toEqual([
      [1, 0],
      [2, 0],
    ]);
    const position = { ...column, type: 'int16', signal: 'positionRad', unit: 'mrad' };
    expect(holding({ columns: [position] }, joints.slice(1))).toEqual([
      [1, 1000],
      [2, 0],
    ]);
  });

  it('say the modes of work, the first mode of a shared register first', () => {
    const mode = (kind: string, words: object[]) => ({ ...at, mode: kind, at: 5, words });
    const running = mode('executionState', [
      { value: 1, word: 'stopped' },
      { value: 2, word: 'running' },
    ]);
    const guided = mode('controlSource', [{ value: 4, word: 'handGuided' }]);
    expect(holding({ modes: [running, guided] })).toEqual([[5, 2]]);
    expect(holding({ modes: [guided] })).toEqual([[5, 0]]);
  });

  it('choose for flags of one register the value that says most of them right', () => {
    const flag = (name: string, trueAt: number[], falseAt: number[]) => ({ ...at, flag: name, at: 7, trueAt, falseAt });
    const flags = [flag('emergencyStop', [6], [1, 3]), flag('protectiveStop', [3], [1, 6]), flag('reducedMode', [2], [1])];
    expect(holding({ flags })).toEqual([[7, 1]]);
    expect(holding({ flags }, broken)).toEqual([[7, 3]]);
    expect(holding({ flags: [flag('drivesPowered', [9], [8])] }, broken)).toEqual([[7, 9]]);
  });

  it('hold no fault code, one place per joint where the map says so', () => {
    const fault = { ...at, codeSpace: 'a', at: 20 };
    expect(holding({ faults: [{ ...fault, perJoint: true }] })).toEqual([
      [20, 0],
      [21, 0],
    ]);
    expect(holding({ faults: [fault] })).toEqual([[20, 0]]);
  });

  it('are the two tables apart', () => {
    const column = { ...at, component: 'controller', part: 'robot', signal: 'currentA', at: 3, unit: 'mA' };
    const { holding: words, input } = controllerRegisters(map({ columns: [{ ...column, table: 'input' }] }), joints, 0);
    expect([[...words], [...input]]).toEqual([[], [[3, 1500]]]);
  });
});
