import { u8 } from '../../../serial-protocols/byte-fields.ts';
import { dalyChecksum } from '../../../serial-protocols/checksums.ts';
import { dalyUartFormat } from '../../../serial-protocols/daly/daly-uart-format.ts';
import { dalyUartCommands } from '../../../serial-protocols/daly/daly-uart-request.ts';
import type { PackCourse, PackMoment } from '../plant/pack-course.ts';
import { dalyCurrentCount, dalyStateByte, dalyTemperatureByte } from './daly-counts.ts';
import { be16, be32, countOf } from './raw-bytes.ts';
import { type DeviceAnswer, framesIn, fromDeviceSide, type SimulatedDevice, saysNothingUnasked } from './simulated-device.ts';

const REPLY_ADDRESS_BYTE = 0x01;
const CONTENT_BYTES = 8;
const CELLS_PER_PART_COUNT = 3;
const SENSORS_PER_PART_COUNT = 7;
const CELL_UNDERVOLTAGE_BITS = 0b1000;
/** Bytes behind the valid ones are leftovers in real packs, and so they are here. */
const LEFTOVER_BYTE = 0x32;
/** Commands that only read: values at 0x90…0x9F, nameplate at 0x50…0x5F. All others set something. */
const READING_NIBBLES: readonly number[] = [0x5, 0x9];

/**
 * A Daly pack with the A5 protocol, 0x90…0x98. The protocol has no word for "no": a write and an unknown command are met with silence,
 * as a real pack does. Source: facts/interfaces §3.2 (a).
 */
export function dalyUartDevice(course: PackCourse): SimulatedDevice {
  return {
    requestFormat: fromDeviceSide(dalyUartFormat),
    answer: (request, atMs) => answer(u8(request, 2), course(atMs)),
    spoken: saysNothingUnasked,
    accepted: (request, bytes) => framesIn(dalyUartFormat, bytes).filter((frame) => u8(frame, 2) === u8(request, 2)),
    checkBytes: { fromEndBytes: 1, sizeBytes: 1 },
  };
}

function answer(command: number, pack: PackMoment): DeviceAnswer {
  const content = contents.get(command);
  if (content !== undefined) return { kind: 'answered', frames: content(pack).map((bytes) => framed(command, bytes)) };
  return { kind: READING_NIBBLES.includes(command >>> 4) ? 'unknownRequest' : 'writeRefused', frames: [] };
}

/** What each command is answered with: one content, or one per part of a list. */
const contents: ReadonlyMap<number, (pack: PackMoment) => number[][]> = new Map([
  [dalyUartCommands.totals, (pack: PackMoment) => [totalsOf(pack)]],
  [dalyUartCommands.cellExtremes, ({ cellVoltagesV }: PackMoment) => [extremesOf(cellVoltagesV, (volts) => be16(countOf(volts, 1e-3)))]],
  [
    dalyUartCommands.temperatureExtremes,
    ({ temperaturesC }: PackMoment) => [extremesOf(temperaturesC, (celsius) => [dalyTemperatureByte(celsius)])],
  ],
  [dalyUartCommands.state, (pack: PackMoment) => [stateOf(pack)]],
  [dalyUartCommands.counts, (pack: PackMoment) => [countsOf(pack)]],
  [
    dalyUartCommands.cells,
    ({ cellVoltagesV }: PackMoment) => partsOf(cellVoltagesV, CELLS_PER_PART_COUNT, (volts) => be16(countOf(volts, 1e-3))),
  ],
  [
    dalyUartCommands.temperatures,
    ({ temperaturesC }: PackMoment) => partsOf(temperaturesC, SENSORS_PER_PART_COUNT, (celsius) => [dalyTemperatureByte(celsius)]),
  ],
  [dalyUartCommands.balance, () => [[0, 0, 0, 0, 0, 0, 0, 0]]],
  [dalyUartCommands.alarms, ({ hasFault }: PackMoment) => [[hasFault ? CELL_UNDERVOLTAGE_BITS : 0, 0, 0, 0, 0, 0, 0, 0]]],
]);

/** By the vendor's document + = discharging. */
function totalsOf(pack: PackMoment): number[] {
  return [
    ...be16(countOf(pack.voltageV, 0.1)),
    ...be16(0),
    ...be16(dalyCurrentCount(-pack.currentA)),
    ...be16(countOf(pack.chargeRatio, 1e-3)),
  ];
}

function extremesOf(values: readonly number[], raw: (value: number) => number[]): number[] {
  const [highest, lowest] = [Math.max(...values), Math.min(...values)];
  return [...raw(highest), values.indexOf(highest) + 1, ...raw(lowest), values.indexOf(lowest) + 1];
}

function stateOf(pack: PackMoment): number[] {
  return [dalyStateByte(pack), 1, pack.hasFault ? 0 : 1, 0x71, ...be32(countOf(pack.remainingAh, 1e-3))];
}

function countsOf(pack: PackMoment): number[] {
  return [pack.cellVoltagesV.length, pack.temperaturesC.length, 0, 0, 0, ...be16(pack.cycleCount)];
}

function partsOf(values: readonly number[], perPart: number, raw: (value: number) => number[]): number[][] {
  const partCount = Math.ceil(values.length / perPart);
  return Array.from({ length: partCount }, (_, part) => [part + 1, ...values.slice(part * perPart, (part + 1) * perPart).flatMap(raw)]);
}

function framed(command: number, content: readonly number[]): Uint8Array {
  const frame = new Uint8Array(13).fill(LEFTOVER_BYTE);
  frame.set([0xa5, REPLY_ADDRESS_BYTE, command, CONTENT_BYTES, ...content]);
  frame[12] = dalyChecksum(frame, { begin: 0, end: 12 });
  return frame;
}
