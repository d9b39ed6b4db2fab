import { u8, u16be, u16le } from '../byte-fields.ts';
import { modbusCrc } from '../checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../frame-stream.ts';

/** Address, function, byte count before the content; two CRC bytes behind it. */
export const DALY_MODBUS_HEAD_BYTES = 3;
const CRC_BYTES = 2;
const REQUEST_BYTES = 8;
const EXCEPTION_BYTES = 5;
const CONTENT_BYTES_MAX = 250;
const READ_FUNCTION_BYTE = 0x03;
const READ_EXCEPTION_BYTE = 0x83;
/** Modbus lets nobody ask for more registers at once (Modbus application protocol V1.1b3, §6.3). */
const REGISTERS_MAX_COUNT = 125;

/** The D2 device answers with the address it was asked at; the 81 device answers as 51. */
const D2_ADDRESS_BYTE = 0xd2;
const P81_REQUEST_ADDRESS_BYTE = 0x81;
const P81_REPLY_ADDRESS_BYTE = 0x51;

/** Daly's Modbus frames: replies to function 3 from D2 and 51, their refusals, and read requests as echoes. Facts/interfaces §3.2 (b). */
export const dalyModbusFormat: FrameFormat = {
  frameBytesMax: DALY_MODBUS_HEAD_BYTES + CONTENT_BYTES_MAX + CRC_BYTES,
  startBytes: [D2_ADDRESS_BYTE, P81_REPLY_ADDRESS_BYTE, P81_REQUEST_ADDRESS_BYTE],
  examine,
};

function examine(bytes: Uint8Array, begin: number, end: number): Verdict {
  if (end - begin < EXCEPTION_BYTES) return { kind: 'incomplete', atLeastBytes: EXCEPTION_BYTES };
  const isEcho = isRequest(bytes, begin);
  const sizeBytes = isEcho ? REQUEST_BYTES : replyBytes(bytes, begin);
  if (sizeBytes === 0) return noise;
  if (end - begin < sizeBytes) return { kind: 'incomplete', atLeastBytes: sizeBytes };
  if (isEcho && !isCountAllowed(u16be(bytes, begin + 4))) return noise;
  const checkedEnd = begin + sizeBytes - CRC_BYTES;
  if (u16le(bytes, checkedEnd) !== modbusCrc(bytes, { begin, end: checkedEnd })) return wrongChecksum;
  return { kind: isEcho ? 'echo' : 'frame', sizeBytes };
}

/** A D2 request begins like a D2 reply; the blocks read here begin below register 256, and no reply is empty, so 0 tells them apart. */
function isRequest(bytes: Uint8Array, begin: number): boolean {
  const address = u8(bytes, begin);
  if (u8(bytes, begin + 1) !== READ_FUNCTION_BYTE) return false;
  return address === P81_REQUEST_ADDRESS_BYTE || (address === D2_ADDRESS_BYTE && u8(bytes, begin + 2) === 0);
}

function replyBytes(bytes: Uint8Array, begin: number): number {
  if (u8(bytes, begin) === P81_REQUEST_ADDRESS_BYTE) return 0;
  if (u8(bytes, begin + 1) === READ_EXCEPTION_BYTE) return EXCEPTION_BYTES;
  const contentBytes = u8(bytes, begin + 2);
  const isPlausible = u8(bytes, begin + 1) === READ_FUNCTION_BYTE && contentBytes % 2 === 0 && contentBytes <= CONTENT_BYTES_MAX;
  return isPlausible ? DALY_MODBUS_HEAD_BYTES + contentBytes + CRC_BYTES : 0;
}

function isCountAllowed(registerCount: number): boolean {
  return registerCount > 0 && registerCount <= REGISTERS_MAX_COUNT;
}
