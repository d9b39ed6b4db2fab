import { type RegisterBlock, readFunctions } from './read-request.ts';

export type ExceptionCode = number;

/** What a device said to a read request. A malformed answer is data: it never throws. */
export type Answer =
  | { readonly kind: 'registers'; readonly registers: Uint16Array }
  | { readonly kind: 'exception'; readonly code: ExceptionCode; readonly text: string }
  | { readonly kind: 'malformed'; readonly text: string };

/** The high bit of the function code marks an exception. */
export const exceptionBits = 0x80;

/** Names of the exception codes, Modbus application protocol 1.1b3, 7. */
const exceptionNames: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'device failure',
  5: 'acknowledge',
  6: 'device busy',
  7: 'negative acknowledge',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target does not answer',
};

/** Acknowledge and busy: the same question may be answered a moment later. */
export const passingExceptions: readonly ExceptionCode[] = [5, 6];

/** Reads the answer (function code and what follows it) to the request for `block`. */
export function decodeAnswer(pdu: Uint8Array, block: RegisterBlock): Answer {
  const asked = readFunctions[block.table];
  const [functionCode, second = 0] = pdu;
  if (functionCode === (asked | exceptionBits) && pdu.length === 2) {
    return { kind: 'exception', code: second, text: exceptionNames[second] ?? 'unknown exception' };
  }
  if (functionCode !== asked) return malformed(`function ${functionCode} answers function ${asked}`);
  if (second !== block.count * 2 || pdu.length !== second + 2) {
    return malformed(`${pdu.length - 2} of ${second} bytes answer ${block.count} registers`);
  }
  const registers = Uint16Array.from({ length: block.count }, (_, index) => ((pdu[2 + index * 2] ?? 0) << 8) | (pdu[3 + index * 2] ?? 0));
  return { kind: 'registers', registers };
}

function malformed(text: string): Answer {
  return { kind: 'malformed', text };
}

/**
 * How long an answer to a read is, told from its function code and the byte after it; undefined when no read is answered like this.
 * Two bytes are an exception; otherwise an even number of data bytes, 2 … 250.
 */
export function answerBytes(functionCode: number, second: number): number | undefined {
  const isRead = (code: number): boolean => code === readFunctions.holding || code === readFunctions.input;
  if (isRead(functionCode ^ exceptionBits)) return 2;
  if (!isRead(functionCode) || second === 0 || second % 2 === 1 || second > 250) return undefined;
  return second + 2;
}
