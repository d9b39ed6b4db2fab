import { u8, u16le } from '../byte-fields.ts';
import { dynamixelCrc } from '../checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../frame-stream.ts';

/** Header, id and length; the length counts what follows it. */
export const DYNAMIXEL_HEAD_BYTES = 7;
export const DYNAMIXEL_CRC_BYTES = 2;
/** Longer than any request or reply of this library; the protocol's own limit is about 1,000 and would hold back frames longer. */
const DYNAMIXEL_FRAME_BYTES_MAX = 512;
const LENGTH_BYTES_MIN = 3;
const STATUS_LENGTH_BYTES_MIN = 4;
const STATUS_BYTE = 0x55;
const header = [0xff, 0xff, 0xfd, 0x00] as const;

/** Dynamixel protocol 2.0: status packets are frames, instructions heard on the bus are echoes. Source: ROBOTIS e-Manual, protocol 2.0. */
export const dynamixelFormat: FrameFormat = { frameBytesMax: DYNAMIXEL_FRAME_BYTES_MAX, startBytes: [header[0]], examine };

function examine(bytes: Uint8Array, begin: number, end: number): Verdict {
  const headSize = Math.min(header.length, end - begin);
  for (let at = 1; at < headSize; at += 1) if (bytes[begin + at] !== header[at]) return noise;
  const knownBytes = DYNAMIXEL_HEAD_BYTES + 1;
  if (end - begin < knownBytes) return { kind: 'incomplete', atLeastBytes: knownBytes };
  const lengthBytes = u16le(bytes, begin + 5);
  const sizeBytes = DYNAMIXEL_HEAD_BYTES + lengthBytes;
  const isStatus = u8(bytes, begin + DYNAMIXEL_HEAD_BYTES) === STATUS_BYTE;
  if (lengthBytes < (isStatus ? STATUS_LENGTH_BYTES_MIN : LENGTH_BYTES_MIN) || sizeBytes > DYNAMIXEL_FRAME_BYTES_MAX) return noise;
  if (end - begin < sizeBytes) return { kind: 'incomplete', atLeastBytes: sizeBytes };
  const checkedEnd = begin + sizeBytes - DYNAMIXEL_CRC_BYTES;
  if (u16le(bytes, checkedEnd) !== dynamixelCrc(bytes, { begin, end: checkedEnd })) return wrongChecksum;
  return { kind: isStatus ? 'frame' : 'echo', sizeBytes };
}
