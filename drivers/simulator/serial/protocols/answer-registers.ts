import { u8, u16be } from '../../../serial-protocols/byte-fields.ts';
import { readFunctions, registersMax } from '../../../serial-protocols/modbus/read-request.ts';
import { be16 } from './raw-bytes.ts';
import type { DeviceAnswer } from './simulated-device.ts';

/** Registers a device has, by table and address; a register that is absent is an illegal address. */
export interface RegisterWords {
  readonly holding: ReadonlyMap<number, number>;
  readonly input: ReadonlyMap<number, number>;
}

/** What a request asks for, without unit and checksum: function code and what follows. */
export interface PduAnswer {
  readonly kind: DeviceAnswer['kind'];
  readonly pduBytes: readonly number[];
}

/** Coils and discrete inputs: reads, of what these devices do not have. */
const READS_OF_BITS: readonly number[] = [1, 2];
const exceptionCodes = { illegalFunction: 1, illegalAddress: 2, illegalValue: 3 } as const;

/**
 * Answers functions 3 and 4 from the registers; everything else is exception 1, and whatever could set something counts as a refused
 * write. Source: Modbus application protocol 1.1b3, 6 and 7.
 */
export function answerRegisters(pdu: Uint8Array, words: RegisterWords): PduAnswer {
  const functionCode = u8(pdu, 0);
  if (functionCode !== readFunctions.holding && functionCode !== readFunctions.input) {
    const kind = READS_OF_BITS.includes(functionCode) ? 'unknownRequest' : 'writeRefused';
    return { kind, pduBytes: exception(functionCode, exceptionCodes.illegalFunction) };
  }
  const first = u16be(pdu, 1);
  const count = u16be(pdu, 3);
  if (count < 1 || count > registersMax) return { kind: 'unknownRequest', pduBytes: exception(functionCode, exceptionCodes.illegalValue) };
  const table = functionCode === readFunctions.holding ? words.holding : words.input;
  const found = Array.from({ length: count }, (_, index) => table.get(first + index)).filter((word) => word !== undefined);
  if (found.length < count) return { kind: 'unknownRequest', pduBytes: exception(functionCode, exceptionCodes.illegalAddress) };
  return { kind: 'answered', pduBytes: [functionCode, 2 * count, ...found.flatMap(be16)] };
}

function exception(functionCode: number, code: number): number[] {
  return [functionCode | 0x80, code];
}
