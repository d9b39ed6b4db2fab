import { dynamixelCrc, jbdChecksum, modbusCrc } from '../../drivers/serial-protocols/checksums.ts';
import { stuffed } from '../../drivers/serial-protocols/dynamixel/byte-stuffing.ts';
import { hex } from './serial-frames.ts';

/** A device on the bus: what it answers to these bytes; nothing when they are not for it. */
export type Responder = (request: Uint8Array) => readonly Uint8Array[];

/** A captured pack: 15.60 V, 0 A, 100 %, 4 cells, cell overvoltage 122 times and undervoltage twice. */
const jbdReplies: Readonly<Record<number, Uint8Array>> = {
  3: hex('DD 03 00 1D 06 18 00 00 01 F2 01 F4 00 00 2C 7C 00 00 00 00 00 00 80 64 03 04 03 0B 8B 0B 8A 0B 84 FA 8D 77'),
  4: hex('DD 04 00 08 0F 45 0F 3D 0F 37 0F 3D FE C6 77'),
  170: hex('DD AA 00 18 00 00 00 00 00 00 00 7A 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01 FF 6B 77'),
};

/** The captured JBD pack; `protectionBits` sets what its protection says. */
export function jbdPack(protectionBits: () => number = () => 0): Responder {
  return (request) => {
    if (request[0] !== 0xdd || request[1] !== 0xa5) return [];
    const reply = jbdReplies[request[2] ?? 0];
    return reply === undefined ? [] : [request[2] === 0x03 ? withProtection(reply, protectionBits()) : reply];
  };
}

function withProtection(reply: Uint8Array, bits: number): Uint8Array {
  const changed = Uint8Array.from(reply);
  changed.set([bits >> 8, bits & 0xff], 20);
  const sum = jbdChecksum(changed, { begin: 2, end: changed.length - 3 });
  changed.set([sum >> 8, sum & 0xff], changed.length - 3);
  return changed;
}

const dalyTotals = hex('A5 01 90 08 02 03 00 00 77 24 03 38 19');
const dalyReplies: Readonly<Record<number, readonly Uint8Array[]>> = {
  144: [dalyTotals],
  147: [hex('A5 01 93 08 02 01 01 71 00 04 86 C0 00')],
  148: [hex('A5 01 94 08 08 01 00 00 00 00 01 32 7E')],
  149: [
    hex('A5 01 95 08 01 0B 6B 0C 42 0C 43 32 89'),
    hex('A5 01 95 08 02 0C 3C 0C 52 0C 43 32 6C'),
    hex('A5 01 95 08 03 0C 00 0C 48 0C 43 32 27'),
  ],
  150: [hex('A5 01 96 08 01 3D 00 00 00 00 00 32 B4')],
  152: [hex('A5 01 98 08 00 00 00 00 00 00 00 00 46')],
};

/** Captured replies of Daly packs: 51.5 V, 50 A discharging, 82.4 %, 8 cells with a stale ninth, one sensor with stale others. */
export const dalyUartPack: Responder = (request) =>
  request[0] === 0xa5 && request[1] === 0x40 ? (dalyReplies[request[2] ?? 0] ?? []) : [];

/** A Modbus RTU answer, or any other frame that ends in its CRC. */
export function rtuFrame(...content: readonly number[]): Uint8Array {
  const bytes = Uint8Array.of(...content, 0, 0);
  const sum = modbusCrc(bytes, { begin: 0, end: content.length });
  bytes.set([sum & 0xff, sum >> 8], content.length);
  return bytes;
}

/** Daly's newer protocol, 80 registers: 52.5 V, 2.5 A out, 56.1 %, four cells of 3.281 V, two sensors of 13 °C, no alarm. */
export const dalyModbusPack: Responder = (request) => {
  if (request[0] !== 0xd2 || request[1] !== 0x03) return [];
  const words = new Array<number>(80).fill(0);
  words.fill(3281, 0, 4).fill(53, 0x20, 0x22);
  words.splice(0x28, 3, 525, 29_975, 561);
  words.splice(0x2f, 5, 2, 1178, 4, 2, 60);
  words.splice(0x35, 2, 1, 1);
  words.splice(0x42, 2, 55, 54);
  return [rtuFrame(0xd2, 3, 160, ...bytesOf(words))];
};

/** A unit with holding registers; what it does not have is answered by exception 2. */
export function rtuUnit(unitId: number, registers: Readonly<Record<number, number>>): Responder {
  return (request) => {
    const [unit, functionCode = 0, high = 0, low = 0, , count = 0] = request;
    if (unit !== unitId || functionCode !== 3 || request.length !== 8) return [];
    const at = high * 256 + low;
    const words = Array.from({ length: count }, (_, index) => registers[at + index]);
    const known = words.filter((word) => word !== undefined);
    if (known.length < count) return [rtuFrame(unitId, functionCode | 0x80, 2)];
    return [rtuFrame(unitId, functionCode, 2 * count, ...bytesOf(known))];
  };
}

export interface ServoState {
  readonly id: number;
  readonly positionCounts: number;
  readonly temperatureC: number;
  readonly errorBits: number;
}

/** Servos that answer sync reads of motion and hardware error, and nothing else. */
export function servoChain(servos: () => readonly ServoState[]): Responder {
  return (request) => {
    if (request[0] !== 0xff || request[4] !== 0xfe || request[7] !== 0x82) return [];
    const ids = [...request.subarray(12, request.length - 2)];
    const address = (request[8] ?? 0) + 256 * (request[9] ?? 0);
    return servos()
      .filter(({ id }) => ids.includes(id))
      .map((servo) => statusPacket(servo.id, servo.errorBits === 0 ? 0 : 0x80, address === 70 ? [servo.errorBits] : motionOf(servo)));
  };
}

/** A status packet as a servo sends it. */
export function statusPacket(id: number, error: number, content: readonly number[]): Uint8Array {
  const body = [0x55, error, ...stuffed(content)];
  const packet = Uint8Array.of(0xff, 0xff, 0xfd, 0x00, id, (body.length + 2) & 0xff, (body.length + 2) >>> 8, ...body, 0, 0);
  const crc = dynamixelCrc(packet, { begin: 0, end: packet.length - 2 });
  packet.set([crc & 0xff, crc >>> 8], packet.length - 2);
  return packet;
}

function motionOf({ positionCounts, temperatureC }: ServoState): number[] {
  const content = new Uint8Array(21);
  const view = new DataView(content.buffer);
  view.setInt16(0, 100, true);
  view.setInt32(2, 10, true);
  view.setInt32(6, positionCounts, true);
  view.setUint16(18, 120, true);
  content[20] = temperatureC;
  return [...content];
}

function bytesOf(words: readonly number[]): number[] {
  return words.flatMap((word) => [(word >> 8) & 0xff, word & 0xff]);
}

/** All devices on one bus: each hears every request whole, as the driver writes it. */
export function busOf(...devices: readonly Responder[]): (bytes: Uint8Array, send: (bytes: Uint8Array) => void) => void {
  return (bytes, send) => {
    for (const device of devices) for (const answer of device(bytes)) send(answer);
  };
}
