import { answerBytes } from '../../serial-protocols/modbus/decode-answer.ts';
import {
  mustBeWithin,
  type RegisterBlock,
  requestBytes,
  type TransactionId,
  type UnitId,
  writeReadRequest,
} from '../../serial-protocols/modbus/read-request.ts';
import { ResyncBuffer } from './resync-buffer.ts';

/** An answer as it came: whose, to which question, and function code with what follows. */
export interface MbapAnswer {
  readonly transactionId: TransactionId;
  readonly unitId: UnitId;
  readonly pdu: Uint8Array;
}

/** Transaction (2), protocol 0 (2), length of what follows (2), unit (1): Modbus messaging on TCP/IP 1.0b, 3.1.3. */
const headerBytes = 7;
const mbapBytesMax = 260;

/** A read request for Modbus TCP, twelve bytes; throws InvariantError for what cannot be asked. */
export function encodeMbapRead(block: RegisterBlock, address: { transactionId: TransactionId; unitId: UnitId }): Uint8Array {
  const { transactionId, unitId } = address;
  mustBeWithin('transaction', transactionId, [0, 0xffff]);
  mustBeWithin('unit', unitId, [0, 255]);
  const bytes = new Uint8Array(headerBytes + requestBytes);
  bytes.set([transactionId >> 8, transactionId & 0xff, 0, 0, 0, requestBytes + 1, unitId]);
  writeReadRequest(bytes, headerBytes, block);
  return bytes;
}

/**
 * Cuts a TCP stream into answers to reads. A frame must have protocol 0 and a length that fits function code and byte count, so that
 * noise that looks like a frame is one chance in 2³² per byte, or less.
 */
export function createMbapFramer(onAnswer: (answer: MbapAnswer) => void): ResyncBuffer {
  const onFrame = (frame: Uint8Array): void => {
    const [high = 0, low = 0] = frame;
    onAnswer({ transactionId: (high << 8) | low, unitId: frame[headerBytes - 1] ?? 0, pdu: frame.subarray(headerBytes) });
  };
  return new ResyncBuffer({ bytesMax: mbapBytesMax, frameLength: mbapLength, onFrame });
}

function mbapLength(bytes: Uint8Array, begin: number, end: number): number | undefined {
  if (end - begin < headerBytes + 2) return 0;
  const at = (offset: number): number => bytes[begin + offset] ?? 0;
  const pduBytes = answerBytes(at(headerBytes), at(headerBytes + 1));
  const stated = (at(4) << 8) | at(5);
  if (at(2) !== 0 || at(3) !== 0 || pduBytes === undefined || stated !== pduBytes + 1) return undefined;
  return end - begin < headerBytes + pduBytes ? 0 : headerBytes + pduBytes;
}
