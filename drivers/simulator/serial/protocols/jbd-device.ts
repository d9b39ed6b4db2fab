import { u8, u16be } from '../../../serial-protocols/byte-fields.ts';
import { jbdChecksum } from '../../../serial-protocols/checksums.ts';
import { type FrameFormat, noise, type Verdict, wrongChecksum } from '../../../serial-protocols/frame-stream.ts';
import { JBD_FRAME_OVERHEAD_BYTES, jbdFormat } from '../../../serial-protocols/jbd/jbd-format.ts';
import { jbdRegisters } from '../../../serial-protocols/jbd/jbd-request.ts';
import type { PackCourse, PackMoment } from '../plant/pack-course.ts';
import { be16, be32, countOf } from './raw-bytes.ts';
import { type DeviceAnswer, framesIn, type SimulatedDevice, saysNothingUnasked } from './simulated-device.ts';

const START_BYTE = 0xdd;
const END_BYTE = 0x77;
const READ_BYTE = 0xa5;
const WRITE_BYTE = 0x5a;
const ERROR_BYTE = 0x80;
/** No request of this protocol carries more. */
const REQUEST_CONTENT_BYTES_MAX = 64;
/** 28 March 2022. */
const MADE_ON_BITS = 0x2c_7c;
const SOFTWARE_VERSION_BITS = 0x80;
const SWITCHES_ON_BITS = 0b11;
const SWITCHED_OFF_BITS = 0b01;
const CELL_UNDERVOLTAGE_BITS = 0b10;
const ZERO_CELSIUS_RAW_COUNT = 2731;
/** Two cells were once too full, nothing else ever happened. */
const LIFETIME_COUNTS = [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1];
const MODEL = 'SIMULATED-JBD';

/** A JBD pack: answers reads of 0x03, 0x04, 0x05 and 0xAA, and everything else with status 0x80. Source: facts/interfaces §3.1. */
export function jbdDevice(course: PackCourse): SimulatedDevice {
  return {
    requestFormat,
    answer: (request, atMs) => answer(request, course(atMs)),
    spoken: saysNothingUnasked,
    accepted: (request, bytes) => framesIn(jbdFormat, bytes).filter((frame) => u8(frame, 1) === u8(request, 2)),
    checkBytes: { fromEndBytes: 3, sizeBytes: 2 },
  };
}

const requestFormat: FrameFormat = {
  frameBytesMax: JBD_FRAME_OVERHEAD_BYTES + REQUEST_CONTENT_BYTES_MAX,
  startBytes: [START_BYTE],
  examine: examineRequest,
};

function examineRequest(bytes: Uint8Array, begin: number, end: number): Verdict {
  if (end - begin < 4) return { kind: 'incomplete', atLeastBytes: 4 };
  const isRequest = u8(bytes, begin + 1) === READ_BYTE || u8(bytes, begin + 1) === WRITE_BYTE;
  const contentBytes = u8(bytes, begin + 3);
  if (!isRequest || contentBytes > REQUEST_CONTENT_BYTES_MAX) return noise;
  const sizeBytes = contentBytes + JBD_FRAME_OVERHEAD_BYTES;
  if (end - begin < sizeBytes) return { kind: 'incomplete', atLeastBytes: sizeBytes };
  const checked = { begin: begin + 2, end: begin + 4 + contentBytes };
  if (u16be(bytes, checked.end) !== jbdChecksum(bytes, checked)) return wrongChecksum;
  return { kind: 'frame', sizeBytes };
}

function answer(request: Uint8Array, pack: PackMoment): DeviceAnswer {
  const register = u8(request, 2);
  const refusal = [framed(register, ERROR_BYTE, [])];
  if (u8(request, 1) === WRITE_BYTE) return { kind: 'writeRefused', frames: refusal };
  const content = contents.get(register);
  if (content === undefined) return { kind: 'unknownRequest', frames: refusal };
  return { kind: 'answered', frames: [framed(register, 0, content(pack))] };
}

const contents: ReadonlyMap<number, (pack: PackMoment) => number[]> = new Map([
  [jbdRegisters.basic, basicOf],
  [jbdRegisters.cells, (pack: PackMoment) => pack.cellVoltagesV.flatMap((volts) => be16(countOf(volts, 1e-3)))],
  [jbdRegisters.model, () => Array.from(MODEL, (letter) => letter.charCodeAt(0))],
  [jbdRegisters.lifetime, () => LIFETIME_COUNTS.flatMap(be16)],
]);

function basicOf(pack: PackMoment): number[] {
  return [
    ...be16(countOf(pack.voltageV, 0.01)),
    ...be16(countOf(pack.currentA, 0.01, -0x80_00)),
    ...be16(countOf(pack.remainingAh, 0.01)),
    ...be16(countOf(pack.capacityAh, 0.01)),
    ...be16(pack.cycleCount),
    ...be16(MADE_ON_BITS),
    ...be32(0),
    ...be16(pack.hasFault ? CELL_UNDERVOLTAGE_BITS : 0),
    SOFTWARE_VERSION_BITS,
    countOf(pack.chargeRatio, 0.01),
    pack.hasFault ? SWITCHED_OFF_BITS : SWITCHES_ON_BITS,
    pack.cellVoltagesV.length,
    pack.temperaturesC.length,
    ...pack.temperaturesC.flatMap((celsius) => be16(ZERO_CELSIUS_RAW_COUNT + Math.round(10 * celsius))),
  ];
}

function framed(register: number, status: number, content: readonly number[]): Uint8Array {
  const frame = Uint8Array.of(START_BYTE, register, status, content.length, ...content, 0, 0, END_BYTE);
  const checked = { begin: 2, end: frame.length - 3 };
  frame.set(be16(jbdChecksum(frame, checked)), checked.end);
  return frame;
}
