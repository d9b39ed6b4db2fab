import { u8 } from '../byte-fields.ts';
import { dalyChecksum } from '../checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../frame-stream.ts';

/** Every frame of the A5 protocol, request and reply, has this length. */
const DALY_FRAME_BYTES = 13;
const HEAD_BYTES = 4;
const CONTENT_BYTES = 8;
const REPLY_ADDRESS_BYTE = 0x01;
const REQUEST_ADDRESSES: readonly number[] = [0x40, 0x80];

/** Daly replies `A5 01 command 08 … sum`; requests heard on the bus are echoes. Source: facts/interfaces §3.2 (a). */
export const dalyUartFormat: FrameFormat = { frameBytesMax: DALY_FRAME_BYTES, startBytes: [0xa5], examine };

function examine(bytes: Uint8Array, begin: number, end: number): Verdict {
  if (end - begin < HEAD_BYTES) return { kind: 'incomplete', atLeastBytes: HEAD_BYTES };
  const address = u8(bytes, begin + 1);
  const isEcho = REQUEST_ADDRESSES.includes(address);
  if ((address !== REPLY_ADDRESS_BYTE && !isEcho) || u8(bytes, begin + 3) !== CONTENT_BYTES) return noise;
  if (end - begin < DALY_FRAME_BYTES) return { kind: 'incomplete', atLeastBytes: DALY_FRAME_BYTES };
  const checkedEnd = begin + DALY_FRAME_BYTES - 1;
  if (u8(bytes, checkedEnd) !== dalyChecksum(bytes, { begin, end: checkedEnd })) return wrongChecksum;
  return { kind: isEcho ? 'echo' : 'frame', sizeBytes: DALY_FRAME_BYTES };
}
