import { modbusCrc } from '../checksums.ts';
import { mustBeWithin, type RegisterBlock, requestBytes, type UnitId, writeReadRequest } from './read-request.ts';

const crcBytes = 2;
/** 0 is the broadcast, which nobody answers; 248 and above are reserved (Modbus over serial line 1.02, 2.2). */
export const rtuUnitIds = [1, 247] as const;

/** A read request for Modbus RTU, eight bytes; throws InvariantError for what cannot be asked. */
export function rtuRequest(block: RegisterBlock, unitId: UnitId): Uint8Array {
  mustBeWithin('unit', unitId, rtuUnitIds);
  const bytes = new Uint8Array(1 + requestBytes + crcBytes);
  bytes[0] = unitId;
  writeReadRequest(bytes, 1, block);
  const sum = modbusCrc(bytes, { begin: 0, end: 1 + requestBytes });
  bytes.set([sum & 0xff, sum >> 8], 1 + requestBytes);
  return bytes;
}
