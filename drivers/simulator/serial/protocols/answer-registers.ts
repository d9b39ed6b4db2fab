import { u8, u16be } from '../../../serial-protocols/byte-fields.ts';
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
  readonly pdu: number[];
}

const READ_HOLDING = 3;
const READ_INPUT = 4;
const REGISTERS_MAX_COUNT = 125;
/** Coils and discrete inputs: reads, of what these devices do not have. */
const READS_OF_BITS: readonly number[] = [1, 2];
const exceptionCodes = { illegalFunction: 1, illegalAddress: 2, illegalValue: 3 } as const;

/**
 * Answers functions 3 and 4 from the registers; everything else is exception 1, and whatever could set something counts as a refused
 * write. Source: Modbus application protocol 1.1b3, 6 and 7.
 */
export function answerRegisters(pdu: Uint8Array, words: RegisterWords): PduAnswer {
  const functionCode = u8(pdu, 0);
  if (functionCode !== READ_HOLDING && functionCode !== READ_INPUT) {
    const kind = READS_OF_BITS.includes(functionCode) ? 'unknownRequest' : 'writeRefused';
    return { kind, pdu: exception(functionCode, exceptionCodes.illegalFunction) };
  }
  const first = u16be(pdu, 1);
  const count = u16be(pdu, 3);
  if (count < 1 || count > REGISTERS_MAX_COUNT)
    return { kind: 'unknownRequest', pdu: exception(functionCode, exceptionCodes.illegalValue) };
  const table = functionCode === READ_HOLDING ? words.holding : words.input;
  const found = Array.from({ length: count }, (_, index) => table.get(first + index)).filter((word) => word !== undefined);
  if (found.length < count) return { kind: 'unknownRequest', pdu: exception(functionCode, exceptionCodes.illegalAddress) };
  return { kind: 'answered', pdu: [functionCode, 2 * count, ...found.flatMap(be16)] };
}

function exception(functionCode: number, code: number): number[] {
  return [functionCode | 0x80, code];
}
