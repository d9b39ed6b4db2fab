import { u8, u16be } from '../byte-fields.ts';
import { jbdChecksum } from '../checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../frame-stream.ts';

const START_BYTE = 0xdd;
const END_BYTE = 0x77;
const READ_BYTE = 0xa5;
/** Start, register, status, length, two check bytes, end. */
export const JBD_FRAME_OVERHEAD_BYTES = 7;
/** 32 cells of 2 bytes; no register read here is longer. */
const JBD_CONTENT_BYTES_MAX = 64;
const HEAD_BYTES = 4;

/** JBD replies `DD register status length … checksum 77`; read requests heard on the bus are echoes. Source: facts/interfaces §3.1. */
export const jbdFormat: FrameFormat = {
  frameBytesMax: JBD_FRAME_OVERHEAD_BYTES + JBD_CONTENT_BYTES_MAX,
  startBytes: [START_BYTE],
  examine,
};

function examine(bytes: Uint8Array, begin: number, end: number): Verdict {
  if (end - begin < HEAD_BYTES) return { kind: 'incomplete', atLeastBytes: HEAD_BYTES };
  const isRequest = u8(bytes, begin + 1) === READ_BYTE;
  const contentBytes = u8(bytes, begin + 3);
  const status = u8(bytes, begin + 2);
  if (isRequest ? contentBytes !== 0 : status !== 0x00 && status !== 0x80) return noise;
  if (contentBytes > JBD_CONTENT_BYTES_MAX) return noise;
  const sizeBytes = contentBytes + JBD_FRAME_OVERHEAD_BYTES;
  if (end - begin < sizeBytes) return { kind: 'incomplete', atLeastBytes: sizeBytes };
  if (u8(bytes, begin + sizeBytes - 1) !== END_BYTE) return noise;
  const checked = { begin: begin + 2, end: begin + 4 + contentBytes };
  if (u16be(bytes, checked.end) !== jbdChecksum(bytes, checked)) return wrongChecksum;
  return { kind: isRequest ? 'echo' : 'frame', sizeBytes };
}
