import { decimals, roundTo } from '../contract/rounding.ts';
import type { EnvironmentState } from './environment-grade.ts';
import { isLive } from './environment-readings.ts';

/**
 * Arrhenius stress hours (risk model §1.4): how fast electronics age here, beside hours and never instead, without touching the grade.
 * Whole milliseconds. Time without a believed ambient temperature is in neither.
 */
export interface StressState {
  readonly stressMs: number;
  /** The time it was counted over. */
  readonly measuredMs: number;
}

export const openingStress: StressState = { stressMs: 0, measuredMs: 0 };

/** 0.7 eV over Boltzmann's constant in eV/K. */
const activationK = 0.7 / 8.617e-5;
const zeroCelsiusK = 273.15;
const referenceC = 25;
const referenceHumidityRatio = 0.5;
/** Peck's exponent for plastic microcircuits. */
const humidityExponent = 3;
const maxRatio = 10;

/** How much faster than at 25 °C and 50 % it ages, 1…10: cold and dry air count as the reference, unknown humidity as 50 %. */
export function stressRatio(ambientC: number, humidityRatio: number | undefined): number {
  const byTemperature = Math.exp(activationK * (1 / (referenceC + zeroCelsiusK) - 1 / (ambientC + zeroCelsiusK)));
  const byHumidity = ((humidityRatio ?? referenceHumidityRatio) / referenceHumidityRatio) ** humidityExponent;
  return Math.min(maxRatio, roundTo(Math.max(1, byTemperature) * Math.max(1, byHumidity), decimals.ratio));
}

/** Adds a window at the temperature and humidity now believed. */
export function stepStress(stress: StressState, now: { environment: EnvironmentState; nowMs: number; windowMs: number }): StressState {
  const { readings, suspects = [] } = now.environment;
  const believed = (name: 'ambientC' | 'humidityRatio'): number | undefined =>
    isLive(readings[name], now.nowMs) && !suspects.includes(name) ? readings[name]?.value : undefined;
  const ambientC = believed('ambientC');
  if (ambientC === undefined) return stress;
  const stressMs = Math.round(now.windowMs * stressRatio(ambientC, believed('humidityRatio')));
  return { stressMs: stress.stressMs + stressMs, measuredMs: stress.measuredMs + now.windowMs };
}
