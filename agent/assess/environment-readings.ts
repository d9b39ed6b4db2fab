import { decimals, roundTo } from '../contract/rounding.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';

/** The measured inputs of the grade, in house units. */
export const measuredNames = ['ambientC', 'humidityRatio', 'backgroundVibrationMPerS2'] as const;
export type MeasuredName = (typeof measuredNames)[number];
export type MeasuredValues = Readonly<Record<MeasuredName, Knowable<number>>>;

export interface Reading {
  readonly value: number;
  readonly atMs: number;
}
/** The last known value of each input and when it arrived. */
export type Readings = Readonly<Partial<Record<MeasuredName, Reading>>>;

/** Beyond 30 min a value is unknown; until then the last one holds (rule R-7). */
const unknownAfterMs = 30 * 60_000;

/** Takes in what is known now; returns the same object when nothing is. */
export function stepReadings(readings: Readings, values: MeasuredValues, nowMs: number): Readings {
  const known = measuredNames.flatMap((name) => {
    const value = values[name];
    return isUnknown(value) ? [] : [[name, { value: roundTo(value, decimals.value), atMs: nowMs }] as const];
  });
  return known.length === 0 ? readings : { ...readings, ...Object.fromEntries(known) };
}

/** Readings that are still good: not older than 30 min, and not from after `nowMs` (another boot's clock). */
export function freshReadings(readings: Readings, nowMs: number): Readings {
  const fresh = measuredNames.flatMap((name) => {
    const reading = readings[name];
    return reading !== undefined && reading.atMs <= nowMs && nowMs - reading.atMs <= unknownAfterMs ? [[name, reading] as const] : [];
  });
  return Object.fromEntries(fresh);
}

const medianMinuteCount = 10;
const rateMinuteCount = 5;

/** Minute values of the ambient temperature, newest last, enough for the 10-min median. */
export function appendMinute(minutesC: readonly number[], valueC: number | undefined): readonly number[] {
  return valueC === undefined ? [] : [...minutesC, valueC].slice(-medianMinuteCount);
}

/** Median of a list that is not empty, else undefined. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Largest |ΔT| over 5 min within the kept minutes, K/min; undefined before there are enough of them. */
export function thermalRateKPerMin(minutesC: readonly number[]): number | undefined {
  const rates = minutesC.slice(rateMinuteCount).map((valueC, i) => Math.abs(valueC - (minutesC[i] ?? valueC)) / rateMinuteCount);
  return rates.length === 0 ? undefined : Math.max(...rates);
}
