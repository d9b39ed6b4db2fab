import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { collect, corruptions, decodedOf, hex, itKeepsTheFramerProperties, joined, runs } from '../../../tests/support/serial-frames.ts';
import { dynamixelCrc } from '../checksums.ts';
import { stuffed, unstuffed } from './byte-stuffing.ts';
import { decodeDynamixelBlock, decodeDynamixelPing, decodeDynamixelStatus, xm430Scale } from './decode-dynamixel.ts';
import { dynamixelFormat } from './dynamixel-format.ts';
import { dynamixelBlocks, dynamixelBulkRead, dynamixelPing, dynamixelRead, dynamixelSyncRead } from './dynamixel-request.ts';

const pingReply = hex('FF FF FD 00 01 07 00 55 00 06 04 26 65 5D');
const positionReply = hex('FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0');
const syncReply = hex('FF FF FD 00 02 08 00 55 00 1F 08 00 00 BA BE');
const voltageReply = hex('FF FF FD 00 01 06 00 55 00 77 00 C3 69');
const temperatureReply = hex('FF FF FD 00 02 05 00 55 00 24 8B A9');
const captured = [pingReply, positionReply, syncReply, voltageReply, temperatureReply];

/** A status packet as a servo would send it. */
function statusOf(id: number, error: number, content: readonly number[]): Uint8Array {
  const body = [0x55, error, ...stuffed(content)];
  const packet = Uint8Array.of(0xff, 0xff, 0xfd, 0x00, id, (body.length + 2) & 0xff, (body.length + 2) >>> 8, ...body, 0, 0);
  const crc = dynamixelCrc(packet, { begin: 0, end: packet.length - 2 });
  packet.set([crc & 0xff, crc >>> 8], packet.length - 2);
  return packet;
}

const readingOf = (frame: Uint8Array, block: keyof typeof dynamixelBlocks) =>
  decodedOf(decodeDynamixelBlock(decodedOf(decodeDynamixelStatus(frame)), block));
const blank = {
  positionRad: unknown('missing'),
  velocityRadPerS: unknown('missing'),
  currentA: unknown('missing'),
  voltageV: unknown('missing'),
  motorTemperatureC: unknown('missing'),
  hardwareErrorBits: unknown('missing'),
  faults: [],
};

describe('a captured Dynamixel status packet', () => {
  it('decodes to its stated value', () => {
    expect(decodedOf(decodeDynamixelPing(decodedOf(decodeDynamixelStatus(pingReply))))).toEqual({ modelRaw: '1030', firmwareVersion: 38 });
    expect(readingOf(positionReply, 'position')).toEqual({ ...blank, positionRad: 166 * xm430Scale.positionRadPerCount });
    expect(readingOf(syncReply, 'position')).toEqual({ ...blank, positionRad: 2079 * xm430Scale.positionRadPerCount });
    expect(readingOf(voltageReply, 'voltage').voltageV).toBeCloseTo(11.9, 9);
    expect(readingOf(temperatureReply, 'temperature').motorTemperatureC).toBe(36);
    expect(decodedOf(decodeDynamixelStatus(syncReply)).id).toBe(2);
  });

  it('is rejected when damaged, every byte in every way, and counted', () => {
    for (const good of captured) {
      for (const bad of corruptions(good)) {
        const { frames, counts } = collect(dynamixelFormat, bad);
        expect(frames).toEqual([]);
        expect(counts.discardedBytes).toBe(good.length);
      }
    }
  });
});

describe('a Dynamixel request', () => {
  it.each([
    ['ping', dynamixelPing(1), 'FF FF FD 00 01 03 00 01 19 4E'],
    ['read', dynamixelRead({ id: 1, block: 'position' }), 'FF FF FD 00 01 07 00 02 84 00 04 00 1D 15'],
    ['sync read', dynamixelSyncRead([1, 2], 'position'), 'FF FF FD 00 FE 09 00 82 84 00 04 00 01 02 CE FA'],
    [
      'bulk read',
      dynamixelBulkRead([
        { id: 1, block: 'voltage' },
        { id: 2, block: 'temperature' },
      ]),
      'FF FF FD 00 FE 0D 00 92 01 90 00 02 00 02 92 00 01 00 1A 05',
    ],
  ])('to %s is the captured one, and an echo when it comes back', (_, request, text) => {
    expect(request).toEqual(hex(text));
    expect(collect(dynamixelFormat, joined([request, positionReply])).counts).toMatchObject({ echoCount: 1, frameCount: 1 });
  });

  it('to no device, to everybody or to too many is not made', () => {
    for (const id of [-1, 253, 254, 255, 1.5, Number.NaN]) {
      expect(dynamixelPing(id)).toHaveLength(0);
      expect(dynamixelRead({ id, block: 'motion' })).toHaveLength(0);
      expect(dynamixelSyncRead([1, id], 'motion')).toHaveLength(0);
      expect(dynamixelBulkRead([{ id, block: 'motion' }])).toHaveLength(0);
    }
    expect(dynamixelSyncRead([], 'motion')).toHaveLength(0);
    expect(dynamixelSyncRead(Array(65).fill(1), 'motion')).toHaveLength(0);
    expect(dynamixelSyncRead(Array(64).fill(1), 'motion')).toHaveLength(78);
  });
});

describe('a block of the control table', () => {
  it('of motion gives everything at once, signed', () => {
    const content = new Uint8Array(dynamixelBlocks.motion.sizeBytes);
    const view = new DataView(content.buffer);
    view.setInt16(0, -100, true);
    view.setInt32(2, -50, true);
    view.setInt32(6, -4096, true);
    view.setUint16(18, 120, true);
    content[20] = 41;
    const reading = readingOf(statusOf(7, 0, [...content]), 'motion');
    expect(reading.currentA).toBeCloseTo(-0.269, 9);
    expect(reading.velocityRadPerS).toBeCloseTo((-50 * 0.229 * 2 * Math.PI) / 60, 9);
    expect(reading.positionRad).toBeCloseTo(-2 * Math.PI, 9);
    expect(reading).toMatchObject({ voltageV: 12, motorTemperatureC: 41, hardwareErrorBits: unknown('missing'), faults: [] });
  });

  it('of the hardware error names each bit', () => {
    const { hardwareErrorBits, faults } = readingOf(statusOf(7, 0x80, [0b1001_0101]), 'hardwareError');
    expect(hardwareErrorBits).toBe(0x95);
    expect(faults.map(({ codeRaw, severity, category }) => [codeRaw, severity, category])).toEqual([
      ['bit0', 'warning', 'undervoltage'],
      ['bit2', 'error', 'overTemperature'],
      ['bit4', 'fatal', 'powerStage'],
      ['bit7', 'info', 'other'],
    ]);
  });

  it('with values that cannot be true, or a current the model does not measure, says unknown', () => {
    expect(readingOf(statusOf(1, 0, [255]), 'temperature').motorTemperatureC).toEqual({ unknown: 'outOfRange' });
    const status = decodedOf(decodeDynamixelStatus(statusOf(1, 0, [1, 0])));
    const scale = { ...xm430Scale, currentAPerCount: unknown('notReported') };
    expect(decodedOf(decodeDynamixelBlock(status, 'current', scale)).currentA).toEqual({ unknown: 'notReported' });
  });

  it('is rejected when the answer has another length, or is a refusal', () => {
    const status = decodedOf(decodeDynamixelStatus(positionReply));
    expect(decodeDynamixelBlock(status, 'motion')).toEqual({ ok: false, reason: 'length' });
    expect(decodeDynamixelPing(status)).toEqual({ ok: false, reason: 'length' });
    expect(decodeDynamixelStatus(statusOf(1, 0x04, []))).toEqual({ ok: false, reason: 'deviceError' });
    expect(decodeDynamixelStatus(new Uint8Array(5))).toEqual({ ok: false, reason: 'length' });
  });

  it('keeps the alert apart from refusals', () => {
    expect(decodedOf(decodeDynamixelStatus(statusOf(1, 0x80, [1])))).toEqual({ id: 1, alert: true, content: Uint8Array.of(1) });
  });
});

describe('byte stuffing', () => {
  it.each([
    ['FF FF FD', 'FF FF FD FD'],
    ['FF FF FD FD', 'FF FF FD FD FD'],
    ['FF FF FF FD 00', 'FF FF FF FD FD 00'],
    ['FF FD FF FF', 'FF FD FF FF'],
  ])('of %s is %s', (content, sent) => {
    expect(stuffed([...hex(content)])).toEqual([...hex(sent)]);
    expect(unstuffed(hex(sent))).toEqual(hex(content));
  });

  it('comes off as it went on, and leaves no header inside (property)', () => {
    const content = fc.array(fc.constantFrom(0xff, 0xfd, 0x00, 0x55), { maxLength: 40 });
    fc.assert(
      fc.property(content, (bytes) => {
        const sent = stuffed(bytes);
        expect([...unstuffed(Uint8Array.from(sent))]).toEqual(bytes);
        expect(Buffer.from(sent).includes(Buffer.of(0xff, 0xff, 0xfd, 0x00))).toBe(false);
      }),
      { numRuns: runs },
    );
  });

  it('is undone inside a status packet', () => {
    const frame = statusOf(1, 0, [0xff, 0xff, 0xfd, 0x00]);
    expect(collect(dynamixelFormat, frame).frames).toEqual([frame]);
    expect(decodedOf(decodeDynamixelStatus(frame)).content).toEqual(hex('FF FF FD 00'));
  });
});

itKeepsTheFramerProperties(dynamixelFormat, captured);
