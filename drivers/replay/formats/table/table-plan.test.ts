import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../agent/configuration/read-document.ts';
import { quality } from '../../../../agent/contract/frame.ts';
import { wideDescription } from '../../../../tests/support/replay-fixture.ts';
import { twoJointProfile } from '../../../../tests/support/telemetry.ts';
import { type Description, descriptionSchema, readColumns } from './table-description.ts';
import { observableClasses, planTable, unitFits } from './table-plan.ts';

function described(replaced: object = {}): Description {
  return checkDocument<Description>('fixture', JSON.stringify(wideDescription(replaced)), descriptionSchema).value;
}

const longKeys = {
  layout: 'long',
  partColumn: 'joint',
  flags: [],
  columns: [
    { column: 'deg', component: 'joint', signal: 'positionRad', unit: 'deg' },
    { column: 'mV', component: 'joint', signal: 'voltageV', unit: 'mV' },
  ],
};

describe('the plan of a wide table', () => {
  const columns = [
    { column: 'tool', component: 'tool', signal: 'currentA', unit: 'mA' },
    { column: 'temp1', component: 'joint', part: 'j1', signal: 'motorTemperatureC', unit: 'F' },
    { column: 'v0', component: 'joint', part: 'j0', signal: 'velocityRadPerS', unit: 'rpm' },
  ];
  const plan = planTable(described({ columns }), twoJointProfile, 'arm');

  it('has one layout per component, joints in the order of the profile and signals in the order of their table', () => {
    expect(plan.layouts).toEqual([
      { sourceId: 'arm', component: 'joint', parts: ['j0', 'j1'], signals: ['velocityRadPerS', 'motorTemperatureC'], periodMs: 1000 },
      { sourceId: 'arm', component: 'tool', parts: ['tool'], signals: ['currentA'], periodMs: 1000 },
    ]);
  });

  it('knows which cells no column can fill', () => {
    const { missing, notReported } = quality;
    expect([...(plan.blanks[0] ?? [])]).toEqual([missing, notReported, notReported, missing]);
    expect([...(plan.blanks[1] ?? [])]).toEqual([missing]);
  });

  it('sends every column to its cell with its conversion', () => {
    expect(plan.targets.map(({ column, frameIndex, firstCellIndex }) => [column, frameIndex, firstCellIndex])).toEqual([
      ['tool', 1, 0],
      ['temp1', 0, 3],
      ['v0', 0, 0],
    ]);
    const [tool, temperature, speed] = plan.targets;
    expect(tool).toMatchObject({ factor: 1e-3, offset: 0 });
    expect(212 * (temperature?.factor ?? 0) + (temperature?.offset ?? 0)).toBeCloseTo(100, 9);
    expect(60 * (speed?.factor ?? 0)).toBeCloseTo(2 * Math.PI, 12);
  });

  it('applies scale and offset before the unit', () => {
    const counts = { column: 'pos', component: 'joint', part: 'j0', signal: 'positionRad', unit: 'deg', scale: 0.24, offset: -120 };
    const [target] = planTable(described({ columns: [counts] }), twoJointProfile, 'arm').targets;
    const read = (raw: number): number => raw * (target?.factor ?? 0) + (target?.offset ?? 0);
    expect(read(0)).toBeCloseTo((-120 * Math.PI) / 180, 12);
    expect(read(500)).toBeCloseTo(0, 12);
    expect(read(1000)).toBeCloseTo((120 * Math.PI) / 180, 12);
  });

  it('knows the words of a flag, and no others', () => {
    const [flag] = plan.flags;
    expect(flag?.words.get('TRUE')).toBe(true);
    expect(flag?.words.get('0')).toBe(false);
    expect(flag?.words.get('maybe')).toBeUndefined();
  });
});

describe('the plan of a long table', () => {
  it('takes the words for the names of the joints when no parts are listed', () => {
    const plan = planTable(described(longKeys), twoJointProfile, 'arm');
    expect([...plan.partIndexOf]).toEqual([
      ['j0', 0],
      ['j1', 1],
    ]);
    expect(plan.targets.map((target) => target.firstCellIndex)).toEqual([0, 2]);
    expect(plan.keyCellCount).toBe(2);
    expect([...(plan.blanks[0] ?? [])]).toEqual([1, 1, 1, 1]);
  });

  it('puts listed parts into the order of the profile', () => {
    const parts = [
      { word: 'B', part: 'j1' },
      { word: 'A', part: 'j0' },
    ];
    const plan = planTable(described({ ...longKeys, parts }), twoJointProfile, 'arm');
    expect(plan.layouts[0]?.parts).toEqual(['j0', 'j1']);
    expect([...plan.partIndexOf.keys()]).toEqual(['A', 'B']);
  });
});

describe('what a description says', () => {
  it('is read in a fixed order: time, part, readings, flags', () => {
    expect(readColumns(described())).toEqual(['t', 'v0', 'v1', 'tempA', 'stop']);
    expect(readColumns(described(longKeys))).toEqual(['t', 'joint', 'deg', 'mV']);
  });

  it('makes the classes of its events observable, not its states', () => {
    const flags = [
      { column: 'a', kind: 'safety', name: 'protectiveStop' },
      { column: 'b', kind: 'safety', name: 'drivesPowered' },
      { column: 'c', kind: 'condition', name: 'gripLost' },
    ];
    expect(observableClasses(described({ flags }))).toEqual(['protectiveStop', 'gripLost']);
  });

  it('can give a signal only in units of the same quantity', () => {
    expect(unitFits('joint', 'currentA', 'mA')).toBe(true);
    expect(unitFits('joint', 'torqueNm', 'A')).toBe(false);
    expect(unitFits('joint', 'torqueNm', 'furlong')).toBe(false);
  });
});
