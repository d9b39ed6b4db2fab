import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../agent/configuration/read-document.ts';
import { faultEventClass } from '../../../agent/contract/fault-class.ts';
import type { Frame } from '../../../agent/contract/frame.ts';
import { samplesOf } from '../../../agent/contract/sample.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { mapShelf } from '../../modbus/formats/map-shelf.ts';
import { FrameReader } from './frame-reader.ts';
import { MessageReader } from './message-reader.ts';
import { readRegisterMap } from './read-register-map.ts';
import { RegisterImage } from './register-image.ts';

const jointNames = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];
const mapOf = async (name: string) => (await readRegisterMap(name, readDocument, mapShelf)).value;
type Table = 'holding' | 'input';

function imageOf(...blocks: readonly [Table, number, readonly number[]][]): RegisterImage {
  const image = new RegisterImage();
  for (const [table, at, words] of blocks)
    image.take(
      { table, at, count: words.length },
      Uint16Array.from(words, (word) => word & 0xffff),
    );
  return image;
}

async function cellsOf(mapName: string, image: RegisterImage): Promise<Record<string, unknown>> {
  const cells: Record<string, unknown> = {};
  const reader = new FrameReader(await mapOf(mapName), { sourceId: 'arm', jointNames, periodMs: 1000 });
  const keep = (frame: Frame): void => {
    for (const { signal, part, value } of samplesOf(frame)) cells[`${signal} ${part}`] = value;
  };
  reader.read(image, timeAt(0), keep);
  return cells;
}

describe('registers', () => {
  const place = { table: 'holding', at: 5, wordOrder: 'highFirst' } as const;

  it.each([
    ['int16', [0xfffe], -2],
    ['uint16', [0xfffe], 0xfffe],
    ['int32', [0xffff, 0xfffe], -2],
    ['uint32', [0x0001, 0x0002], 65_538],
    ['float32', [0x42f6, 0xe666], 123.45],
  ] as const)('are read as %s', (type, words, value) => {
    expect(imageOf(['holding', 5, words]).read({ ...place, type })).toBeCloseTo(value, 4);
  });

  it('of a wide value are swapped when the low word comes first', () => {
    expect(imageOf(['holding', 5, [2, 1]]).read({ ...place, type: 'uint32', wordOrder: 'lowFirst' })).toBe(65_538);
  });

  it('are unknown when one half of a wide value was not answered', () => {
    expect(imageOf(['holding', 5, [2]]).read({ ...place, type: 'uint32' })).toBeUndefined();
    expect(imageOf(['input', 5, [2]]).read({ ...place, type: 'uint16' })).toBeUndefined();
  });

  it('never make a value that is good and no number, whatever the device answers', async () => {
    const map = await mapOf('fairino-modbus');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 96, maxLength: 96 }), (bytes) => {
        const words = Array.from({ length: 48 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
        const reader = new FrameReader(map, { sourceId: 'arm', jointNames, periodMs: 1000 });
        reader.read(imageOf(['input', 340, words]), timeAt(0), (frame) => {
          for (const { value } of samplesOf(frame)) expect(typeof value === 'number' ? Number.isFinite(value) : value).toBeTruthy();
        });
      }),
    );
  });
});

describe('values in house units', () => {
  it('of UR: mrad, mrad/s, mA, °C', async () => {
    const cells = await cellsOf(
      'ur-modbus',
      imageOf(
        ['holding', 270, [0, -1500, 1500, -1571, -1, 3100]],
        ['holding', 280, [100, -100, 0, 0, 0, 1]],
        ['holding', 290, [1200, -2500, 0, 0, 0, 0]],
        ['holding', 300, [31, 32, 33, 35, 36, -5]],
      ),
    );
    expect(cells).toMatchObject({ 'positionRad j2': -1.5, 'positionRad j6': 3.1, 'velocityRadPerS j1': 0.1, 'currentA j2': -2.5 });
    expect(cells).toMatchObject({ 'motorTemperatureC j5': 36, 'motorTemperatureC j6': -5 });
  });

  it('of xArm: tenths of a degree', async () => {
    const cells = await cellsOf(
      'xarm-modbus',
      imageOf(['input', 89, [900, -1800, 0, 0, 0, 0, 0]], ['input', 96, [40]], ['input', 103, [-900]]),
    );
    expect(cells['positionRad j1']).toBeCloseTo(Math.PI / 2, 12);
    expect(cells['positionRad j2']).toBeCloseTo(-Math.PI, 12);
    expect(cells['velocityRadPerS j1']).toBeCloseTo(-Math.PI / 2, 12);
    expect(cells['motorTemperatureC j1']).toBe(40);
    expect(cells['motorTemperatureC j2']).toEqual({ unknown: 'missing' });
  });

  it('of FAIRINO: floats, and NaN is unknown', async () => {
    const cells = await cellsOf('fairino-modbus', imageOf(['input', 340, [0x42b4, 0, 0x7fc0, 0]]));
    expect(cells['positionRad j1']).toBeCloseTo(Math.PI / 2, 12);
    expect(cells['positionRad j2']).toEqual({ unknown: 'outOfRange' });
  });

  it('make no frame of nothing', async () => {
    expect(await cellsOf('ur-modbus', imageOf())).toEqual({});
  });
});

describe('messages of UR', () => {
  const reader = async () => new MessageReader(await mapOf('ur-modbus'), { sourceId: 'arm', jointNames });
  const image = (safetyMode: number, jointModes: readonly number[] = [253, 253, 253, 253, 253, 253], emergency = 0): RegisterImage =>
    imageOf(
      ['holding', 258, [7]],
      ['holding', 260, [1]],
      ['holding', 262, [emergency]],
      ['holding', 266, [safetyMode]],
      ['holding', 310, jointModes],
    );

  it('say safety, mode and that there is no fault at the first round', async () => {
    const messages = (await reader()).read(image(1), timeAt(0));
    expect(messages[0]).toMatchObject({
      kind: 'safety',
      emergencyStop: false,
      protectiveStop: false,
      safeguardStop: false,
      reducedMode: false,
      drivesPowered: true,
    });
    expect(messages[1]).toMatchObject({ kind: 'mode', robotMode: 'running', modeRaw: '258=7' });
    expect(messages.slice(2)).toHaveLength(7);
    for (const fault of messages.slice(2)) expect(fault).toMatchObject({ kind: 'fault', active: false, text: 'no fault' });
  });

  it.each([
    [3, { protectiveStop: true, emergencyStop: false, safeguardStop: false }],
    [5, { safeguardStop: true, protectiveStop: false }],
    [7, { emergencyStop: true, protectiveStop: false }],
    [2, { reducedMode: true }],
    [11, { protectiveStop: { unknown: 'outOfRange' }, emergencyStop: { unknown: 'outOfRange' } }],
  ])('tell safety mode %i apart', async (mode, flags) => {
    expect((await reader()).read(image(mode), timeAt(0))[0]).toMatchObject({ kind: 'safety', ...flags });
  });

  it('hold an emergency stop true when one of its two registers says so', async () => {
    expect((await reader()).read(image(1, undefined, 1), timeAt(0))[0]).toMatchObject({ emergencyStop: true });
  });

  it('repeat safety each second and mode each ten, and at once when they change', async () => {
    const arm = await reader();
    const kindsAt = (ms: number, mode = 1): string[] => arm.read(image(mode), timeAt(ms)).map(({ kind }) => kind);
    kindsAt(0);
    expect([kindsAt(999), kindsAt(1000), kindsAt(1001), kindsAt(1002, 3), kindsAt(10_000, 3)]).toEqual([
      [],
      ['safety'],
      [],
      ['safety'],
      ['safety', 'mode'],
    ]);
  });

  it('say a fault of a joint when it comes and when it goes', async () => {
    const arm = await reader();
    arm.read(image(1), timeAt(0));
    const faulty = image(1, [253, 253, 252, 253, 253, 253]);
    const fault = { kind: 'fault', codeSpace: 'ur.jointMode', codeRaw: '252', component: 'joint', part: 'j3', severity: 'fatal' };
    expect(arm.read(faulty, timeAt(100))).toEqual([expect.objectContaining({ ...fault, active: true })]);
    expect(arm.read(faulty, timeAt(200))).toEqual([]);
    expect(arm.read(imageOf(), timeAt(300))).toEqual([]);
    expect(arm.read(image(1), timeAt(400))).toEqual([expect.objectContaining({ ...fault, active: false })]);
  });
});

describe('messages of xArm and of CiA 402', () => {
  it('name the servo of an error, and an unlisted code by its number', async () => {
    const arm = new MessageReader(await mapOf('xarm-modbus'), { sourceId: 'arm', jointNames });
    const read = (code: number, ms: number) => arm.read(imageOf(['input', 32, [code]]), timeAt(ms)).filter(({ kind }) => kind === 'fault');
    const first = read(13, 0);
    expect(first.at(-1)).toMatchObject({ codeRaw: '13', part: 'j3', active: true, category: 'other' });
    expect(first.slice(0, -1).map((one) => one.kind === 'fault' && [faultEventClass(one), one.codeRaw, one.active])).toEqual([
      ['majorFault', '0', false],
      ['impact', '0', false],
      ['limitTrip', '0', false],
    ]);
    expect(read(77, 1)).toEqual([
      expect.objectContaining({ codeRaw: '13', active: false }),
      expect.objectContaining({ codeRaw: '77', active: true, text: 'code 77', component: 'controller', category: 'unknown' }),
    ]);
  });

  it('read the state from the bits of the statusword that count', async () => {
    const drive = new MessageReader(await mapOf('generic-cia402'), { sourceId: 'arm', jointNames: ['j1'] });
    const messages = drive.read(imageOf(['holding', 0x6041, [0x16b7]], ['holding', 0x603f, [0x4310]]), timeAt(0));
    expect(messages[0]).toMatchObject({ kind: 'safety', drivesPowered: true });
    expect(messages[1]).toMatchObject({ kind: 'mode', robotMode: 'running' });
    const raised = messages.filter((one) => one.kind === 'fault' && one.active);
    expect(raised[0]).toMatchObject({
      codeSpace: 'cia402.errorCode',
      codeRaw: String(0x4310),
      category: 'overTemperature',
      part: 'j1',
      active: true,
    });
    expect(raised[0] && raised[0].kind === 'fault' && faultEventClass(raised[0])).toBe('limitTrip');
    expect(raised[1]).toMatchObject({ codeSpace: 'cia402.statusword', severity: 'warning', active: true });
  });

  it('count a collision once: where a flag reads its code, the fault beside it is a warning', async () => {
    const arm = new MessageReader(await mapOf('xarm-modbus'), { sourceId: 'arm', jointNames });
    const messages = arm.read(imageOf(['input', 32, [31]]), timeAt(0));
    expect(messages.find(({ kind }) => kind === 'safety')).toMatchObject({ collisionDetected: true });
    const raised = messages.flatMap((one) => (one.kind === 'fault' && one.active ? [one] : []));
    expect(raised.map((one) => [one.codeRaw, faultEventClass(one)])).toEqual([['31', undefined]]);
  });
});
