import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { recordingSink } from '../../tests/support/recording-sink.ts';
import { busOf, dalyModbusPack, dalyUartPack, jbdPack, type Responder, rtuUnit, servoChain } from '../../tests/support/serial-devices.ts';
import { serialOptions, WireLink } from '../../tests/support/serial-fixture.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { makeDevice } from './formats/make-device.ts';
import { SerialSource } from './serial-source.ts';

/*
 * What leaves the driver is collected on the wire, whatever comes back on it, and read as each protocol reads its requests. The
 * judges here are written from the protocols' documents and share nothing with the code that builds requests.
 */
type Judge = (request: Uint8Array) => boolean;

/** JBD: `DD A5 register 00 checksum 77`; a write is `DD 5A`. */
const isJbdRead: Judge = (bytes) => bytes.length === 7 && bytes[0] === 0xdd && bytes[1] === 0xa5 && bytes[3] === 0 && bytes[6] === 0x77;
/** Daly UART: commands 0x90…0x98 read, and carry eight bytes of nothing. */
const isDalyUartRead: Judge = (bytes) =>
  bytes.length === 13 &&
  bytes[0] === 0xa5 &&
  (bytes[2] ?? 0) >= 0x90 &&
  (bytes[2] ?? 0) <= 0x98 &&
  bytes.subarray(4, 12).every((byte) => byte === 0);
/** Modbus: eight bytes with function 3 or 4; 5, 6, 15, 16, 22 and 23 write. */
const isModbusRead: Judge = (bytes) => bytes.length === 8 && (bytes[1] === 3 || bytes[1] === 4);
/** Dynamixel 2.0: one packet by its length, with ping, read, sync read or bulk read. */
const isDynamixelRead: Judge = (bytes) =>
  bytes[0] === 0xff &&
  bytes[2] === 0xfd &&
  bytes.length === 7 + (bytes[5] ?? 0) + 256 * (bytes[6] ?? 0) &&
  [0x01, 0x02, 0x82, 0x92].includes(bytes[7] ?? 0);

const servos = [{ id: 1, joint: 'elbow_joint' }];
const drive = { protocol: 'modbusRtu', unitId: 5, map: 'ur-modbus', timeoutMs: 20 };
const cases: readonly { device: object; isRead: Judge; responder: Responder }[] = [
  { device: { protocol: 'jbd', cellCount: 4, timeoutMs: 20, pollMs: 100 }, isRead: isJbdRead, responder: jbdPack() },
  { device: { protocol: 'dalyUart', cellCount: 8, timeoutMs: 20, pollMs: 2000 }, isRead: isDalyUartRead, responder: dalyUartPack },
  { device: { protocol: 'dalyModbus', timeoutMs: 20, pollMs: 500 }, isRead: isModbusRead, responder: dalyModbusPack },
  { device: { protocol: 'dalyModbus', registers: 'p81', timeoutMs: 20, pollMs: 500 }, isRead: isModbusRead, responder: dalyModbusPack },
  {
    device: { protocol: 'dynamixel', servos, timeoutMs: 20 },
    isRead: isDynamixelRead,
    responder: servoChain(() => [{ id: 1, positionCounts: 0, temperatureC: 30, errorBits: 255 }]),
  },
  { device: drive, isRead: isModbusRead, responder: rtuUnit(5, Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at, at]))) },
];

const { value: profile } = await readProfile('ur3e');

/** Everything a device sends in a few seconds in which these bytes come back to each request. */
async function sentBy(device: object, answersTo: Responder): Promise<Uint8Array[]> {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const link = new WireLink(busOf(answersTo));
  const options = serialOptions({ path: 'wire', devices: [device] });
  const [written] = options.devices;
  const made = written && (await makeDevice(written, { sourceId: 'bus', profile, clock, readDocument }));
  if (made === undefined) throw new Error('no device');
  const devices = [{ device: made, timeoutMs: 20 }];
  const source = new SerialSource({ options, open: async () => link, devices, board: undefined, observable: [], identity: {}, clock });
  const run = source.run(recordingSink(), stop.signal).catch(() => undefined);
  await clock.advance(2500);
  stop.abort();
  await run;
  return link.written;
}

describe.each(cases.map((one) => ({ ...one, name: JSON.stringify(one.device) })))('$name', ({ device, isRead, responder }) => {
  it('sends reads only while it is answered', async () => {
    const sent = await sentBy(device, responder);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((request) => !isRead(request))).toEqual([]);
  });

  it('sends reads only whatever comes back (property)', async () => {
    const answers = fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean(), fc.nat(30)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(answers, async (list) => {
        let askedCount = 0;
        const sent = await sentBy(device, (request) => {
          const [garbage = new Uint8Array(), isGood = false, at = 0] = list[askedCount++ % list.length] ?? [];
          const good = isGood ? responder(request) : [];
          return [garbage.subarray(0, at), ...good, garbage.subarray(at)];
        });
        expect(sent.filter((request) => !isRead(request))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the judges', () => {
  it.each([
    ['a JBD write', isJbdRead, [0xdd, 0x5a, 0xe1, 2, 0, 3, 0xff, 0x1a, 0x77]],
    ['a Daly command that switches', isDalyUartRead, [0xa5, 0x40, 0xd9, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0xc6]],
    ['a Daly read with content', isDalyUartRead, [0xa5, 0x40, 0x90, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0x7e]],
    ['a Modbus write', isModbusRead, [5, 6, 0, 1, 0, 1, 0, 0]],
    ['a Dynamixel write', isDynamixelRead, [0xff, 0xff, 0xfd, 0, 1, 6, 0, 3, 0x40, 0, 1, 0xdb, 0x66]],
    ['a Dynamixel reboot behind a ping', isDynamixelRead, [0xff, 0xff, 0xfd, 0, 1, 3, 0, 1, 0x19, 0x4e, 0xff, 0xff, 0xfd]],
  ])('refuse %s', (_, isRead, bytes) => {
    expect(isRead(Uint8Array.from(bytes))).toBe(false);
  });
});
