import { dalyModbusFormat } from '../../../serial-protocols/daly/daly-modbus-format.ts';
import type { PackCourse, PackMoment } from '../plant/pack-course.ts';
import { answerRegisters, type RegisterWords } from './answer-registers.ts';
import { dalyCurrentCount, dalyStateByte, dalyTemperatureByte } from './daly-counts.ts';
import { countOf } from './raw-bytes.ts';
import { rtuFrame, rtuRequestFormat } from './rtu-request-format.ts';
import { framesIn, type SimulatedDevice, saysNothingUnasked } from './simulated-device.ts';

/** The older board is asked and answers as D2, the newer is asked as 81 and answers as 51. */
export type DalyModbusVariant = 'd2' | 'p81';

interface Layout {
  readonly requestByte: number;
  readonly replyByte: number;
  readonly registerCount: number;
  readonly cellSlotsCount: number;
  /** Registers of voltage and cell count; current, charge and sensor count stand behind them. */
  readonly voltageIndex: number;
  readonly cellCountIndex: number;
  readonly stateIndex: number;
  readonly remainingIndex: number;
  readonly cycleIndex: number;
  readonly switchesIndex: number;
  readonly switchTemperatureIndex: number;
}

const layouts: Readonly<Record<DalyModbusVariant, Layout>> = {
  d2: {
    requestByte: 0xd2,
    replyByte: 0xd2,
    registerCount: 0x50,
    cellSlotsCount: 0x20,
    voltageIndex: 0x28,
    cellCountIndex: 0x31,
    stateIndex: 0x2f,
    remainingIndex: 0x30,
    cycleIndex: 0x33,
    switchesIndex: 0x35,
    switchTemperatureIndex: 0x42,
  },
  p81: {
    requestByte: 0x81,
    replyByte: 0x51,
    registerCount: 0x7f,
    cellSlotsCount: 0x30,
    voltageIndex: 0x38,
    cellCountIndex: 0x3c,
    stateIndex: 0x48,
    remainingIndex: 0x4b,
    cycleIndex: 0x4c,
    switchesIndex: 0x52,
    switchTemperatureIndex: 0x5a,
  },
};
const D2_ALARM_INDEX = 0x3a;
/** Second byte of the alarm words is the voltage group. */
const CELL_UNDERVOLTAGE_BITS = 0b1000;
/** A place without a sensor reads as 255 in real packs. */
const NO_SENSOR_COUNT = 255;
const SENSOR_SLOTS_COUNT = 8;

/** A Daly pack that speaks Modbus; writes are refused by exception 1. Source: facts/interfaces §3.2 (b). */
export function dalyModbusDevice(course: PackCourse, variant: DalyModbusVariant): SimulatedDevice {
  const layout = layouts[variant];
  return {
    requestFormat: rtuRequestFormat([layout.requestByte]),
    answer: (request, atMs) => {
      const words = { holding: registersOf(course(atMs), layout, variant), input: new Map() } satisfies RegisterWords;
      const { kind, pduBytes } = answerRegisters(request.subarray(1, -2), words);
      return { kind, frames: [rtuFrame(layout.replyByte, pduBytes)] };
    },
    spoken: saysNothingUnasked,
    accepted: (_, bytes) => framesIn(dalyModbusFormat, bytes),
    checkBytes: { fromEndBytes: 2, sizeBytes: 2 },
  };
}

function registersOf(pack: PackMoment, layout: Layout, variant: DalyModbusVariant): Map<number, number> {
  const words = new Map(Array.from({ length: layout.registerCount }, (_, index) => [index, 0]));
  const set = (at: number, values: readonly number[]): void => values.forEach((value, index) => void words.set(at + index, value));
  const sensors = pack.temperaturesC.map(dalyTemperatureByte);
  set(
    0,
    pack.cellVoltagesV.map((volts) => countOf(volts, 1e-3)),
  );
  set(layout.cellSlotsCount, Array<number>(SENSOR_SLOTS_COUNT).fill(NO_SENSOR_COUNT));
  set(layout.cellSlotsCount, sensors);
  // Captured sessions of this protocol show + = charging.
  set(layout.voltageIndex, [countOf(pack.voltageV, 0.1), dalyCurrentCount(pack.currentA), countOf(pack.chargeRatio, 1e-3)]);
  set(layout.cellCountIndex, [pack.cellVoltagesV.length, sensors.length]);
  set(layout.stateIndex, [dalyStateByte(pack)]);
  set(layout.remainingIndex, [countOf(pack.remainingAh, 0.1)]);
  set(layout.cycleIndex, [pack.cycleCount]);
  set(layout.switchesIndex, [1, pack.hasFault ? 0 : 1]);
  set(layout.switchTemperatureIndex, [(sensors[0] ?? 0) + 2, (sensors[0] ?? 0) + 4]);
  if (variant === 'd2') set(D2_ALARM_INDEX, [pack.hasFault ? CELL_UNDERVOLTAGE_BITS : 0]);
  return words;
}
