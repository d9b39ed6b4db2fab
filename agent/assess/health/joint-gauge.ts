import type { WindowFeatures } from '../../contract/features.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { SignalName } from '../../contract/signal.ts';
import { type GearRating, gearLifeRatio } from './gear-life.ts';
import { type HeatGauge, openingHeat, restartHeat, stepHeat } from './heat-gauge.ts';
import { stepThermalLoad } from './thermal-load.ts';

/** What is known of one joint's limits; what is not stated is not evaluated. */
export interface JointRating {
  readonly torqueMaxNm?: number | undefined;
  /** The current it may carry for ever; a peak or a limit of the drive is not one. */
  readonly continuousCurrentA?: number | undefined;
  readonly gear?: GearRating | undefined;
}

/** One joint between two evaluations. Whole milliseconds; gear life in whole 10⁻¹² of the rated life, so that a second counts. */
export interface JointGauge {
  readonly heat: HeatGauge;
  readonly torqueMs: number;
  readonly saturatedMs: number;
  readonly currentMs: number;
  readonly thermalRatio: number;
  readonly thermalMaxRatio: number;
  readonly gearMs: number;
  readonly gearLifeCount: number;
}

export const openingJointGauge: JointGauge = {
  heat: openingHeat,
  torqueMs: 0,
  saturatedMs: 0,
  currentMs: 0,
  thermalRatio: 0,
  thermalMaxRatio: 0,
  gearMs: 0,
  gearLifeCount: 0,
};

/** Parts of one rated gear life that are counted. */
export const gearLifePartCount = 1e12;
/** Torque from this share of the limit on is saturated (risk model §4.1 J4). */
const saturatedFromRatio = 0.9;

/** What one window says of one joint; a quantity without a good cell is left out. */
export interface JointReading {
  readonly temperatureC?: number;
  readonly torqueNm?: number;
  readonly speedRadPerS?: number;
  readonly currentA?: number;
}

/** Root mean square of torque, speed and current, and the hotter of motor and winding, of every joint of one stream. */
export function jointReadings(stream: WindowFeatures): readonly (readonly [part: string, reading: JointReading])[] {
  return stream.layout.parts.map((part, index) => [part, readingOf(stream, index)]);
}

function readingOf(stream: WindowFeatures, part: number): JointReading {
  const cell = (signal: SignalName): number => cellOf(stream, signal, part);
  const mean = (signal: SignalName): number[] => (cell(signal) < 0 ? [] : [stream.mean[cell(signal)] ?? 0]);
  const rms = (signal: SignalName): number | undefined =>
    cell(signal) < 0 ? undefined : Math.hypot(stream.mean[cell(signal)] ?? 0, stream.sd[cell(signal)] ?? 0);
  const heat = [...mean('motorTemperatureC'), ...mean('windingTemperatureC')];
  const said = {
    temperatureC: heat.length === 0 ? undefined : Math.max(...heat),
    torqueNm: rms('torqueNm'),
    speedRadPerS: rms('velocityRadPerS'),
    currentA: rms('currentA'),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** Operating time that one window of this stream speaks for: a reading holds until the next one is due (decisions A7). */
export function heldMs({ layout }: WindowFeatures, operatingMs: number): number {
  return Math.max(operatingMs, layout.periodMs);
}

/** The cell of a signal that has a good sample in the window, else −1. */
export function cellOf({ layout, count }: WindowFeatures, signal: SignalName, part: number): number {
  const row = layout.signals.indexOf(signal);
  const cell = row * layout.parts.length + part;
  return row >= 0 && (count[cell] ?? 0) > 0 ? cell : -1;
}

/** Adds so much operating time as this window says. */
export function stepJointGauge(
  gauge: JointGauge,
  { temperatureC, torqueNm, speedRadPerS, currentA }: JointReading,
  { rating, operatingMs }: { readonly rating: JointRating; readonly operatingMs: number },
): JointGauge {
  const { torqueMaxNm, continuousCurrentA, gear } = rating;
  const next = { ...gauge };
  if (temperatureC !== undefined) next.heat = stepHeat(gauge.heat, temperatureC, operatingMs);
  if (torqueNm !== undefined && torqueMaxNm !== undefined && torqueMaxNm > 0) {
    next.torqueMs += operatingMs;
    if (torqueNm > saturatedFromRatio * torqueMaxNm) next.saturatedMs += operatingMs;
  }
  if (currentA !== undefined && continuousCurrentA !== undefined) {
    next.currentMs += operatingMs;
    next.thermalRatio = roundTo(stepThermalLoad(gauge.thermalRatio, (currentA / continuousCurrentA) ** 2, operatingMs), decimals.ratio);
    next.thermalMaxRatio = Math.max(gauge.thermalMaxRatio, next.thermalRatio);
  }
  if (torqueNm !== undefined && speedRadPerS !== undefined && gear !== undefined) {
    next.gearMs += operatingMs;
    next.gearLifeCount += Math.round(gearLifePartCount * gearLifeRatio({ torqueNm, speedRadPerS, ms: operatingMs }, gear));
  }
  return next;
}

/** What the next evaluation begins with: consumed life and the warmth of the winding stay. */
export function restartJointGauge(gauge: JointGauge): JointGauge {
  const none = { torqueMs: 0, saturatedMs: 0, currentMs: 0, gearMs: 0, thermalMaxRatio: gauge.thermalRatio };
  return { ...gauge, ...none, heat: restartHeat(gauge.heat) };
}
