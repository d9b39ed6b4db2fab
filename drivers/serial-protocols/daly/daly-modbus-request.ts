import { modbusCrc } from '../checksums.ts';

interface RegisterBlock {
  readonly requestByte: number;
  readonly replyByte: number;
  readonly firstRegisterIndex: number;
  readonly registerCount: number;
}

/** The blocks that are read. `d2Short` is the older register set, `d2Full` adds the board's temperatures. */
export const dalyModbusBlocks = {
  d2Short: { requestByte: 0xd2, replyByte: 0xd2, firstRegisterIndex: 0x00, registerCount: 62 },
  d2Full: { requestByte: 0xd2, replyByte: 0xd2, firstRegisterIndex: 0x00, registerCount: 80 },
  p81Cells: { requestByte: 0x81, replyByte: 0x51, firstRegisterIndex: 0x00, registerCount: 64 },
  p81Status: { requestByte: 0x81, replyByte: 0x51, firstRegisterIndex: 0x41, registerCount: 62 },
} as const satisfies Record<string, RegisterBlock>;
export type DalyModbusBlock = keyof typeof dalyModbusBlocks;

/** The request of a block with function 3, read holding registers; no other function is ever built. Empty for a name that is no block. Source: facts/interfaces §3.2 (b). */
export function dalyModbusRequest(block: DalyModbusBlock): Uint8Array {
  if (!Object.hasOwn(dalyModbusBlocks, block)) return new Uint8Array();
  const { requestByte, firstRegisterIndex, registerCount } = dalyModbusBlocks[block];
  const request = Uint8Array.of(requestByte, 0x03, 0x00, firstRegisterIndex, 0x00, registerCount, 0, 0);
  const crc = modbusCrc(request, { begin: 0, end: 6 });
  request[6] = crc & 0xff;
  request[7] = crc >>> 8;
  return request;
}
