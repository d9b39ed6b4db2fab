import { modbusCrc } from '../checksums.ts';

interface RegisterBlock {
  readonly requestAddress: number;
  readonly replyAddress: number;
  readonly firstRegister: number;
  readonly registerCount: number;
}

/** The blocks that are read. `d2Short` is the older register set, `d2Full` adds the board's temperatures. */
export const dalyModbusBlocks = {
  d2Short: { requestAddress: 0xd2, replyAddress: 0xd2, firstRegister: 0x00, registerCount: 62 },
  d2Full: { requestAddress: 0xd2, replyAddress: 0xd2, firstRegister: 0x00, registerCount: 80 },
  p81Cells: { requestAddress: 0x81, replyAddress: 0x51, firstRegister: 0x00, registerCount: 64 },
  p81Status: { requestAddress: 0x81, replyAddress: 0x51, firstRegister: 0x41, registerCount: 62 },
} as const satisfies Record<string, RegisterBlock>;
export type DalyModbusBlock = keyof typeof dalyModbusBlocks;

/** The request of a block with function 3, read holding registers; no other function is ever built. Source: facts/interfaces §3.2 (b). */
export function dalyModbusRequest(block: DalyModbusBlock): Uint8Array {
  const { requestAddress, firstRegister, registerCount } = dalyModbusBlocks[block];
  const request = Uint8Array.of(requestAddress, 0x03, 0x00, firstRegister, 0x00, registerCount, 0, 0);
  const crc = modbusCrc(request, { begin: 0, end: 6 });
  request[6] = crc & 0xff;
  request[7] = crc >>> 8;
  return request;
}
