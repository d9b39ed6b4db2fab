import { decimals, roundTo } from '../contract/rounding.ts';
import { isKnown, isUnknown, type Knowable } from '../contract/unknown.ts';

/** The measured inputs of the grade, in house units. */
export const measuredNames = ['ambientC', 'humidityRatio', 'backgroundVibrationMPerS2'] as const;
export type MeasuredName = (typeof measuredNames)[number];
export type MeasuredValues = Readonly<Record<MeasuredName, Knowable<number>>>;

/** Everything the robot's sensors say of the site in one window; what is left out is not known. */
export interface SiteObservation extends MeasuredValues {
  /** Largest acceleration off its mean in a window at rest, m/s². */
  readonly peakMPerS2?: Knowable<number> | undefined;
  /** True while the body's inertial unit speaks, at rest or not. */
  readonly hasInertialUnit?: boolean | undefined;
  /** Temperature of the coolest board. */
  readonly boardC?: Knowable<number> | undefined;
}

export interface Reading {
  readonly value: number;
  readonly atMs: number;
  /** Since when it has been exactly this value; a reading of an older state does not say. */
  readonly sameSinceMs?: number;
}
/** The last known value of each input and when it arrived. */
export type Readings = Readonly<Partial<Record<MeasuredName, Reading>>>;

/** Beyond 10 min a value is stale and its grade is held; beyond 30 min it is unknown (rule R-7). */
const staleAfterMs = 10 * 60_000;
const unknownAfterMs = 30 * 60_000;

/** Takes in what is known now; returns the same object when nothing is. */
export function stepReadings(readings: Readings, values: Partial<MeasuredValues>, nowMs: number): Readings {
  const known = measuredNames.flatMap((name) => {
    const value = values[name];
    return value === undefined || isUnknown(value) ? [] : [[name, readAt(readings[name], value, nowMs)] as const];
  });
  return known.length === 0 ? readings : { ...readings, ...Object.fromEntries(known) };
}

function readAt(before: Reading | undefined, known: number, atMs: number): Reading {
  const value = roundTo(known, decimals.value);
  return { value, atMs, sameSinceMs: before?.value === value ? (before.sameSinceMs ?? before.atMs) : atMs };
}

/** Readings that are still good: not older than 30 min, and not from after `nowMs` (another boot's clock). */
export function freshReadings(readings: Readings, nowMs: number): Readings {
  const fresh = measuredNames.flatMap((name) => {
    const reading = readings[name];
    return isHeld(reading, nowMs) ? [[name, reading] as const] : [];
  });
  return Object.fromEntries(fresh);
}

/** True while a reading counts at all, stale or not. */
export function isHeld(reading: Reading | undefined, nowMs: number): reading is Reading {
  return reading !== undefined && reading.atMs <= nowMs && nowMs - reading.atMs <= unknownAfterMs;
}

/** True while a reading may move a grade. */
export function isLive(reading: Reading | undefined, nowMs: number): boolean {
  return isHeld(reading, nowMs) && nowMs - reading.atMs <= staleAfterMs;
}

const medianMinuteCount = 10;
const rateMinuteCount = 5;

/** Minute values, newest last, enough for the 10-min median; nothing is added while the reading is stale, and an unknown forgets them. */
export function appendMinute(minutes: readonly number[], reading: Reading | undefined, nowMs: number): readonly number[] {
  if (reading === undefined) return [];
  return isLive(reading, nowMs) ? [...minutes, reading.value].slice(-medianMinuteCount) : minutes;
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

const stuckAfterMs = 6 * 3_600_000;
/** Grid of a coarse sensor: a value on it may well stand for hours. Finer than 12 bit over the usual range is off it (rule R-7). */
const coarseSteps: Readonly<Partial<Record<MeasuredName, number>>> = { ambientC: 0.1, humidityRatio: 0.001 };
const onGridRatio = 0.02;

/**
 * True when a sensor that shows more than a coarse display has said exactly the same for 6 h. How many bits it has is not told, so its
 * value must show it: one that lies on the coarse grid is never suspected, which misses a fine sensor stuck there.
 */
export function isStuck(name: MeasuredName, reading: Reading | undefined): boolean {
  const coarse = coarseSteps[name];
  if (reading?.sameSinceMs === undefined || coarse === undefined || reading.atMs - reading.sameSinceMs < stuckAfterMs) return false;
  const steps = reading.value / coarse;
  return Math.abs(steps - Math.round(steps)) > onGridRatio;
}

/** The known one of an optional reading. */
export function knownValue(value: Knowable<number> | undefined): number | undefined {
  return value !== undefined && isKnown(value) ? value : undefined;
}
