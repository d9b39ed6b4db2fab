import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../tests/support/humanoid-fixture.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { BatteryPack, type BatteryPackOptions } from './battery-pack.ts';
import { usedEntries } from './used-entries.ts';

const options: BatteryPackOptions = {
  columns: [
    { field: 'mv', unit: 'mV', signal: 'voltageV' },
    { field: 'ma', unit: 'mA', signal: 'currentA' },
  ],
  cells: { field: 'cells', countMax: 4 },
  sensors: { field: 'temps', countMax: 3 },
};

function read(message: Record<string, unknown>, more: Partial<BatteryPackOptions> = {}) {
  const pack = new BatteryPack({ sourceId: 'ros', periodMs: 1000 }, { ...options, ...more });
  const out = recordingSink();
  pack.decode(message, timeAt(0), out);
  return { pack, cells: cellsOf(out) };
}

describe('a battery pack', () => {
  it('is the pack, its cells and its sensors; the pack is as hot as its hottest sensor', () => {
    const { pack, cells } = read({ mv: 14_400, ma: -2000, cells: [3600, 3610, 3590, 0], temps: [31, 34.5, 0] });
    expect(pack.layouts.map(({ parts }) => parts)).toEqual([
      ['pack'],
      ['cell1', 'cell2', 'cell3', 'cell4'],
      ['sensor1', 'sensor2', 'sensor3'],
    ]);
    expect(cells).toEqual({
      'battery voltageV pack': 14.4,
      'battery currentA pack': -2,
      'battery temperatureC pack': 34.5,
      'battery cellVoltageV cell1': 3.6,
      'battery cellVoltageV cell2': 3.61,
      'battery cellVoltageV cell3': 3.59,
      'battery cellVoltageV cell4': 'missing',
      'battery temperatureC sensor1': 31,
      'battery temperatureC sensor2': 34.5,
      'battery temperatureC sensor3': 'missing',
    });
  });

  it('has a dead cell between others, and none beyond the last one', () => {
    const { cells } = read({ cells: [3600, 0, 3590, 0] });
    expect(cells['battery cellVoltageV cell2']).toBe('outOfRange');
    expect(cells['battery cellVoltageV cell4']).toBe('missing');
  });

  it('has only the cells it can have', () => {
    expect(read({ cells: Array.from({ length: 40 }, () => 3600) }).cells['battery cellVoltageV cell4']).toBe(3.6);
  });

  it.each([
    ['plusIsDischarging', 2],
    ['plusIsCharging', -2],
    ['unverified', -2],
  ] as const)('gives its current as + = charging where %s', (currentSign, currentA) => {
    expect(read({ ma: -2000 }, { currentSign }).cells['battery currentA pack']).toBe(currentA);
  });

  it('without cells and sensors is one stream', () => {
    const pack = new BatteryPack({ sourceId: 'ros', periodMs: 1000 }, { columns: options.columns });
    expect(pack.layouts.map(({ signals }) => signals)).toEqual([['voltageV', 'currentA']]);
  });

  it('that says nothing has nothing', () => {
    expect(new Set(Object.values(read({}).cells))).toEqual(new Set(['missing']));
  });
});

describe('the used entries of a list', () => {
  it.each([
    [
      [1, 2, 0, 0],
      [1, 2],
    ],
    [
      [0, 2, 0],
      [0, 2],
    ],
    [[0, 0], []],
    [Int16Array.of(5, 0), [5]],
    ['text', []],
    [undefined, []],
  ])('of %j are %j', (list, used) => {
    expect(usedEntries(list)).toEqual(used);
  });
});
