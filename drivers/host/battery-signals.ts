import type { SignalName } from '../../agent/contract/signal.ts';

/** A file of a battery, the signal it is, and house units per unit of the file. */
export interface BatterySignal {
  readonly file: string;
  readonly signal: SignalName;
  readonly scale: number;
  /** True where the file may state an amount and leave the direction to `status`. */
  readonly isFlow?: boolean;
  /** True where 0 and less mean "not available". */
  readonly isPositive?: boolean;
}

/** Units and meanings: the kernel's Documentation/ABI/testing/sysfs-class-power. */
export const batterySignals: readonly BatterySignal[] = [
  { file: 'voltage_now', signal: 'voltageV', scale: 1e-6 },
  { file: 'current_now', signal: 'currentA', scale: 1e-6, isFlow: true },
  { file: 'power_now', signal: 'powerW', scale: 1e-6, isFlow: true },
  { file: 'capacity', signal: 'stateOfChargeRatio', scale: 0.01 },
  { file: 'charge_now', signal: 'remainingAh', scale: 1e-6 },
  { file: 'charge_full', signal: 'fullChargeAh', scale: 1e-6 },
  { file: 'cycle_count', signal: 'cycleCount', scale: 1, isPositive: true },
  { file: 'temp', signal: 'temperatureC', scale: 0.1 },
];

/**
 * House units of a file's number; undefined where it says "not available". Current and power are negative while discharging, as everywhere in
 * this house: drivers of the kernel differ in the sign, so that `status` decides where it says a direction.
 */
export function batteryValue({ scale, isFlow, isPositive }: BatterySignal, raw: number, status: string | undefined): number | undefined {
  if (isPositive && raw <= 0) return undefined;
  // Divided where the scale is a whole fraction: 253 × 0.1 is not 25.3.
  const value = scale < 1 ? raw / Math.round(1 / scale) : raw * scale;
  if (!isFlow) return value;
  if (status === 'Discharging') return -Math.abs(value);
  return status === 'Charging' ? Math.abs(value) : value;
}

/** Words that stand for "no serial number" in the firmware of packs. */
const saysNothing = /^(?:0+|unknown|n\/?a|none|to be filled.*|default.*|x+|\s*)$/i;

/** The serial number of a pack; undefined where the text is empty, a word for none, or not printable. */
export function serialNumberOf(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return /^[\x20-\x7e]{1,64}$/.test(trimmed) && !saysNothing.test(trimmed) ? trimmed : undefined;
}
