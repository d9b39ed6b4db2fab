import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../agent/configuration/read-document.ts';
import { cellCopies, messagesOf } from '../../../../tests/support/modbus-registers.ts';
import { collect, hex } from '../../../../tests/support/serial-frames.ts';
import { askAll, askOne } from '../../../../tests/support/simulated-device.ts';
import { mapShelf } from '../../../modbus/formats/map-shelf.ts';
import type { RegisterMap } from '../../../serial-protocols/modbus/register-map.ts';
import { rtuFormat } from '../../../serial-protocols/modbus/rtu-format.ts';
import { rtuRequest } from '../../../serial-protocols/modbus/rtu-request.ts';
import { type JointMoment, jointCourse } from '../plant/joint-course.ts';
import { controllerRegisters } from './controller-registers.ts';
import { modbusRtuDevice, modbusTcpDevice } from './modbus-device.ts';
import { readSimulatedMap } from './read-simulated-map.ts';
import { rtuFrame } from './rtu-request-format.ts';

const names = await mapShelf.names();
const maps = await Promise.all(names.map((name) => readSimulatedMap(name, readDocument, mapShelf)));
const times = fc.integer({ min: 0, max: 86_400_000 });
const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });

function registersOf(map: RegisterMap, seed: number, faultFromMs?: number) {
  const joints = Array.from({ length: map.jointCountMax }, (_, index) =>
    jointCourse({ seed, index, ...(faultFromMs === undefined || index > 0 ? {} : { faultFromMs }) }),
  );
  return { joints, course: (atMs: number) => controllerRegisters(map, joints, atMs) };
}

function truthOf(joint: JointMoment | undefined, signal: string): number | undefined {
  if (signal === 'motorTemperatureC') return joint?.temperatureC;
  const known: Readonly<Record<string, number | boolean>> = { ...joint };
  const value = known[signal];
  return typeof value === 'number' ? value : undefined;
}

/** Half a step of the coarsest register each signal has in any map. */
const steps: Readonly<Record<string, number>> = {
  positionRad: 0.0009,
  velocityRadPerS: 0.0009,
  currentA: 0.0006,
  motorTemperatureC: 0.51,
  torqueNm: 1e-4,
};

describe.each(maps.map((map) => [map.name, map] as const))('a simulated controller with the registers of %s', (_, map) => {
  it('answers over RTU with what its joints do (property)', () => {
    fc.assert(
      fc.property(seeds, times, (seed, atMs) => {
        const { joints, course } = registersOf(map, seed);
        const device = modbusRtuDevice(course, { unitId: 7 });
        const cells = cellCopies(map, (block) => askOne(device, rtuRequest(block, 7), atMs));
        for (const { signal, part, value } of cells.filter(({ component }) => component === 'joint')) {
          const truth = truthOf(joints[part]?.(atMs), signal) ?? 0;
          expect(Math.abs(value - truth), `${signal} of joint ${part}`).toBeLessThan(steps[signal] ?? 1e-9);
        }
        expect(cells.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('is at work without a fault or a stop', () => {
    const device = modbusRtuDevice(registersOf(map, 1).course, { unitId: 1 });
    const messages = messagesOf(map, (block) => askOne(device, rtuRequest(block, 1)));
    const said = messages.flatMap((message) => Object.entries(message).map(([name, value]) => `${message.kind} ${name} ${value}`));
    expect(said.filter((each) => /(?:Stop|collisionDetected|fault active) true$/.test(each))).toEqual([]);
    expect(said.filter((each) => each.includes('drivesPowered'))).not.toContain('safety drivesPowered false');
    expect(messages.length).toBeGreaterThan(0);
  });
});

describe('a simulated controller', () => {
  const [ur, xarm, fairino] = ['ur-modbus', 'xarm-modbus', 'fairino-modbus'].map((name) => maps.find((map) => map.name === name));

  it.each([
    [ur, { kind: 'safety', protectiveStop: true, emergencyStop: false }],
    [xarm, { kind: 'safety', collisionDetected: true }],
    [fairino, { kind: 'safety', collisionDetected: true, emergencyStop: false }],
  ])('whose joint fails has stopped (%#)', (map, expected) => {
    if (map === undefined) throw new Error('the map is gone');
    const device = modbusRtuDevice(registersOf(map, 1, 0).course, { unitId: 1 });
    expect(messagesOf(map, (block) => askOne(device, rtuRequest(block, 1)))).toContainEqual(expect.objectContaining(expected));
  });

  const words = { holding: new Map([[0, 3288]]), input: new Map([[5, 0xff_ff]]) };
  const rtu = modbusRtuDevice(() => words, { unitId: 1 });
  const tcp = modbusTcpDevice(() => words);

  it('answers the captured request in the form of the captured answer', () => {
    expect(askOne(rtu, hex('01 03 00 00 00 01 84 0A'))).toEqual(hex('01 03 02 0C D8 BD 1E'));
  });

  it('answers over TCP with the transaction and the unit it was asked with', () => {
    expect(askOne(tcp, hex('12 34 00 00 00 06 09 03 00 00 00 01'))).toEqual(hex('12 34 00 00 00 05 09 03 02 0C D8'));
    expect(askOne(tcp, hex('12 35 00 00 00 06 FF 04 00 05 00 01'))).toEqual(hex('12 35 00 00 00 05 FF 04 02 FF FF'));
  });

  it.each([
    ['one coil', [5, 0, 0, 0xff, 0], 0x85],
    ['one register', [6, 0, 0, 0, 1], 0x86],
    ['coils', [15, 0, 0, 0, 8, 1, 0xff], 0x8f],
    ['registers', [16, 0, 0, 0, 1, 2, 0, 9], 0x90],
  ])('takes no write of %s, over RTU or TCP', (_, pdu, functionByte) => {
    const overRtu = askAll(rtu, rtuFrame(1, pdu));
    expect(overRtu.map(({ kind }) => kind)).toEqual(['writeRefused']);
    expect(overRtu[0]?.frames.map((frame) => [...frame.subarray(0, 3)])).toEqual([[1, functionByte, 1]]);
    const overTcp = askAll(tcp, Uint8Array.of(0, 1, 0, 0, 0, pdu.length + 1, 1, ...pdu));
    expect(overTcp).toEqual([{ kind: 'writeRefused', frames: [Uint8Array.of(0, 1, 0, 0, 0, 3, 1, functionByte, 1)] }]);
    expect(words.holding.get(0)).toBe(3288);
  });

  it.each([
    ['coils', [1, 0, 0, 0, 1], [0x81, 1]],
    ['a register it does not have', [3, 0, 1, 0, 1], [0x83, 2]],
    ['a row with a hole in it', [3, 0, 0, 0, 2], [0x83, 2]],
    ['no registers at all', [3, 0, 0, 0, 0], [0x83, 3]],
    ['more than 125', [4, 0, 5, 0, 126], [0x84, 3]],
  ])('refuses to read %s', (_, pdu, expected) => {
    const [answer] = askAll(rtu, rtuFrame(1, pdu));
    expect(answer?.kind).toBe('unknownRequest');
    expect(answer?.frames.map((frame) => [...frame.subarray(1, 3)])).toEqual([expected]);
  });

  it('leaves another unit its requests, and answers in frames a reader knows', () => {
    expect(askAll(rtu, rtuRequest({ table: 'holding', at: 0, count: 1 }, 2))).toEqual([]);
    const frame = askOne(rtu, rtuRequest({ table: 'holding', at: 0, count: 1 }, 1));
    expect(collect(rtuFormat, frame).counts).toMatchObject({ frameCount: 1, discardedBytes: 0 });
  });
});
