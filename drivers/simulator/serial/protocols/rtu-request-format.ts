import { u8, u16le } from '../../../serial-protocols/byte-fields.ts';
import { modbusCrc } from '../../../serial-protocols/checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../../../serial-protocols/frame-stream.ts';

const RTU_BYTES_MAX = 256;
const CRC_BYTES = 2;
/** Unit, function, four bytes, checksum: all reads, and writes of one value. */
const SHORT_BYTES = 8;
/** Writes of several values say in their seventh byte how many bytes follow. */
const LONG_HEAD_BYTES = 7;
const LONG_FUNCTIONS: readonly number[] = [15, 16];

/** Modbus RTU requests to any of these units, writes among them. Source: Modbus over serial line 1.02, 2.3 and application protocol 1.1b3, 6. */
export function rtuRequestFormat(unitIds: readonly number[]): FrameFormat {
  return { frameBytesMax: RTU_BYTES_MAX, startBytes: unitIds, examine };
}

function examine(bytes: Uint8Array, begin: number, end: number): Verdict {
  if (end - begin < SHORT_BYTES) return { kind: 'incomplete', atLeastBytes: SHORT_BYTES };
  const functionCode = u8(bytes, begin + 1);
  if (functionCode === 0 || functionCode >= 0x80) return noise;
  const isLong = LONG_FUNCTIONS.includes(functionCode);
  const sizeBytes = isLong ? LONG_HEAD_BYTES + u8(bytes, begin + 6) + CRC_BYTES : SHORT_BYTES;
  if (sizeBytes > RTU_BYTES_MAX) return noise;
  if (end - begin < sizeBytes) return { kind: 'incomplete', atLeastBytes: sizeBytes };
  const checkedEnd = begin + sizeBytes - CRC_BYTES;
  if (u16le(bytes, checkedEnd) !== modbusCrc(bytes, { begin, end: checkedEnd })) return wrongChecksum;
  return { kind: 'frame', sizeBytes };
}

/** Unit and content with the checksum behind them. */
export function rtuFrame(unitId: number, pdu: readonly number[]): Uint8Array {
  const frame = Uint8Array.of(unitId, ...pdu, 0, 0);
  const crc = modbusCrc(frame, { begin: 0, end: frame.length - CRC_BYTES });
  frame.set([crc & 0xff, crc >>> 8], frame.length - CRC_BYTES);
  return frame;
}
