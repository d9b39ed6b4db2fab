import { dynamixelCrc } from '../checksums.ts';
import { stuffed } from './byte-stuffing.ts';
import { DYNAMIXEL_HEAD_BYTES } from './dynamixel-format.ts';

/** The instructions that are sent: all of them read. Source: ROBOTIS e-Manual, protocol 2.0, instructions. */
const readInstructions = { ping: 0x01, read: 0x02, syncRead: 0x82, bulkRead: 0x92 } as const;

interface RegisterBlock {
  readonly addressIndex: number;
  readonly sizeBytes: number;
}

/** What can be asked of the X-series control table. `motion` holds current, velocity, position, voltage and temperature at once. */
export const dynamixelBlocks = {
  identity: { addressIndex: 0, sizeBytes: 7 },
  hardwareError: { addressIndex: 70, sizeBytes: 1 },
  current: { addressIndex: 126, sizeBytes: 2 },
  velocity: { addressIndex: 128, sizeBytes: 4 },
  position: { addressIndex: 132, sizeBytes: 4 },
  voltage: { addressIndex: 144, sizeBytes: 2 },
  temperature: { addressIndex: 146, sizeBytes: 1 },
  motion: { addressIndex: 126, sizeBytes: 21 },
} as const satisfies Record<string, RegisterBlock>;
export type DynamixelBlock = keyof typeof dynamixelBlocks;

export interface DynamixelQuestion {
  readonly id: number;
  readonly block: DynamixelBlock;
}

const BROADCAST_BYTE = 0xfe;
const LAST_DEVICE_INDEX = 252;
/** Devices in one request: above it a request would be longer than a frame may be, and one lost reply would cost too many others. */
export const DYNAMIXEL_QUESTIONS_MAX_COUNT = 64;
/** Nothing to send: an id is none of a device, a name is no block, or there are no questions or too many. */
const nothing = new Uint8Array();

/** Asks one device for its model and firmware. Empty when `id` is not 0…252. */
export function dynamixelPing(id: number): Uint8Array {
  return areDeviceIds([id]) ? packet(id, readInstructions.ping, []) : nothing;
}

/** Asks one device for one block. Empty when `id` is not 0…252. */
export function dynamixelRead({ id, block }: DynamixelQuestion): Uint8Array {
  return areDeviceIds([id]) && isBlock(block) ? packet(id, readInstructions.read, rangeOf(block)) : nothing;
}

/** Asks several devices for the same block: each answers with its own status packet. Empty when an id is not 0…252 or there are 0 or > 64. */
export function dynamixelSyncRead(ids: readonly number[], block: DynamixelBlock): Uint8Array {
  return areDeviceIds(ids) && isBlock(block) ? packet(BROADCAST_BYTE, readInstructions.syncRead, [...rangeOf(block), ...ids]) : nothing;
}

/** Asks several devices for different blocks, one each. Empty when an id is not 0…252 or there are 0 or > 64 questions. */
export function dynamixelBulkRead(questions: readonly DynamixelQuestion[]): Uint8Array {
  if (!areDeviceIds(questions.map(({ id }) => id)) || !questions.every(({ block }) => isBlock(block))) return nothing;
  const content = questions.flatMap(({ id, block }) => [id, ...rangeOf(block)]);
  return packet(BROADCAST_BYTE, readInstructions.bulkRead, content);
}

function rangeOf(block: DynamixelBlock): number[] {
  const { addressIndex, sizeBytes } = dynamixelBlocks[block];
  return [addressIndex & 0xff, addressIndex >>> 8, sizeBytes & 0xff, sizeBytes >>> 8];
}

function isBlock(name: string): boolean {
  return Object.hasOwn(dynamixelBlocks, name);
}

function areDeviceIds(ids: readonly number[]): boolean {
  const areFew = ids.length > 0 && ids.length <= DYNAMIXEL_QUESTIONS_MAX_COUNT;
  return areFew && ids.every((id) => Number.isInteger(id) && id >= 0 && id <= LAST_DEVICE_INDEX);
}

type ReadInstruction = (typeof readInstructions)[keyof typeof readInstructions];

function packet(id: number, instruction: ReadInstruction, content: readonly number[]): Uint8Array {
  const body = [instruction, ...stuffed(content)];
  const lengthBytes = body.length + 2;
  const request = Uint8Array.of(0xff, 0xff, 0xfd, 0x00, id, lengthBytes & 0xff, lengthBytes >>> 8, ...body, 0, 0);
  const checkedEnd = DYNAMIXEL_HEAD_BYTES + body.length;
  const crc = dynamixelCrc(request, { begin: 0, end: checkedEnd });
  request.set([crc & 0xff, crc >>> 8], checkedEnd);
  return request;
}
