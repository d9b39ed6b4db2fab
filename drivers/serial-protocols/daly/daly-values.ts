import { isUnknown, type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { BatteryStatus, CurrentSignBasis } from '../battery-reading.ts';
import { gatedValue } from '../gated-value.ts';

/** Both Daly protocols count currents from 30,000 tenths of an ampere and temperatures from 40 below zero. */
const ZERO_CURRENT_RAW_COUNT = 30_000;
const ZERO_CELSIUS_C = 40;
/** A place without a sensor: 255 would be 215 °C. Seen on a real pack (facts/interfaces §3.2). */
const NO_SENSOR_BYTE = 255;

export function dalyTemperatureC(raw: number): Knowable<number> {
  if (raw === NO_SENSOR_BYTE) return unknown('notReported');
  return gatedValue('battery', 'temperatureC', raw - ZERO_CELSIUS_C);
}

export function dalyCellV(rawMv: number): Knowable<number> {
  return gatedValue('battery', 'cellVoltageV', rawMv / 1000);
}

/** The current as the vendor signs it; which way that is depends on the protocol and is not to be trusted. */
export function dalyRawCurrentA(raw: number): Knowable<number> {
  return gatedValue('battery', 'currentA', (raw - ZERO_CURRENT_RAW_COUNT) / 10);
}

export function dalyRatio(rawPermille: number): Knowable<number> {
  return gatedValue('battery', 'stateOfChargeRatio', rawPermille / 1000);
}

const statuses: readonly BatteryStatus[] = ['idle', 'charging', 'discharging'];

export function dalyStatus(raw: number): Knowable<BatteryStatus> {
  return statuses[raw] ?? unknown('outOfRange');
}

/** A switch byte is 0 or 1; anything else is not known. */
export function dalyFlag(raw: number): Knowable<boolean> {
  return raw === 0 || raw === 1 ? raw === 1 : unknown('outOfRange');
}

export interface SignedCurrent {
  readonly currentA: Knowable<number>;
  readonly currentSignBasis: CurrentSignBasis;
}

/** The sign of a protocol where the state does not say it: its document's word, or nothing that was ever written down. */
export interface AssumedSign {
  readonly vendorSign: 1 | -1;
  readonly basis: 'vendorDoc' | 'unverified';
}

/**
 * + = charging. The two Daly protocols contradict each other about the sign (facts/interfaces §0, trap 3), so the state decides
 * and only the amount is taken from the current; at idle or without a state the protocol's assumed sign is used and says so.
 */
export function signedCurrent(rawA: Knowable<number>, status: Knowable<BatteryStatus>, assumed: AssumedSign): SignedCurrent {
  const isStated = status === 'charging' || status === 'discharging';
  const currentSignBasis = isStated ? 'stateFlag' : assumed.basis;
  if (isUnknown(rawA)) return { currentA: rawA, currentSignBasis };
  const signed = isStated ? Math.abs(rawA) * (status === 'charging' ? 1 : -1) : rawA * assumed.vendorSign;
  // Adding 0 turns the −0 of a pack at rest into 0.
  return { currentA: signed + 0, currentSignBasis };
}
