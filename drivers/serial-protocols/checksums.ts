/** A run of bytes inside a larger array; `end` is exclusive. */
export interface ByteRange {
  readonly begin: number;
  readonly end: number;
}

/** JBD: two's complement of the 16-bit byte sum, 0…0xFFFF. Source: facts/interfaces §3.1. */
export function jbdChecksum(bytes: Uint8Array, { begin, end }: ByteRange): number {
  return -byteSum(bytes, begin, end) & 0xff_ff;
}

/** Daly A5 frames: low byte of the byte sum, 0…0xFF. Source: facts/interfaces §3.2. */
export function dalyChecksum(bytes: Uint8Array, { begin, end }: ByteRange): number {
  return byteSum(bytes, begin, end) & 0xff;
}

/** Modbus CRC-16: reflected polynomial 0xA001, initial 0xFFFF; sent low byte first. Source: Modbus over serial line V1.02, §6.2.2. */
export function modbusCrc(bytes: Uint8Array, { begin, end }: ByteRange): number {
  let crc = 0xff_ff;
  for (let at = begin; at < end; at += 1) {
    crc = (crc >>> 8) ^ (modbusTable[(crc ^ byteAt(bytes, at)) & 0xff] ?? 0);
  }
  return crc;
}

/** Dynamixel 2.0 CRC-16: polynomial 0x8005, initial 0, not reflected; sent low byte first. Source: ROBOTIS e-Manual, CRC calculation. */
export function dynamixelCrc(bytes: Uint8Array, { begin, end }: ByteRange): number {
  let crc = 0;
  for (let at = begin; at < end; at += 1) {
    crc = ((crc << 8) & 0xff_ff) ^ (dynamixelTable[(crc >>> 8) ^ byteAt(bytes, at)] ?? 0);
  }
  return crc;
}

const modbusTable = tableOf((entry) => bitByBit(entry, (crc) => (crc & 1 ? (crc >>> 1) ^ 0xa0_01 : crc >>> 1)));
const dynamixelTable = tableOf((entry) =>
  bitByBit(entry << 8, (crc) => (crc & 0x80_00 ? ((crc << 1) ^ 0x80_05) & 0xff_ff : (crc << 1) & 0xff_ff)),
);

function tableOf(entryOf: (entry: number) => number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, entry) => entryOf(entry));
}

function bitByBit(start: number, step: (crc: number) => number): number {
  let crc = start;
  for (let bit = 0; bit < 8; bit += 1) crc = step(crc);
  return crc;
}

function byteSum(bytes: Uint8Array, begin: number, end: number): number {
  let sum = 0;
  for (let at = begin; at < end; at += 1) sum += byteAt(bytes, at);
  return sum;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
