import { InvariantError } from '../../../agent/contract/errors.ts';

/** The two tables of registers that can be read; a coil or a discrete input has no name here, so nobody can ask for one. */
export type RegisterTable = 'holding' | 'input';
export type UnitId = number;
export type TransactionId = number;

/** Registers in a row of one table: at most 125 in one request (Modbus application protocol 1.1b3, 6.3 and 6.4). */
export interface RegisterBlock {
  readonly table: RegisterTable;
  readonly at: number;
  readonly count: number;
}

export const registersMax = 125;
const registerSpaceCount = 65_536;
/** Read Holding Registers and Read Input Registers: the only functions this code knows. */
export const readFunctions = { holding: 3, input: 4 } as const satisfies Record<RegisterTable, number>;
export const requestBytes = 5;

/**
 * Writes the five bytes of a read request at `offset`. Whatever it is given, no other function code can come out: the code is looked
 * up by the table's name. Throws InvariantError for a block that does not exist.
 */
export function writeReadRequest(target: Uint8Array, offset: number, block: RegisterBlock): void {
  const { table, at, count } = block;
  const functionCode = Object.hasOwn(readFunctions, table) ? readFunctions[table] : undefined;
  const fits = isWhole(at, 0) && isWhole(count, 1) && count <= registersMax && at + count <= registerSpaceCount;
  if (functionCode === undefined || !fits) {
    throw new InvariantError('serial-protocols/unbuildable-request', `no such registers: ${count} of ${table} at ${at}`);
  }
  target.set([functionCode, at >> 8, at & 0xff, count >> 8, count & 0xff], offset);
}

/** Throws InvariantError unless the value is a whole number within these bounds. */
export function mustBeWithin(name: string, value: number, [low, high]: readonly [low: number, high: number]): void {
  if (!isWhole(value, low) || value > high)
    throw new InvariantError('serial-protocols/unbuildable-request', `${name} ${value} is not in ${low}…${high}`);
}

function isWhole(value: number, low: number): boolean {
  return Number.isInteger(value) && value >= low;
}
