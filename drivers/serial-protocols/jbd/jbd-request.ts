import { jbdChecksum } from '../checksums.ts';

/** The registers that are read. The write marker 0x5A exists nowhere in this library: 0xE1 would switch the pack off. */
export const jbdRegisters = { basic: 0x03, cells: 0x04, model: 0x05, lifetime: 0xaa } as const;
export type JbdRegister = keyof typeof jbdRegisters;

/** The read request of a register: `DD A5 register 00 checksum 77`; empty for a name that is no register. Source: facts/interfaces §3.1. */
export function jbdRequest(register: JbdRegister): Uint8Array {
  if (!Object.hasOwn(jbdRegisters, register)) return new Uint8Array();
  const request = Uint8Array.of(0xdd, 0xa5, jbdRegisters[register], 0x00, 0, 0, 0x77);
  const checksum = jbdChecksum(request, { begin: 2, end: 4 });
  request[4] = checksum >>> 8;
  request[5] = checksum & 0xff;
  return request;
}
