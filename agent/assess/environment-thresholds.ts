import type { Grade } from '../contract/usage.ts';

/**
 * Bounds of the dimensions, risk model §1.3. They are our own ladder, inspired by IEC 60721-3-3 and ISO 20816-3, and claim neither.
 * A band list holds E1, E2 … in order; what fits none of them has the grade after the last.
 */
type Band = readonly [low: number, high: number];
const ambientBandsC: readonly Band[] = [
  [15, 30],
  [5, 40],
  [-5, 45],
  [-25, 55],
];
const humidityBandsRatio: readonly Band[] = [
  [0.3, 0.6],
  [0.1, 0.85],
  [0.05, 0.95],
];
const thermalRateLimitsKPerMin: readonly number[] = [0.5, 0.5, 1, 3];
const vibrationLimitsMPerS2: readonly number[] = [0.1, 0.3, 1, 3];
const vibrationLimitsMPerS: readonly number[] = [0.0014, 0.0028, 0.0045, 0.0071];
const shockLimitsCount: readonly number[] = [0, 1, 5, 20];

const deadbandK = 2;
const deadbandHumidityRatio = 0.03;
const deadbandVibrationRatio = 0.1;
const saturatedHumidityRatio = 0.95;
const dewSpreadMinK = 2;
/** Magnus coefficients over water, −45…60 °C: WMO Guide to Instruments (WMO-No. 8), annex 4.B. */
const magnusRatio = 17.62;
const magnusTemperatureC = 243.12;

/** How far inside the better bound a value must be before it counts as better: nothing when judged plainly, the deadband to improve. */
export type Strictness = 'plain' | 'toImprove';

function gradeAfter(count: number): Grade {
  return Math.min(5, Math.max(1, count + 1)) as Grade;
}

function gradeInBands(value: number, bands: readonly Band[], inset: number): Grade {
  const index = bands.findIndex(([low, high]) => value >= low + inset && value <= high - inset);
  return gradeAfter(index < 0 ? bands.length : index);
}

function gradeUnderLimits(value: number, limits: readonly number[], insetRatio: number): Grade {
  const index = limits.findIndex((limit) => value <= limit * (1 - insetRatio));
  return gradeAfter(index < 0 ? limits.length : index);
}

/** D1: ambient temperature, °C. */
export function gradeAmbient(ambientC: number, strictness: Strictness = 'plain'): Grade {
  return gradeInBands(ambientC, ambientBandsC, strictness === 'plain' ? 0 : deadbandK);
}

/** D1b: distance to the nearer end of the robot's rated range, K, negative outside. There is no E3: outside the rating is E4 at once. */
export function gradeRatingMargin(marginK: number, strictness: Strictness = 'plain'): Grade {
  const inside = marginK - (strictness === 'plain' ? 0 : deadbandK);
  if (inside >= 5) return 1;
  if (inside >= 0) return 2;
  return inside >= -5 ? 4 : 5;
}

/**
 * D2: relative humidity, 0…1; with the air temperature also the distance to the dew point. Wetting (E5) cannot be told from humidity: it is
 * said by a `wetting` event or declared.
 */
export function gradeHumidity(humidityRatio: number, strictness: Strictness = 'plain', ambientC?: number): Grade {
  const insetRatio = strictness === 'plain' ? 0 : deadbandHumidityRatio;
  if (humidityRatio >= saturatedHumidityRatio) return 4;
  if (ambientC !== undefined && dewSpreadK(ambientC, humidityRatio + insetRatio) < dewSpreadMinK) return 4;
  return gradeInBands(humidityRatio, humidityBandsRatio, insetRatio);
}

/** Air temperature minus dew point, K; 0 at saturation, without end in perfectly dry air. */
export function dewSpreadK(ambientC: number, humidityRatio: number): number {
  if (humidityRatio <= 0) return Number.POSITIVE_INFINITY;
  const exponent = Math.log(Math.min(1, humidityRatio)) + (magnusRatio * ambientC) / (magnusTemperatureC + ambientC);
  return ambientC - (magnusTemperatureC * exponent) / (magnusRatio - exponent);
}

/** D3: fastest change of ambient temperature over 5 min, K/min. */
export function gradeThermalRate(rateKPerMin: number, strictness: Strictness = 'plain'): Grade {
  return gradeUnderLimits(rateKPerMin, thermalRateLimitsKPerMin, strictness === 'plain' ? 0 : deadbandVibrationRatio);
}

/** D4', what an inertial unit can show: background acceleration RMS from 1 Hz up while idle, m/s². */
export function gradeVibration(rmsMPerS2: number, strictness: Strictness = 'plain'): Grade {
  return gradeUnderLimits(rmsMPerS2, vibrationLimitsMPerS2, strictness === 'plain' ? 0 : deadbandVibrationRatio);
}

/** D4, what a survey of the site states: background velocity RMS 10–1000 Hz, m/s. */
export function gradeVibrationVelocity(rmsMPerS: number): Grade {
  return gradeUnderLimits(rmsMPerS, vibrationLimitsMPerS, 0);
}

/** D5: shocks of 2 g and more per 8 h at rest; a count has no deadband. */
export function gradeShocks(shockCount: number): Grade {
  return gradeUnderLimits(shockCount, shockLimitsCount, 0);
}

/** D6: rated minus required protection digit, the worse of solids and liquids. */
export function gradeIngressMargin(marginCount: number): Grade {
  return Math.min(5, Math.max(1, 3 - marginCount)) as Grade;
}

export const corrosivityGrades = { C1: 1, C2: 2, C3: 3, C4: 4, C5: 5, CX: 5 } as const;
export const exposureGrades = { H0: 1, H1: 2, H2: 3, H3: 4, H4: 5 } as const;
export const terrainGrades = { fixedBase: 1, wheeledFlat: 2, leggedFlat: 3, leggedStairs: 4, outdoor: 5 } as const;
export const hazardGrades = { none: 1, highVoltage: 4, hotWork: 4, height: 4, exZone: 5, nuclear: 5, offshore: 5 } as const;
/** The least a moving robot's terrain can be; a fixed base settles the dimension. */
export const locomotionGrades = { fixed: 1, wheeled: 2, legged: 3 } as const;
