import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../agent/configuration/read-document.ts';
import { createFrame, quality } from '../../../agent/contract/frame.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { type Responder, rtuFrame, rtuUnit, type ServoState, servoChain, statusPacket } from '../../../tests/support/serial-devices.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { readRegisterMap } from '../../serial-protocols/modbus/read-register-map.ts';
import { mapShelf } from '../formats/map-shelf.ts';
import type { BusDevice, Question, Reply, Round, Taken } from './bus-device.ts';
import { CellFrame } from './cell-frame.ts';
import { DynamixelChain } from './dynamixel-chain.ts';
import { JsonBoard } from './json-board.ts';
import { RegisterDrive, rtuGapMs } from './register-drive.ts';

/** Rounds of a device against a responder; how each frame was taken is kept. */
function played(device: BusDevice, responder: Responder) {
  const sink = recordingSink();
  const asked: string[] = [];
  const taken: Taken[] = [];
  let nowMs = 0;
  const ask = async ({ place, request, take }: Question): Promise<Reply> => {
    asked.push(place);
    const now = responder(request).map(take);
    taken.push(...now);
    if (now.includes('answered')) return 'answered';
    if (now.some((one) => typeof one === 'object' && one.isRefusal)) return 'refused';
    return now.includes('partial') ? 'partial' : 'noAnswer';
  };
  const round: Round = { ask, now: () => timeAt(nowMs), sink };
  const poll = (atMs: number): Promise<boolean> => {
    nowMs = atMs;
    return device.poll(round);
  };
  return { sink, asked, taken, poll };
}

const servos = [
  { id: 3, joint: 'left', isInverted: false, offsetRad: 0 },
  { id: 7, joint: 'right', isInverted: true, offsetRad: 1 },
];
const chainOf = (currentAPerCount: number | undefined = 0.00269): DynamixelChain =>
  new DynamixelChain({ sourceId: 'bus', pollMs: 10, servos, currentAPerCount: currentAPerCount || unknown('notReported') });
const state = (id: number, errorBits = 0): ServoState => ({ id, positionCounts: 1024, temperatureC: 35, errorBits });
const both = servoChain(() => [state(3), state(7)]);

describe('a chain of servos', () => {
  it('turns the angle of a servo into that of its joint', async () => {
    const { sink, poll } = played(chainOf(), both);
    expect(await poll(0)).toBe(true);
    expect(sink.frames[0]?.cells['positionRad left']).toBeCloseTo(Math.PI / 2, 9);
    expect(sink.frames[0]?.cells['positionRad right']).toBeCloseTo(1 - Math.PI / 2, 9);
    expect(sink.frames[0]?.cells['velocityRadPerS right']).toBeLessThan(0);
    expect(sink.frames[0]?.cells['currentA right']).toBeCloseTo(-0.269, 9);
  });

  it('of a model without a current has no such column', async () => {
    expect(chainOf(0).layouts[0]?.signals).toEqual(['positionRad', 'velocityRadPerS', 'voltageV', 'motorTemperatureC']);
  });

  it('of which one is silent gives the others, and that one missing', async () => {
    const { sink, taken, poll } = played(
      chainOf(),
      servoChain(() => [state(7)]),
    );
    expect(await poll(0)).toBe(true);
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad left': { unknown: 'missing' }, 'motorTemperatureC right': 35 });
    expect(taken[0]).toBe('partial');
  });

  it('takes each servo once, none that was not asked, and none that says it could not', async () => {
    const { sink, taken, poll } = played(chainOf(), (request) => {
      const [left = new Uint8Array(), right = new Uint8Array()] = both(request);
      return [left, left, statusPacket(9, 0, Array<number>(21).fill(0)), statusPacket(7, 4, []), statusPacket(7, 0, [1]), right];
    });
    await poll(0);
    expect(taken.slice(0, 6).map((one) => (typeof one === 'object' ? one.text : one))).toEqual([
      'partial',
      'answers something else',
      'answers something else',
      'the device refuses',
      'has another length than what was asked',
      'answered',
    ]);
    expect(sink.frames).toHaveLength(1);
  });

  it('is asked for errors each second, and at once when a servo raises its alert', async () => {
    let errorBits = 0;
    const { asked, sink, poll } = played(
      chainOf(),
      servoChain(() => [state(3), state(7, errorBits)]),
    );
    for (let atMs = 0; atMs < 1000; atMs += 10) await poll(atMs);
    expect(asked.filter((place) => place === 'hardwareError')).toHaveLength(1);
    errorBits = 1 << 5;
    await poll(1000 - 1);
    expect(asked.filter((place) => place === 'hardwareError')).toHaveLength(2);
    expect(sink.messages.at(-1)).toMatchObject({ codeSpace: 'dynamixel.hardwareError', codeRaw: 'bit5', part: 'right', active: true });
  });

  it('proves with its first reading which events it can show', async () => {
    const { sink, poll } = played(chainOf(), both);
    await poll(0);
    expect(chainOf().observable).toEqual(['limitTrip', 'majorFault']);
    expect(sink.messages.map((one) => one.kind === 'fault' && one.codeRaw)).toEqual(['0', '0']);
  });
});

describe('a drive on Modbus RTU', () => {
  const registers = { 24641: 0x0637, 24639: 0x7121, 24695: 500 };
  const driveOf = async (): Promise<RegisterDrive> => {
    const { value: map } = await readRegisterMap('generic-cia402', readDocument, mapShelf);
    return new RegisterDrive({ sourceId: 'bus', unitId: 5, map, jointNames: ['elbow'], pollMs: 1000, identity: 'x' });
  };

  it('gives the frames and faults of its map', async () => {
    const { sink, poll } = played(await driveOf(), rtuUnit(5, registers));
    expect(await poll(0)).toBe(true);
    expect(sink.frames[0]?.cells).toEqual({ 'loadRatio elbow': 0.5 });
    expect(sink.messages.some((one) => one.kind === 'fault' && one.active && one.codeRaw === String(0x7121))).toBe(true);
  });

  it('that refuses some registers has the others; refusals name their exception', async () => {
    const { sink, taken, poll } = played(await driveOf(), rtuUnit(5, { 24695: 500 }));
    expect(await poll(0)).toBe(true);
    expect(sink.frames).toHaveLength(1);
    expect(taken).toContainEqual({ isRefusal: true, text: 'exception 2: illegal data address' });
  });

  it('that is silent costs one question a round', async () => {
    const { asked, sink, poll } = played(await driveOf(), () => []);
    expect(await poll(0)).toBe(false);
    expect(asked).toHaveLength(1);
    expect(sink.kinds).toEqual([]);
  });

  it('takes no answer of another unit, and none of another length', async () => {
    const { taken, poll } = played(await driveOf(), () => [rtuFrame(6, 3, 2, 0, 1), rtuFrame(5, 3, 8, 0, 1, 0, 1, 0, 1, 0, 1)]);
    expect(await poll(0)).toBe(false);
    expect(taken.every((one) => typeof one === 'object' && !one.isRefusal)).toBe(true);
  });

  it.each([
    [1200, 33],
    [9600, 5],
    [19_200, 3],
    [115_200, 2],
  ])('at %i baud is asked after %i ms of quiet', (baudRate, gapMs) => {
    expect(rtuGapMs(baudRate)).toBe(gapMs);
  });
});

describe('a board that prints lines', () => {
  const fields = [
    { path: 'a.pos', component: 'joint', part: 'elbow', signal: 'positionRad', unit: 'deg' },
    { path: 'b.pos', component: 'joint', part: 'wrist', signal: 'positionRad', unit: 'deg' },
    { path: 'v', component: 'controller', signal: 'voltageV', unit: 'mV' },
  ];
  const encoder = new TextEncoder();
  const heard = (text: string) => {
    const board = new JsonBoard({ sourceId: 'bus', fields, pollMs: 100 });
    const sink = recordingSink();
    const isHeard = board.take(encoder.encode(text), timeAt(0), sink);
    return { board, sink, isHeard };
  };

  it('gives a frame per component and line', () => {
    const { board, sink, isHeard } = heard('{"a":{"pos":180},"v":24000}\n{"b":{"pos":"x"},"v":9e9}\n{"half":');
    expect(isHeard).toBe(true);
    expect(board.layouts.map(({ parts }) => parts)).toEqual([['elbow', 'wrist'], ['controller']]);
    expect(sink.frames.map(({ cells }) => cells)).toEqual([
      { 'positionRad elbow': Math.PI, 'positionRad wrist': { unknown: 'missing' } },
      { 'voltageV controller': 24 },
      { 'positionRad elbow': { unknown: 'missing' }, 'positionRad wrist': { unknown: 'outOfRange' } },
      { 'voltageV controller': { unknown: 'outOfRange' } },
    ]);
  });

  it('that prints something else, or never ends a line, is counted and not heard', () => {
    const { sink, isHeard } = heard(`[1,2]\nhello\n${'x'.repeat(5000)}\n`);
    expect(isHeard).toBe(false);
    expect(sink.flaws.map(({ code }) => code)).toEqual(['serial/line-refused', 'serial/line-refused', 'serial/line-overlong']);
  });
});

describe('a frame of cells', () => {
  const layout = { sourceId: 'bus', component: 'battery', parts: ['a', 'b'], signals: ['voltageV', 'currentA'], periodMs: 10 } as const;

  it('says of each cell whether it is known, and if not why; what is not of the layout is left out', () => {
    const target = new CellFrame(layout);
    target.set('voltageV', 'a', 1);
    expect(target.frame).toBeUndefined();
    target.begin(timeAt(0));
    target.setParts('voltageV', [24, unknown('outOfRange')]);
    target.set('currentA', 'a', unknown('notReported'));
    target.set('powerW', 'a', 5);
    target.set('voltageV', 'c', 5);
    expect([...(target.frame?.values ?? [])]).toEqual([24, 0, 0, 0]);
    expect([...(target.frame?.quality ?? [])]).toEqual([quality.good, quality.outOfRange, quality.notReported, quality.missing]);
  });

  it('is empty again in the next round', () => {
    const target = new CellFrame(layout);
    target.begin(timeAt(0));
    target.setParts('voltageV', [1, 2]);
    target.begin(timeAt(10));
    expect(target.frame).toEqual(createFrame(layout, timeAt(10)));
  });
});
