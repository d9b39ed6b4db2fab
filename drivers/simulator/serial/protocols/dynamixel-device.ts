import { u8, u16le } from '../../../serial-protocols/byte-fields.ts';
import { dynamixelCrc } from '../../../serial-protocols/checksums.ts';
import { stuffed, unstuffed } from '../../../serial-protocols/dynamixel/byte-stuffing.ts';
import { DYNAMIXEL_CRC_BYTES, DYNAMIXEL_HEAD_BYTES, dynamixelFormat } from '../../../serial-protocols/dynamixel/dynamixel-format.ts';
import type { JointCourse } from '../plant/joint-course.ts';
import { DYNAMIXEL_TABLE_BYTES, dynamixelTable } from './dynamixel-table.ts';
import { le16 } from './raw-bytes.ts';
import { type DeviceAnswer, framesIn, fromDeviceSide, type SimulatedDevice, saysNothingUnasked } from './simulated-device.ts';

const BROADCAST_BYTE = 0xfe;
const STATUS_BYTE = 0x55;
const ALERT_BYTE = 0x80;
/** The instructions that only read. Source: ROBOTIS e-Manual, protocol 2.0, instructions. */
const instructions = { ping: 0x01, read: 0x02, syncRead: 0x82, bulkRead: 0x92 } as const;
const errorBytes = { none: 0, instruction: 2, dataRange: 4, access: 7 } as const;
/** Everything else in the instruction set sets, moves, restarts or forgets something. */
const WRITES: readonly number[] = [0x03, 0x04, 0x05, 0x06, 0x08, 0x10, 0x20, 0x83, 0x93];
const BULK_ENTRY_BYTES = 5;

/** One range of one device's control table. */
interface Question {
  readonly id: number;
  readonly first: number;
  readonly sizeBytes: number;
}

/**
 * ```
 *  request ─▶ which ids, which bytes ─▶ control table at this moment ─▶ one status packet per id
 * ```
 * Servos of one bus. A write to one of them is refused with an access error; a write to all is met with silence, as the protocol asks.
 */
export function dynamixelDevice(joints: ReadonlyMap<number, JointCourse>): SimulatedDevice {
  return {
    requestFormat: fromDeviceSide(dynamixelFormat),
    answer: (request, atMs) => new Bus(joints, atMs).answer(request),
    spoken: saysNothingUnasked,
    accepted: (request, bytes) => framesIn(dynamixelFormat, bytes).filter((frame) => isAsked(request, u8(frame, 4))),
    checkBytes: { fromEndBytes: 2, sizeBytes: 2 },
  };
}

/** The bus at one moment. */
class Bus {
  readonly #joints: ReadonlyMap<number, JointCourse>;
  readonly #atMs: number;

  constructor(joints: ReadonlyMap<number, JointCourse>, atMs: number) {
    this.#joints = joints;
    this.#atMs = atMs;
  }

  answer(request: Uint8Array): DeviceAnswer {
    const id = u8(request, 4);
    const instruction = u8(request, DYNAMIXEL_HEAD_BYTES);
    const content = contentOf(request);
    if (WRITES.includes(instruction)) return { kind: 'writeRefused', frames: this.#refusal(id, errorBytes.access) };
    if (instruction === instructions.ping) return answered(this.#addressed(id).map((each) => this.#pong(each)));
    const questions = questionsOf(instruction, id, content);
    if (questions === undefined) return { kind: 'unknownRequest', frames: this.#refusal(id, errorBytes.instruction) };
    return answered(questions.filter((question) => this.#joints.has(question.id)).map((question) => this.#read(question)));
  }

  #addressed(id: number): number[] {
    if (id === BROADCAST_BYTE) return [...this.#joints.keys()].sort((a, b) => a - b);
    return this.#joints.has(id) ? [id] : [];
  }

  #refusal(id: number, errorByte: number): Uint8Array[] {
    return this.#joints.has(id) ? [this.#status(id, errorByte, [])] : [];
  }

  #pong(id: number): Uint8Array {
    const table = this.#table(id);
    return this.#status(id, errorBytes.none, [u8(table, 0), u8(table, 1), u8(table, 6)]);
  }

  #read({ id, first, sizeBytes }: Question): Uint8Array {
    const isInTable = sizeBytes > 0 && first + sizeBytes <= DYNAMIXEL_TABLE_BYTES;
    if (!isInTable) return this.#status(id, errorBytes.dataRange, []);
    return this.#status(id, errorBytes.none, [...this.#table(id).subarray(first, first + sizeBytes)]);
  }

  #table(id: number): Uint8Array {
    const course = this.#joints.get(id);
    return course === undefined ? new Uint8Array(DYNAMIXEL_TABLE_BYTES) : dynamixelTable(id, course(this.#atMs));
  }

  #status(id: number, errorByte: number, content: readonly number[]): Uint8Array {
    const alertByte = this.#joints.get(id)?.(this.#atMs).hasFault ? ALERT_BYTE : 0;
    return statusPacket(id, errorByte | alertByte, content);
  }
}

function answered(frames: readonly Uint8Array[]): DeviceAnswer {
  return { kind: 'answered', frames };
}

/** What an instruction asks for; undefined when it is none that reads. */
function questionsOf(instruction: number, id: number, content: Uint8Array): Question[] | undefined {
  if (instruction === instructions.read) return [{ id, first: u16le(content, 0), sizeBytes: u16le(content, 2) }];
  if (instruction === instructions.syncRead) {
    const range = { first: u16le(content, 0), sizeBytes: u16le(content, 2) };
    return Array.from(content.subarray(4), (each) => ({ id: each, ...range }));
  }
  if (instruction !== instructions.bulkRead) return undefined;
  return Array.from({ length: Math.floor(content.length / BULK_ENTRY_BYTES) }, (_, index) => {
    const at = index * BULK_ENTRY_BYTES;
    return { id: u8(content, at), first: u16le(content, at + 1), sizeBytes: u16le(content, at + 3) };
  });
}

function isAsked(request: Uint8Array, id: number): boolean {
  const addressed = u8(request, 4);
  if (addressed !== BROADCAST_BYTE) return id === addressed;
  const questions = questionsOf(u8(request, DYNAMIXEL_HEAD_BYTES), addressed, contentOf(request));
  return questions === undefined || questions.some((question) => question.id === id);
}

function contentOf(request: Uint8Array): Uint8Array {
  return unstuffed(request.subarray(DYNAMIXEL_HEAD_BYTES + 1, request.length - DYNAMIXEL_CRC_BYTES));
}

function statusPacket(id: number, errorByte: number, content: readonly number[]): Uint8Array {
  const body = [STATUS_BYTE, errorByte, ...stuffed(content)];
  const lengthBytes = body.length + DYNAMIXEL_CRC_BYTES;
  const packet = Uint8Array.of(0xff, 0xff, 0xfd, 0x00, id, ...le16(lengthBytes), ...body, 0, 0);
  const checkedEnd = packet.length - DYNAMIXEL_CRC_BYTES;
  packet.set(le16(dynamixelCrc(packet, { begin: 0, end: checkedEnd })), checkedEnd);
  return packet;
}
