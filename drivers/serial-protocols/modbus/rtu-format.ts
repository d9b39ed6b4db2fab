import { u8, u16be, u16le } from '../byte-fields.ts';
import { modbusCrc } from '../checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../frame-stream.ts';
import { answerBytes } from './decode-answer.ts';
import { readFunctions, registersMax, requestBytes } from './read-request.ts';
import { rtuUnitIds } from './rtu-request.ts';

/** Unit in front of function code and what follows it, CRC behind. */
export const RTU_HEAD_BYTES = 1;
export const RTU_CRC_BYTES = 2;
const REQUEST_FRAME_BYTES = RTU_HEAD_BYTES + requestBytes + RTU_CRC_BYTES;
const [unitMin, unitMax] = rtuUnitIds;

/** Modbus RTU: answers to reads and refusals are frames, read requests heard on the bus are echoes. Source: Modbus over serial line 1.02. */
export const rtuFormat: FrameFormat = {
  frameBytesMax: 256,
  startBytes: Array.from({ length: unitMax - unitMin + 1 }, (_, index) => unitMin + index),
  examine,
};

/**
 * A request and an answer begin alike, so both lengths are tried, the shorter first: nothing is held back longer than it must be.
 * Each verdict depends on the bytes up to its own end only.
 */
function examine(bytes: Uint8Array, begin: number, end: number): Verdict {
  const sizeBytes = end - begin;
  if (sizeBytes < RTU_HEAD_BYTES + 2) return { kind: 'incomplete', atLeastBytes: RTU_HEAD_BYTES + 2 };
  const functionCode = u8(bytes, begin + 1);
  const pduBytes = answerBytes(functionCode, u8(bytes, begin + 2));
  const answer = pduBytes === undefined ? undefined : RTU_HEAD_BYTES + pduBytes + RTU_CRC_BYTES;
  const echo = isReadFunction(functionCode) ? REQUEST_FRAME_BYTES : undefined;
  const lengths = [answer, echo].filter((length) => length !== undefined).sort((a, b) => a - b);
  for (const length of lengths) {
    if (sizeBytes < length) return { kind: 'incomplete', atLeastBytes: length };
    if (length === answer && isChecked(bytes, begin, length)) return { kind: 'frame', sizeBytes: length };
    if (length === echo && isRequest(bytes, begin)) return { kind: 'echo', sizeBytes: length };
  }
  return answer === undefined ? noise : wrongChecksum;
}

function isReadFunction(functionCode: number): boolean {
  return functionCode === readFunctions.holding || functionCode === readFunctions.input;
}

function isRequest(bytes: Uint8Array, begin: number): boolean {
  const registerCount = u16be(bytes, begin + 4);
  return registerCount >= 1 && registerCount <= registersMax && isChecked(bytes, begin, REQUEST_FRAME_BYTES);
}

function isChecked(bytes: Uint8Array, begin: number, length: number): boolean {
  const checkedEnd = begin + length - RTU_CRC_BYTES;
  return u16le(bytes, checkedEnd) === modbusCrc(bytes, { begin, end: checkedEnd });
}
