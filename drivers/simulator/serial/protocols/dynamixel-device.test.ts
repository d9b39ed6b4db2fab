import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, decodedOf, hex, joined } from '../../../../tests/support/serial-frames.ts';
import { ask, askAll, askOne, decodedAll } from '../../../../tests/support/simulated-device.ts';
import { dynamixelCrc } from '../../../serial-protocols/checksums.ts';
import {
  type DynamixelReading,
  decodeDynamixelBlock,
  decodeDynamixelPing,
  decodeDynamixelStatus,
} from '../../../serial-protocols/dynamixel/decode-dynamixel.ts';
import { dynamixelFormat } from '../../../serial-protocols/dynamixel/dynamixel-format.ts';
import {
  dynamixelBulkRead,
  dynamixelPing,
  dynamixelRead,
  dynamixelSyncRead,
} from '../../../serial-protocols/dynamixel/dynamixel-request.ts';
import { type JointMoment, jointCourse } from '../plant/joint-course.ts';
import { dynamixelDevice } from './dynamixel-device.ts';

const ids = [1, 2, 3, 4, 5, 6, 7, 8];
const courses = new Map(ids.map((id) => [id, jointCourse({ seed: 1, index: id - 1 })]));
const bus = dynamixelDevice(courses);

function packet(id: number, body: readonly number[]): Uint8Array {
  const request = Uint8Array.of(0xff, 0xff, 0xfd, 0, id, body.length + 2, 0, ...body, 0, 0);
  const crc = dynamixelCrc(request, { begin: 0, end: request.length - 2 });
  request.set([crc & 0xff, crc >> 8], request.length - 2);
  return request;
}

/** To half a step of the control table. */
function expectMoment(reading: DynamixelReading, truth: JointMoment): void {
  expect(Math.abs(Number(reading.positionRad) - truth.positionRad)).toBeLessThan(0.00077);
  expect(Math.abs(Number(reading.velocityRadPerS) - truth.velocityRadPerS)).toBeLessThan(0.0121);
  expect(Math.abs(Number(reading.currentA) - truth.currentA)).toBeLessThan(0.00136);
  expect(Math.abs(Number(reading.voltageV) - truth.voltageV)).toBeLessThan(0.051);
  expect(Math.abs(Number(reading.motorTemperatureC) - truth.temperatureC)).toBeLessThan(0.51);
}

describe('simulated Dynamixel servos', () => {
  it('answer a sync read with one packet each, in the order asked, with what they do (property)', () => {
    const some = fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 });
    const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
    fc.assert(
      fc.property(seeds, some, fc.integer({ min: 0, max: 86_400_000 }), (seed, asked, atMs) => {
        const own = new Map(ids.map((id) => [id, jointCourse({ seed, index: id })]));
        const statuses = decodedAll(ask(dynamixelDevice(own), dynamixelSyncRead(asked, 'motion'), atMs), decodeDynamixelStatus);
        expect(statuses.map(({ id }) => id)).toEqual(asked);
        for (const status of statuses) {
          const truth = own.get(status.id)?.(atMs);
          if (truth === undefined) throw new Error(`no servo ${status.id}`);
          expectMoment(decodedOf(decodeDynamixelBlock(status, 'motion')), truth);
        }
      }),
    );
  });

  it('answer a bulk read with what each was asked for', () => {
    const request = dynamixelBulkRead([
      { id: 1, block: 'voltage' },
      { id: 2, block: 'temperature' },
    ]);
    const [first, second] = decodedAll(ask(bus, request), decodeDynamixelStatus);
    expect([first?.content.length, second?.content.length]).toEqual([2, 1]);
    expect(first?.content[0]).toBeGreaterThan(117);
  });

  it('answer the captured requests in the form of the captured answers', () => {
    const ping = decodedOf(decodeDynamixelPing(decodedOf(decodeDynamixelStatus(askOne(bus, hex('FF FF FD 00 01 03 00 01 19 4E'))))));
    expect(ping).toEqual({ modelRaw: '1030', firmwareVersion: 38 });
    expect(joined(ask(bus, hex('FF FF FD 00 01 03 00 01 19 4E')))).toEqual(hex('FF FF FD 00 01 07 00 55 00 06 04 26 65 5D'));
    const position = askOne(bus, hex('FF FF FD 00 01 07 00 02 84 00 04 00 1D 15'));
    expect([...position.subarray(0, 9)]).toEqual([0xff, 0xff, 0xfd, 0, 1, 8, 0, 0x55, 0]);
    expect(ask(bus, hex('FF FF FD 00 FE 09 00 82 84 00 04 00 01 02 CE FA')).map((frame) => frame[4])).toEqual([1, 2]);
    expect(ask(bus, hex('FF FF FD 00 FE 0D 00 92 01 90 00 02 00 02 92 00 01 00 1A 05')).map((frame) => frame[4])).toEqual([1, 2]);
  });

  it('leave out servos that are not there, and all answer a ping to all', () => {
    expect(ask(bus, dynamixelSyncRead([7, 9, 8], 'position')).map((frame) => frame[4])).toEqual([7, 8]);
    expect(ask(bus, packet(0xfe, [1])).map((frame) => frame[4])).toEqual(ids);
    expect(askAll(bus, dynamixelPing(9))).toEqual([{ kind: 'answered', frames: [] }]);
  });

  it('stuff bytes that look like a header', () => {
    const positionRad = (0x00_fd_ff_ff * 2 * Math.PI) / 4096;
    const servo = dynamixelDevice(new Map([[1, (atMs) => ({ ...jointCourse({ seed: 1, index: 0 })(atMs), positionRad })]]));
    const frame = askOne(servo, dynamixelRead({ id: 1, block: 'position' }));
    expect([...frame.subarray(9, -2)]).toEqual([0xff, 0xff, 0xfd, 0xfd, 0x00]);
    const reading = decodedOf(decodeDynamixelBlock(decodedOf(decodeDynamixelStatus(frame)), 'position'));
    expect(reading.positionRad).toBeCloseTo(positionRad, 6);
  });

  it('say an error in register 70, and ask in every packet to have it read', () => {
    const hot = dynamixelDevice(new Map([[1, jointCourse({ seed: 1, index: 0, faultFromMs: 1000 })]]));
    const at = (atMs: number) => decodedOf(decodeDynamixelStatus(askOne(hot, dynamixelRead({ id: 1, block: 'hardwareError' }), atMs)));
    expect([at(999).alert, at(1000).alert]).toEqual([false, true]);
    expect(decodedOf(decodeDynamixelBlock(at(999), 'hardwareError')).faults).toEqual([]);
    expect(decodedOf(decodeDynamixelBlock(at(1000), 'hardwareError')).faults).toMatchObject([{ text: 'overheating' }]);
  });

  it.each([
    ['write', 0x03],
    ['registered write', 0x04],
    ['action', 0x05],
    ['factory reset', 0x06],
    ['reboot', 0x08],
    ['clear', 0x10],
  ])('take no %s: the one it was meant for answers with an access error', (_, instruction) => {
    const [answer] = askAll(bus, packet(3, [instruction, 0x74, 0, 1, 0]));
    expect(answer?.kind).toBe('writeRefused');
    expect(answer?.frames.map((frame) => [frame[4], frame[8]])).toEqual([[3, 7]]);
    expect(decodeDynamixelStatus(answer?.frames[0] ?? new Uint8Array())).toEqual({ ok: false, reason: 'deviceError' });
  });

  it.each([0x83, 0x93])('take no write to several (%i): nobody answers, and it is counted', (instruction) => {
    expect(askAll(bus, packet(0xfe, [instruction, 0x74, 0, 1, 0, 1, 9]))).toEqual([{ kind: 'writeRefused', frames: [] }]);
  });

  it('answer a range that is not in the table with a range error, an unknown instruction with an instruction error', () => {
    expect(ask(bus, packet(1, [2, 0, 2, 4, 0])).map((frame) => frame[8])).toEqual([4]);
    expect(ask(bus, packet(1, [2, 0, 0, 0, 0])).map((frame) => frame[8])).toEqual([4]);
    expect(askAll(bus, packet(1, [0x33]))).toMatchObject([{ kind: 'unknownRequest' }]);
  });

  it('hear no request in their own answers', () => {
    const frames = ask(bus, dynamixelSyncRead(ids, 'motion'));
    expect(askAll(bus, joined(frames))).toEqual([]);
    expect(collect(dynamixelFormat, ...frames).counts).toMatchObject({ frameCount: 8, discardedBytes: 0 });
  });
});
