import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { BatteryReading, BatteryStatus } from '../battery-reading.ts';
import { hexOf, u8, wordsBe } from '../byte-fields.ts';
import { accepted, type Decoded, rejected } from '../decoded.ts';
import { gatedValue } from '../gated-value.ts';
import { dalyFaults, dalyModbusAlarmOrder } from './daly-alarms.ts';
import { DALY_MODBUS_HEAD_BYTES } from './daly-modbus-format.ts';
import { type DalyModbusBlock, dalyModbusBlocks } from './daly-modbus-request.ts';
import {
  type AssumedSign,
  dalyCellV,
  dalyFlag,
  dalyRatio,
  dalyRawCurrentA,
  dalyStatus,
  dalyTemperatureC,
  signedCurrent,
} from './daly-values.ts';

/** A battery reading, and the two temperatures of the board where the block has them. */
export interface DalyModbusReading extends BatteryReading {
  readonly switchTemperatureC: Knowable<number>;
  readonly boardTemperatureC: Knowable<number>;
}

/** Where a register set keeps what: both have the same fields behind lists of different length. */
interface RegisterMap {
  readonly cellSlotsCount: number;
  readonly voltageIndex: number;
  readonly cellCountIndex: number;
}

const d2Map: RegisterMap = { cellSlotsCount: 0x20, voltageIndex: 0x28, cellCountIndex: 0x31 };
const p81Map: RegisterMap = { cellSlotsCount: 0x30, voltageIndex: 0x38, cellCountIndex: 0x3c };
const SENSOR_SLOTS_COUNT = 8;
const ALARM_BYTES = 8;
const D2_ALARM_INDEX = 0x3a;
const P81_STATUS_FIRST_INDEX = 0x41;
const REFUSAL_MASK_BYTE = 0x80;
/** No document gives the sign; captured sessions show + = charging (facts/interfaces §0, trap 3). */
const observedSign: AssumedSign = { vendorSign: 1, basis: 'unverified' };
const notReported = unknown('notReported');

/** The D2 block, 62 or 80 registers. */
export function decodeDalyD2(frame: Uint8Array, block: 'd2Short' | 'd2Full'): Decoded<DalyModbusReading> {
  const checked = registersOf(frame, block);
  if (!checked.ok) return checked;
  const at = (index: number): number => checked.value[index] ?? 0;
  const alarmBytes = frame.subarray(DALY_MODBUS_HEAD_BYTES + 2 * D2_ALARM_INDEX).subarray(0, ALARM_BYTES);
  const hasBoard = block === 'd2Full';
  return accepted({
    ...commonOf(checked.value, d2Map, dalyStatus(at(0x2f))),
    remainingAh: gatedValue('battery', 'remainingAh', at(0x30) / 10),
    cycleCount: at(0x33),
    chargeEnabled: dalyFlag(at(0x35)),
    dischargeEnabled: dalyFlag(at(0x36)),
    alarmRaw: hexOf(alarmBytes),
    faults: dalyFaults(alarmBytes, dalyModbusAlarmOrder),
    switchTemperatureC: hasBoard ? boardTemperatureC(at(0x42)) : notReported,
    boardTemperatureC: hasBoard ? boardTemperatureC(at(0x43)) : notReported,
  });
}

/** Both blocks of the 81 device; the state is in the second, so one without the other would leave the current's sign unknown. */
export function decodeDalyP81(cellsFrame: Uint8Array, statusFrame: Uint8Array): Decoded<DalyModbusReading> {
  const cells = registersOf(cellsFrame, 'p81Cells');
  if (!cells.ok) return cells;
  const status = registersOf(statusFrame, 'p81Status');
  if (!status.ok) return status;
  const at = (index: number): number => status.value[index - P81_STATUS_FIRST_INDEX] ?? 0;
  return accepted({
    ...commonOf(cells.value, p81Map, dalyStatus(at(0x48))),
    remainingAh: gatedValue('battery', 'remainingAh', at(0x4b) / 10),
    cycleCount: at(0x4c),
    chargeEnabled: dalyFlag(at(0x52)),
    dischargeEnabled: dalyFlag(at(0x53)),
    // Where this device keeps its alarms is not known: saying "none" would be a claim.
    alarmRaw: notReported,
    faults: [],
    switchTemperatureC: boardTemperatureC(at(0x5a)),
    boardTemperatureC: boardTemperatureC(at(0x5b)),
  });
}

type Common = Pick<
  BatteryReading,
  | 'voltageV'
  | 'currentA'
  | 'currentSignBasis'
  | 'currentRawA'
  | 'stateOfChargeRatio'
  | 'designAh'
  | 'cellVoltagesV'
  | 'temperaturesC'
  | 'status'
>;

function commonOf(registers: readonly number[], map: RegisterMap, status: Knowable<BatteryStatus>): Common {
  const at = (index: number): number => registers[index] ?? 0;
  const currentRawA = dalyRawCurrentA(at(map.voltageIndex + 1));
  const cells = registers.slice(0, map.cellSlotsCount);
  const sensors = registers.slice(map.cellSlotsCount, map.cellSlotsCount + SENSOR_SLOTS_COUNT);
  return {
    voltageV: gatedValue('battery', 'voltageV', at(map.voltageIndex) / 10),
    ...signedCurrent(currentRawA, status, observedSign),
    currentRawA,
    stateOfChargeRatio: dalyRatio(at(map.voltageIndex + 2)),
    designAh: notReported,
    cellVoltagesV: cells.slice(0, at(map.cellCountIndex)).map(dalyCellV),
    temperaturesC: sensors.slice(0, at(map.cellCountIndex + 1)).map(dalyTemperatureC),
    status,
  };
}

/** No count says whether these sensors exist: 0 would be −40 °C and means that there is none. */
function boardTemperatureC(raw: number): Knowable<number> {
  return raw === 0 ? notReported : dalyTemperatureC(raw);
}

/** A reply does not say which registers it holds: address and length must be those of the block that was asked for. */
function registersOf(frame: Uint8Array, block: DalyModbusBlock): Decoded<readonly number[]> {
  const { replyByte, registerCount } = dalyModbusBlocks[block];
  if (u8(frame, 0) !== replyByte) return rejected('notRequested');
  if (u8(frame, 1) & REFUSAL_MASK_BYTE) return rejected('deviceError');
  const contentBytes = 2 * registerCount;
  if (u8(frame, 2) !== contentBytes || frame.length !== contentBytes + DALY_MODBUS_HEAD_BYTES + 2) return rejected('length');
  return accepted(wordsBe(frame, DALY_MODBUS_HEAD_BYTES, registerCount));
}
