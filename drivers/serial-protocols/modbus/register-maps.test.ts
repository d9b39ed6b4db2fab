import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../agent/configuration/read-document.ts';
import { refusalOf, temporaryFiles } from '../../../tests/support/replay-fixture.ts';
import { mapShelf } from '../../modbus/formats/map-shelf.ts';
import { entriesOf, placesOf, planReads, readableMap } from './plan-reads.ts';
import { readRegisterMap } from './read-register-map.ts';
import type { RegisterMap } from './register-map.ts';

const names = await mapShelf.names();
const mapOf = async (name: string): Promise<RegisterMap> => (await readRegisterMap(name, readDocument, mapShelf)).value;

/** The register tables of the facts, written down a second time: signal, table, first register, type, factor to house units. */
const stated = {
  'ur-modbus': [
    ['positionRad', 'holding', 270, 'int16', 'mrad', 1],
    ['velocityRadPerS', 'holding', 280, 'int16', 'mrad/s', 1],
    ['currentA', 'holding', 290, 'int16', 'mA', 1],
    ['motorTemperatureC', 'holding', 300, 'int16', 'C', 1],
    ['currentA', 'holding', 450, 'int16', 'mA', 1],
  ],
  'fairino-modbus': [
    ['positionRad', 'input', 340, 'float32', 'deg', 1],
    ['velocityRadPerS', 'input', 352, 'float32', 'deg/s', 1],
    ['currentA', 'input', 364, 'float32', 'A', 1],
    ['torqueNm', 'input', 376, 'float32', 'N.m', 1],
  ],
  'xarm-modbus': [
    ['positionRad', 'input', 89, 'int16', 'deg', 0.1],
    ['motorTemperatureC', 'input', 96, 'int16', 'C', 1],
    ['velocityRadPerS', 'input', 103, 'int16', 'deg/s', 0.1],
  ],
  'generic-cia402': [['loadRatio', 'holding', 0x6077, 'int16', 'permille', 1]],
} as const;

describe('the register maps that ship', () => {
  it('are these', () => {
    expect(names).toEqual(['fairino-modbus', 'generic-cia402', 'ur-modbus', 'xarm-modbus']);
  });

  it.each(names)('%s keeps the schema and the checks, and says of every entry who states it', async (name) => {
    const map = await mapOf(name);
    expect(map.name).toBe(name);
    expect(map.unverified.length).toBeGreaterThan(0);
    for (const entry of entriesOf(map)) expect(entry.source.length).toBeGreaterThan(10);
  });

  it.each(Object.entries(stated))('%s has the registers, types, units and scales of the facts', async (name, columns) => {
    const map = await mapOf(name);
    expect(map.columns.map(({ signal, table, at, type, unit, scaleRatio }) => [signal, table, at, type, unit, scaleRatio])).toEqual(
      columns,
    );
  });

  it.each(names)('%s is read by requests that cover exactly its registers', async (name) => {
    const map = await mapOf(name);
    const blocks = planReads(entriesOf(map), map.jointCountMax);
    const asked = blocks.flatMap(({ table, at, count }) => Array.from({ length: count }, (_, index) => `${table} ${at + index}`));
    const wide = (type: string): number => (type.endsWith('32') ? 2 : 1);
    const needed = entriesOf(map).flatMap((entry) =>
      Array.from({ length: placesOf(entry, map.jointCountMax) * wide(entry.type) }, (_, index) => `${entry.table} ${entry.at + index}`),
    );
    expect(new Set(asked).size).toBe(asked.length);
    expect([...asked].sort()).toEqual([...new Set(needed)].sort());
    expect(blocks.every(({ count }) => count <= 125)).toBe(true);
  });

  it('mark what nobody could check: all of generic-cia402, and the joint values and flags of FAIRINO', async () => {
    const read = async (name: string) => readableMap({ map: await mapOf(name), jointCount: 1, acceptUnverified: false });
    expect(entriesOf(await read('generic-cia402'))).toEqual([]);
    const fairino = await read('fairino-modbus');
    expect([fairino.columns.length, fairino.flags.length, fairino.modes.length, fairino.faults.length]).toEqual([0, 0, 3, 2]);
    expect(entriesOf(await read('ur-modbus'))).toEqual(entriesOf(await mapOf('ur-modbus')));
  });
});

describe('a register map of one’s own', () => {
  const column = { component: 'joint', signal: 'currentA', table: 'holding', at: 10, type: 'int16', unit: 'mA', source: 'a manual' };
  const written = (replaced: object) => ({ name: 'mine', about: 'made by a test', jointCountMax: 2, columns: [column], ...replaced });
  const refuse = async (replaced: object): Promise<readonly string[]> => {
    const folder = await temporaryFiles({ 'mine.yaml': written(replaced) });
    return refusalOf(readRegisterMap(`${folder}/mine.yaml`, readDocument, mapShelf), folder);
  };

  it('is one file', async () => {
    const folder = await temporaryFiles({ 'mine.yaml': written({}) });
    const { value, sha256 } = await readRegisterMap(`${folder}/mine.yaml`, readDocument, mapShelf);
    expect(value.columns[0]).toMatchObject({ scaleRatio: 1, wordOrder: 'highFirst' });
    expect(sha256).toMatch(/^sha256:/);
  });

  const flag = { flag: 'emergencyStop', table: 'input', at: 1, type: 'uint16', trueAt: [1], falseAt: [0, 1], source: 'a manual' };
  const words = [
    { value: 1, word: 'dancing' },
    { value: 1, word: 'ready' },
  ];
  it.each([
    ['an unknown signal', { columns: [{ ...column, signal: 'moodRatio' }] }, 'signal "joint.moodRatio"'],
    ['a unit that does not fit', { columns: [{ ...column, unit: 'deg' }] }, 'unit "deg" cannot become A of joint.currentA'],
    ['a part of a joint', { columns: [{ ...column, part: 'elbow' }] }, 'part elbow'],
    ['a tool without a part', { columns: [{ ...column, component: 'tool' }] }, 'part missing'],
    [
      'one register for two signals',
      { columns: [column, { ...column, signal: 'velocityRadPerS', unit: 'rpm', at: 11 }] },
      'holding 11 is joint.currentA and joint.velocityRadPerS',
    ],
    ['a flag that is true and false', { flags: [flag] }, '1 is true and false'],
    ['a word nobody knows', { modes: [{ mode: 'robotMode', table: 'input', at: 1, type: 'uint16', source: 'x', words }] }, '"dancing"'],
    ['a value with two words', { modes: [{ mode: 'robotMode', table: 'input', at: 1, type: 'uint16', source: 'x', words }] }, '1 again'],
    ['registers beyond the last', { columns: [{ ...column, at: 65_535 }] }, 'holding 65535 … 65536'],
    ['another name than the file', { name: 'yours' }, '"yours"'],
    ['a coil', { columns: [{ ...column, table: 'coil' }] }, 'coil'],
  ])('is refused with %s', async (_, replaced, value) => {
    expect((await refuse(replaced)).join('\n')).toContain(value);
  });

  it('is named by those that ship when there is none of its name', async () => {
    expect(await refusalOf(readRegisterMap('abb-modbus', readDocument, mapShelf), '')).toEqual([
      `map | "abb-modbus" | write one of ${names.join(', ')}, or the path of a map ending in .yaml`,
    ]);
  });
});
