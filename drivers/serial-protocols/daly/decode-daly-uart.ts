import type { Flag } from '../../../agent/contract/message.ts';
import type { Knowable } from '../../../agent/contract/unknown.ts';
import type { BatteryStatus } from '../battery-reading.ts';
import { hexOf, u8, u16be, u32be } from '../byte-fields.ts';
import { accepted, type Decoded, rejected } from '../decoded.ts';
import { gatedValue } from '../gated-value.ts';
import type { ProtocolFault } from '../protocol-fault.ts';
import { dalyFaults, dalyUartAlarmOrder } from './daly-alarms.ts';
import { dalyUartCommands } from './daly-uart-request.ts';
import { dalyCellV, dalyFlag, dalyRatio, dalyRawCurrentA, dalyStatus, dalyTemperatureC } from './daly-values.ts';

/** The lowest or highest of a kind, and which one it is, counted from 1. */
export interface DalyExtreme {
  readonly value: Knowable<number>;
  readonly partIndex: number;
}

/** One reply in house units. Bytes behind the valid ones are leftovers of other replies and are not read (facts/interfaces §0, trap 9). */
export type DalyReply =
  | {
      readonly kind: 'totals';
      readonly voltageV: Knowable<number>;
      /** As the vendor signs it: + = discharging by the document. */
      readonly currentRawA: Knowable<number>;
      readonly stateOfChargeRatio: Knowable<number>;
    }
  | { readonly kind: 'cellExtremes' | 'temperatureExtremes'; readonly highest: DalyExtreme; readonly lowest: DalyExtreme }
  | {
      readonly kind: 'state';
      readonly status: Knowable<BatteryStatus>;
      readonly chargeEnabled: Flag;
      readonly dischargeEnabled: Flag;
      readonly remainingAh: Knowable<number>;
    }
  | { readonly kind: 'counts'; readonly cellCount: number; readonly sensorCount: number; readonly cycleCount: number }
  /** Part `partIndex` (from 1) of the list: three cells or seven temperatures, not yet cut at the declared count. */
  | { readonly kind: 'cells' | 'temperatures'; readonly partIndex: number; readonly values: readonly Knowable<number>[] }
  | { readonly kind: 'balance'; readonly balanceRaw: string }
  | { readonly kind: 'alarms'; readonly alarmRaw: string; readonly faultCode: string; readonly faults: readonly ProtocolFault[] };

const FRAME_BYTES = 13;
const CELLS_PER_PART_COUNT = 3;
const SENSORS_PER_PART_COUNT = 7;

const decoders: ReadonlyMap<number, (content: Uint8Array) => DalyReply> = new Map([
  [dalyUartCommands.totals, totalsOf],
  [dalyUartCommands.cellExtremes, cellExtremesOf],
  [dalyUartCommands.temperatureExtremes, temperatureExtremesOf],
  [dalyUartCommands.state, stateOf],
  [dalyUartCommands.counts, countsOf],
  [dalyUartCommands.cells, cellsOf],
  [dalyUartCommands.temperatures, temperaturesOf],
  [dalyUartCommands.balance, (content): DalyReply => ({ kind: 'balance', balanceRaw: hexOf(content) })],
  [dalyUartCommands.alarms, alarmsOf],
]);

/** One reply of the A5 protocol; a command that is not read here is rejected as not requested. */
export function decodeDalyUart(frame: Uint8Array): Decoded<DalyReply> {
  if (frame.length !== FRAME_BYTES) return rejected('length');
  const decode = decoders.get(u8(frame, 2));
  return decode === undefined ? rejected('notRequested') : accepted(decode(frame.subarray(4, 12)));
}

function totalsOf(content: Uint8Array): DalyReply {
  return {
    kind: 'totals',
    voltageV: gatedValue('battery', 'voltageV', u16be(content, 0) / 10),
    currentRawA: dalyRawCurrentA(u16be(content, 4)),
    stateOfChargeRatio: dalyRatio(u16be(content, 6)),
  };
}

function cellExtremesOf(content: Uint8Array): DalyReply {
  return {
    kind: 'cellExtremes',
    highest: { value: dalyCellV(u16be(content, 0)), partIndex: u8(content, 2) },
    lowest: { value: dalyCellV(u16be(content, 3)), partIndex: u8(content, 5) },
  };
}

function temperatureExtremesOf(content: Uint8Array): DalyReply {
  return {
    kind: 'temperatureExtremes',
    highest: { value: dalyTemperatureC(u8(content, 0)), partIndex: u8(content, 1) },
    lowest: { value: dalyTemperatureC(u8(content, 2)), partIndex: u8(content, 3) },
  };
}

function stateOf(content: Uint8Array): DalyReply {
  return {
    kind: 'state',
    status: dalyStatus(u8(content, 0)),
    chargeEnabled: dalyFlag(u8(content, 1)),
    dischargeEnabled: dalyFlag(u8(content, 2)),
    remainingAh: gatedValue('battery', 'remainingAh', u32be(content, 4) / 1000),
  };
}

function countsOf(content: Uint8Array): DalyReply {
  return { kind: 'counts', cellCount: u8(content, 0), sensorCount: u8(content, 1), cycleCount: u16be(content, 5) };
}

function cellsOf(content: Uint8Array): DalyReply {
  const values = Array.from({ length: CELLS_PER_PART_COUNT }, (_, index) => dalyCellV(u16be(content, 1 + 2 * index)));
  return { kind: 'cells', partIndex: u8(content, 0), values };
}

function temperaturesOf(content: Uint8Array): DalyReply {
  const values = Array.from({ length: SENSORS_PER_PART_COUNT }, (_, index) => dalyTemperatureC(u8(content, 1 + index)));
  return { kind: 'temperatures', partIndex: u8(content, 0), values };
}

function alarmsOf(content: Uint8Array): DalyReply {
  return {
    kind: 'alarms',
    alarmRaw: hexOf(content),
    faultCode: hexOf(content.subarray(7)),
    faults: dalyFaults(content, dalyUartAlarmOrder),
  };
}
