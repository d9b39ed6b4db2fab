import { crc16 } from './crc16.ts';
import { answerBytes } from './decode-answer.ts';
import { mustBeWithin, type RegisterBlock, requestBytes, type UnitId, writeReadRequest } from './read-request.ts';
import { ResyncBuffer } from './resync-buffer.ts';

export interface RtuAnswer {
  readonly unitId: UnitId;
  readonly pdu: Uint8Array;
}

const crcBytes = 2;
const rtuBytesMax = 256;
/** 0 is the broadcast, which nobody answers; 248 and above are reserved (Modbus over serial line 1.02, 2.2). */
const unitIds = [1, 247] as const;

/** A read request for Modbus RTU, eight bytes; throws InvariantError for what cannot be asked. */
export function encodeRtuRead(block: RegisterBlock, { unitId }: { unitId: UnitId }): Uint8Array {
  mustBeWithin('unit', unitId, unitIds);
  const bytes = new Uint8Array(1 + requestBytes + crcBytes);
  bytes[0] = unitId;
  writeReadRequest(bytes, 1, block);
  const sum = crc16(bytes, 0, 1 + requestBytes);
  bytes.set([sum & 0xff, sum >> 8], 1 + requestBytes);
  return bytes;
}

/**
 * Cuts a serial stream into answers to reads: unit, function, byte count and checksum must all fit. The echo of one's own request
 * on a two-wire bus does not, and is skipped like noise.
 */
export function createRtuFramer(onAnswer: (answer: RtuAnswer) => void): ResyncBuffer {
  const onFrame = (frame: Uint8Array): void => onAnswer({ unitId: frame[0] ?? 0, pdu: frame.subarray(1, frame.length - crcBytes) });
  return new ResyncBuffer({ bytesMax: rtuBytesMax, frameLength: rtuLength, onFrame });
}

function rtuLength(bytes: Uint8Array, begin: number, end: number): number | undefined {
  const [unitId = 0, functionCode = 0, second = 0] = bytes.subarray(begin, end);
  if (unitId < unitIds[0] || unitId > unitIds[1]) return undefined;
  if (end - begin < 3) return 0;
  const pduBytes = answerBytes(functionCode, second);
  if (pduBytes === undefined) return undefined;
  const crcAt = begin + 1 + pduBytes;
  if (end < crcAt + crcBytes) return 0;
  const sum = (bytes[crcAt] ?? 0) | ((bytes[crcAt + 1] ?? 0) << 8);
  return sum === crc16(bytes, begin, crcAt) ? 1 + pduBytes + crcBytes : undefined;
}
