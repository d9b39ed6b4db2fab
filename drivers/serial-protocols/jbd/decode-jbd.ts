import type { Flag } from '../../../agent/contract/message.ts';
import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import { i16be, u8, u16be, u32be, wordsBe } from '../byte-fields.ts';
import { accepted, type Decoded, rejected } from '../decoded.ts';
import { gatedValue } from '../gated-value.ts';
import { faultsOfWord, type ProtocolFault } from '../protocol-fault.ts';
import { JBD_FRAME_OVERHEAD_BYTES } from './jbd-format.ts';
import { jbdProtection } from './jbd-protection.ts';
import { type JbdRegister, jbdRegisters } from './jbd-request.ts';

/** Register 0x03 in house units; the vendor's current is already + = charging. */
export interface JbdBasic {
  readonly voltageV: Knowable<number>;
  readonly currentA: Knowable<number>;
  readonly stateOfChargeRatio: Knowable<number>;
  readonly remainingAh: Knowable<number>;
  readonly designAh: Knowable<number>;
  readonly cycleCount: number;
  /** YYYY-MM-DD; unknown where the bits are no date. */
  readonly manufacturedOn: Knowable<string>;
  readonly balanceBits: number;
  /** The whole protection word; `faults` lists its set bits. */
  readonly protectionBits: number;
  readonly faults: readonly ProtocolFault[];
  /** High and low nibble, for example `8.0`. */
  readonly softwareVersion: string;
  readonly chargeEnabled: Flag;
  readonly dischargeEnabled: Flag;
  readonly cellCount: number;
  readonly temperaturesC: readonly Knowable<number>[];
}

/** The abuse history of register 0xAA: how often each protection acted since the pack was made. */
export const jbdLifetimeNames = [
  'shortCircuitCount',
  'chargeOvercurrentCount',
  'dischargeOvercurrentCount',
  'cellOvervoltageCount',
  'cellUndervoltageCount',
  'chargeOverTemperatureCount',
  'chargeUnderTemperatureCount',
  'dischargeOverTemperatureCount',
  'dischargeUnderTemperatureCount',
  'packOvervoltageCount',
  'packUndervoltageCount',
] as const;
export type JbdLifetime = Readonly<Record<(typeof jbdLifetimeNames)[number], number>>;

const BASIC_BYTES_MIN = 23;
const LIFETIME_BYTES = 24;
const ZERO_CELSIUS_RAW_COUNT = 2731;

/** Register 0x03. Newer firmware appends bytes: they are ignored; fewer than the sensors need is a rejection. */
export function decodeJbdBasic(frame: Uint8Array): Decoded<JbdBasic> {
  const content = contentOf(frame, 'basic');
  if (!content.ok) return content;
  const bytes = content.value;
  const sensorCount = u8(bytes, 22);
  if (bytes.length < BASIC_BYTES_MIN + 2 * sensorCount) return rejected('length');
  const switches = u8(bytes, 20);
  const version = u8(bytes, 18);
  return accepted({
    voltageV: gatedValue('battery', 'voltageV', u16be(bytes, 0) / 100),
    currentA: gatedValue('battery', 'currentA', i16be(bytes, 2) / 100),
    stateOfChargeRatio: gatedValue('battery', 'stateOfChargeRatio', u8(bytes, 19) / 100),
    remainingAh: gatedValue('battery', 'remainingAh', u16be(bytes, 4) / 100),
    designAh: gatedValue('battery', 'fullChargeAh', u16be(bytes, 6) / 100),
    cycleCount: u16be(bytes, 8),
    manufacturedOn: dateOf(u16be(bytes, 10)),
    balanceBits: u32be(bytes, 12),
    protectionBits: u16be(bytes, 16),
    faults: faultsOfWord(u16be(bytes, 16), jbdProtection),
    softwareVersion: `${version >>> 4}.${version & 0x0f}`,
    chargeEnabled: (switches & 1) === 1,
    dischargeEnabled: (switches & 2) === 2,
    cellCount: u8(bytes, 21),
    temperaturesC: wordsBe(bytes, BASIC_BYTES_MIN, sensorCount).map((raw) =>
      gatedValue('battery', 'temperatureC', (raw - ZERO_CELSIUS_RAW_COUNT) / 10),
    ),
  });
}

/** Register 0x04: volts per cell, in the order of the pack. A cell of 0 mV is not connected or not measured: unknown. */
export function decodeJbdCells(frame: Uint8Array): Decoded<readonly Knowable<number>[]> {
  const content = contentOf(frame, 'cells');
  if (!content.ok) return content;
  const bytes = content.value;
  if (bytes.length === 0 || bytes.length % 2 !== 0) return rejected('length');
  return accepted(wordsBe(bytes, 0, bytes.length / 2).map((raw) => gatedValue('battery', 'cellVoltageV', raw / 1000)));
}

/** Register 0xAA: lifetime counts of each protection. */
export function decodeJbdLifetime(frame: Uint8Array): Decoded<JbdLifetime> {
  const content = contentOf(frame, 'lifetime');
  if (!content.ok) return content;
  if (content.value.length !== LIFETIME_BYTES) return rejected('length');
  const counts = jbdLifetimeNames.map((name, index) => [name, u16be(content.value, 2 * index)]);
  return accepted(Object.fromEntries(counts));
}

/** Register 0x05: the model's name, printable ASCII only. */
export function decodeJbdModel(frame: Uint8Array): Decoded<string> {
  const content = contentOf(frame, 'model');
  if (!content.ok) return content;
  return accepted(String.fromCharCode(...content.value.filter((byte) => byte >= 0x20 && byte < 0x7f)));
}

/**
 * The checksum of a reply leaves its register out (facts/interfaces §3.1), so a damaged register byte is seen only by
 * comparing it with what was asked.
 */
function contentOf(frame: Uint8Array, register: JbdRegister): Decoded<Uint8Array> {
  if (frame.length < JBD_FRAME_OVERHEAD_BYTES || frame.length !== u8(frame, 3) + JBD_FRAME_OVERHEAD_BYTES) return rejected('length');
  if (u8(frame, 1) !== jbdRegisters[register]) return rejected('notRequested');
  if (u8(frame, 2) !== 0) return rejected('deviceError');
  return accepted(frame.subarray(4, frame.length - 3));
}

function dateOf(raw: number): Knowable<string> {
  const month = (raw >>> 5) & 0x0f;
  const day = raw & 0x1f;
  if (month < 1 || month > 12 || day < 1) return unknown('outOfRange');
  return `${2000 + (raw >>> 9)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
