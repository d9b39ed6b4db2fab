import { u16be } from '../../../serial-protocols/byte-fields.ts';
import { type FrameFormat, noise } from '../../../serial-protocols/frame-stream.ts';
import type { UnitId } from '../../../serial-protocols/modbus/read-request.ts';
import { RTU_CRC_BYTES, rtuFormat } from '../../../serial-protocols/modbus/rtu-format.ts';
import { answerRegisters, type RegisterWords } from './answer-registers.ts';
import { be16 } from './raw-bytes.ts';
import { rtuFrame, rtuRequestFormat } from './rtu-request-format.ts';
import { framesIn, type SimulatedDevice, saysNothingUnasked } from './simulated-device.ts';

/** What a controller's registers hold at any time. */
export type RegisterCourse = (atMs: number) => RegisterWords;

const MBAP_BYTES = 7;
const MBAP_BYTES_MAX = 260;

/** A Modbus RTU slave. Source: Modbus over serial line 1.02. */
export function modbusRtuDevice(course: RegisterCourse, { unitId }: { unitId: UnitId }): SimulatedDevice {
  return {
    requestFormat: rtuRequestFormat([unitId]),
    answer: (request, atMs) => {
      const { kind, pduBytes } = answerRegisters(request.subarray(1, -RTU_CRC_BYTES), course(atMs));
      return { kind, frames: [rtuFrame(unitId, pduBytes)] };
    },
    spoken: saysNothingUnasked,
    accepted: (request, bytes) => framesIn(rtuFormat, bytes).filter((frame) => frame[0] === unitId && isAnswer(frame[1], request[1])),
    checkBytes: { fromEndBytes: RTU_CRC_BYTES, sizeBytes: RTU_CRC_BYTES },
  };
}

/** A Modbus TCP server; any unit is answered, as many controllers do. Source: Modbus messaging on TCP/IP 1.0b, 3.1.3. */
export function modbusTcpDevice(course: RegisterCourse): SimulatedDevice {
  return {
    requestFormat: mbapFormat,
    answer: (request, atMs) => {
      const { kind, pduBytes } = answerRegisters(request.subarray(MBAP_BYTES), course(atMs));
      const header = [...request.subarray(0, 4), ...be16(pduBytes.length + 1), request[MBAP_BYTES - 1] ?? 0];
      return { kind, frames: [Uint8Array.of(...header, ...pduBytes)] };
    },
    spoken: saysNothingUnasked,
    accepted: (request, bytes) =>
      framesIn(mbapFormat, bytes).filter(
        (frame) => u16be(frame, 0) === u16be(request, 0) && isAnswer(frame[MBAP_BYTES], request[MBAP_BYTES]),
      ),
    checkBytes: { fromEndBytes: 0, sizeBytes: 0 },
  };
}

function isAnswer(functionCode: number | undefined, asked: number | undefined): boolean {
  return functionCode !== undefined && asked !== undefined && (functionCode === asked || functionCode === (asked | 0x80));
}

/** Transaction numbers begin with any byte: only protocol 0 and a length that fits tell a frame from noise. */
const mbapFormat: FrameFormat = {
  frameBytesMax: MBAP_BYTES_MAX,
  startBytes: Array.from({ length: 256 }, (_, byte) => byte),
  examine: (bytes, begin, end) => {
    if (end - begin < MBAP_BYTES) return { kind: 'incomplete', atLeastBytes: MBAP_BYTES };
    const statedBytes = u16be(bytes, begin + 4);
    const sizeBytes = MBAP_BYTES - 1 + statedBytes;
    if (u16be(bytes, begin + 2) !== 0 || statedBytes < 3 || sizeBytes > MBAP_BYTES_MAX) return noise;
    return end - begin < sizeBytes ? { kind: 'incomplete', atLeastBytes: sizeBytes } : { kind: 'frame', sizeBytes };
  },
};
