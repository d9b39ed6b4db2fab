import { decimals, roundTo } from '../../contract/rounding.ts';

/**
 * One temperature sensor over operating time. What counts is the hottest minute mean, so that a single reading in error weighs a minute at
 * most.
 */
export interface HeatGauge {
  /** Operating time with a reading since the last evaluation. */
  readonly heardMs: number;
  /** The minute that is not full yet: how long, and Σ °C·ms. */
  readonly minuteMs: number;
  readonly minuteCMs: number;
  /** Hottest full minute since the last evaluation; null before one is full. */
  readonly hottestC: number | null;
  /** The last reading, and for how much operating time it has been exactly that. */
  readonly lastC: number | null;
  readonly sameMs: number;
}

export const openingHeat: HeatGauge = { heardMs: 0, minuteMs: 0, minuteCMs: 0, hottestC: null, lastC: null, sameMs: 0 };

const fullMinuteMs = 60_000;
/** A sensor finer than a tenth of a degree that has said exactly the same for so long is stuck (rule R-7). */
const stuckAfterMs = 6 * 3_600_000;
const coarseStepC = 0.1;
const onGridRatio = 0.02;

/** Adds so much operating time at this temperature. */
export function stepHeat(gauge: HeatGauge, temperatureC: number, operatingMs: number): HeatGauge {
  const minuteMs = gauge.minuteMs + operatingMs;
  const minuteCMs = roundTo(gauge.minuteCMs + temperatureC * operatingMs, decimals.value);
  const isFull = minuteMs >= fullMinuteMs;
  const meanC = roundTo(minuteCMs / Math.max(1, minuteMs), decimals.value);
  return {
    heardMs: gauge.heardMs + operatingMs,
    ...(isFull ? { minuteMs: 0, minuteCMs: 0 } : { minuteMs, minuteCMs }),
    hottestC: isFull ? Math.max(gauge.hottestC ?? meanC, meanC) : gauge.hottestC,
    lastC: roundTo(temperatureC, decimals.value),
    sameMs: roundTo(temperatureC, decimals.value) === gauge.lastC ? gauge.sameMs + operatingMs : 0,
  };
}

/** The hottest minute of an evaluation; undefined without one, or where the sensor is not believed. */
export function hottestMinuteC(gauge: HeatGauge): number | undefined {
  return gauge.hottestC === null || isStuckHeat(gauge) ? undefined : gauge.hottestC;
}

/** What the next evaluation begins with. */
export function restartHeat(gauge: HeatGauge): HeatGauge {
  return { ...gauge, heardMs: 0, hottestC: null };
}

/** True for a fine sensor that has not moved at all for 6 operating hours; a coarse one may well stand that long. */
function isStuckHeat({ lastC, sameMs }: HeatGauge): boolean {
  if (lastC === null || sameMs < stuckAfterMs) return false;
  const steps = lastC / coarseStepC;
  return Math.abs(steps - Math.round(steps)) > onGridRatio;
}
