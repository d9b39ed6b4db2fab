import type { DeclaredContext } from '../contract/declared-context.ts';
import type { DimensionGrade, EnvironmentDimension } from '../contract/environment-grade.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Grade } from '../contract/usage.ts';
import * as declaredGrades from './declared-grades.ts';
import { type DwellState, stepDwell } from './dwell.ts';
import * as environmentReadings from './environment-readings.ts';
import * as thresholds from './environment-thresholds.ts';

export type Dwells = Readonly<Partial<Record<EnvironmentDimension, DwellState>>>;
export type Dimensions = Readonly<Partial<Record<EnvironmentDimension, DimensionGrade>>>;

export interface Measured {
  readonly value: number | string;
  readonly dwell: DwellState;
}
export type MeasuredDimensions = Readonly<Partial<Record<EnvironmentDimension, Measured>>>;

/** Everything that is measured, at one evaluation. */
export interface MeasuredSite {
  readonly nowMs: number;
  /** Readings that are held and not suspect. */
  readonly readings: environmentReadings.Readings;
  readonly minutesC: readonly number[];
  readonly minutesRatio: readonly number[];
  /** Vibration at rest of this minute alone; undefined while the robot works. */
  readonly vibrationMPerS2: number | undefined;
  readonly shocks: { readonly shockCount: number; readonly isWhole: boolean; readonly reading: environmentReadings.Reading } | undefined;
  readonly wetMs: number | null;
  /** False for an evaluation between two minutes: dwell counts minutes. */
  readonly isMinute: boolean;
  readonly robot: declaredGrades.GradedRobot;
}

interface Candidate {
  readonly dimension: EnvironmentDimension;
  /** What it is told by: how old that is decides whether the grade may move, is held, or is lost (rule R-7). */
  readonly reading: environmentReadings.Reading | undefined;
  readonly value: number | string | undefined;
  readonly gradeOf: (strictness?: thresholds.Strictness) => Grade;
  readonly immediate?: boolean;
}

/** Dimensions that are measured now, each with its dwell; `before` are those of the last evaluation. */
export function measureDimensions(
  site: MeasuredSite,
  before: { readonly dwell: Dwells; readonly dimensions: Dimensions },
): MeasuredDimensions {
  const found = [...temperatureCandidates(site), humidityCandidate(site), ...restCandidates(site)].flatMap((candidate) => {
    const measured = measureOne(candidate, site, before);
    return measured === undefined ? [] : [[candidate.dimension, measured] as const];
  });
  return Object.fromEntries(found);
}

function measureOne(
  { dimension, reading, value, gradeOf, immediate = false }: Candidate,
  { nowMs, isMinute }: MeasuredSite,
  before: { readonly dwell: Dwells; readonly dimensions: Dimensions },
): Measured | undefined {
  const dwell = before.dwell[dimension];
  if (!environmentReadings.isHeld(reading, nowMs)) return undefined;
  if (value === undefined) return dwell && { value: heldValue(before.dimensions[dimension]), dwell };
  const now = typeof value === 'number' ? roundTo(value, decimals.value) : value;
  const next = (): DwellState => stepDwell(dwell, { plain: gradeOf(), toImprove: gradeOf('toImprove'), immediate });
  if (dwell === undefined) return { value: now, dwell: next() };
  // "Continuously inside" cannot be said of minutes nobody saw.
  if (!environmentReadings.isLive(reading, nowMs)) return { value: now, dwell: { ...dwell, betterMinuteCount: 0 } };
  return { value: now, dwell: isMinute || immediate ? next() : dwell };
}

const heldValue = (dimension: DimensionGrade | undefined): number | string => {
  const value = dimension?.value;
  return typeof value === 'number' || typeof value === 'string' ? value : 'held';
};

function temperatureCandidates({ readings, minutesC, robot }: MeasuredSite): Candidate[] {
  const reading = readings.ambientC;
  const ambientC = environmentReadings.median(minutesC) ?? reading?.value;
  const marginK = declaredGrades.ratingMarginK(ambientC, robot);
  const rateKPerMin = environmentReadings.thermalRateKPerMin(minutesC);
  const candidate = (dimension: EnvironmentDimension, value: number | undefined, gradeOf: GradeOf): Candidate => ({
    dimension,
    reading,
    value,
    gradeOf: (strictness) => gradeOf(value ?? 0, strictness),
  });
  return [
    candidate('D1', ambientC, thresholds.gradeAmbient),
    candidate('D1b', marginK, thresholds.gradeRatingMargin),
    candidate('D3', rateKPerMin, thresholds.gradeThermalRate),
  ];
}
type GradeOf = (value: number, strictness?: thresholds.Strictness) => Grade;

/** Wetting is said once, when it begins; without a humidity sensor it stands for an hour. */
const wetHoldMs = 60 * 60_000;

function humidityCandidate({ readings, minutesC, minutesRatio, wetMs, nowMs, isMinute }: MeasuredSite): Candidate {
  const wasWet = wetMs !== null && wetMs <= nowMs && nowMs - wetMs <= wetHoldMs;
  const reading = readings.humidityRatio ?? (wasWet ? { value: 1, atMs: nowMs } : undefined);
  const ratio = environmentReadings.median(minutesRatio) ?? readings.humidityRatio?.value;
  const ambientC = environmentReadings.median(minutesC);
  const isWet = wasWet && (ratio === undefined || wetMs === nowMs || (isMinute && nowMs - wetMs < 60_000));
  return {
    dimension: 'D2',
    reading,
    value: wasWet ? 'wetting' : ratio,
    gradeOf: (strictness) => (isWet ? 5 : thresholds.gradeHumidity(ratio ?? 0, strictness, ambientC)),
    immediate: isWet,
  };
}

function restCandidates({ readings, vibrationMPerS2, shocks }: MeasuredSite): Candidate[] {
  const vibration: Candidate = {
    dimension: 'D4',
    reading: readings.backgroundVibrationMPerS2,
    value: vibrationMPerS2,
    gradeOf: (strictness) => thresholds.gradeVibration(vibrationMPerS2 ?? 0, strictness),
  };
  if (shocks === undefined) return [vibration];
  const { shockCount, isWhole, reading } = shocks;
  // None in less than 8 h does not show that there is none in 8 h.
  const floor = isWhole ? 1 : 2;
  return [
    vibration,
    { dimension: 'D5', reading, value: shockCount, gradeOf: () => Math.max(floor, thresholds.gradeShocks(shockCount)) as Grade },
  ];
}

/** Every dimension: measured, else declared, else derived, else unknown (rules ). */
export function gradeDimensions(measured: MeasuredDimensions, declared: DeclaredContext, from: DerivedFrom): Dimensions {
  const { robot, boardC } = from;
  const promised = promises(declared, robot);
  const derived: Dimensions = pickKnown({
    D1: declaredGrades.derivedAmbient(boardC),
    D1b: declaredGrades.derivedRatingMargin(boardC, robot),
  });
  const merged = (['D1', 'D1b', 'D2', 'D3', 'D4', 'D5'] as const).map(
    (dimension) =>
      [dimension, merge(measured[dimension], promised[dimension]) ?? derived[dimension] ?? declaredGrades.notDeclared()] as const,
  );
  return {
    ...Object.fromEntries(merged),
    D6: declaredGrades.gradeIngress(declared, robot),
    D7: declaredGrades.gradeCorrosivity(declared),
    D8: declaredGrades.gradeExposure(declared, robot),
    D9: declaredGrades.gradeTerrain(declared, robot),
    D10: declaredGrades.gradeHazard(declared),
  };
}

export interface DerivedFrom {
  readonly robot: declaredGrades.GradedRobot;
  /** Temperature of a board that had hours to cool; undefined when there is none. */
  readonly boardC: number | undefined;
}

type Promises = Readonly<Partial<Record<EnvironmentDimension, declaredGrades.Declared>>>;

/** What is declared of the dimensions that can also be measured. */
function promises(declared: DeclaredContext, robot: declaredGrades.GradedRobot): Promises {
  return pickKnown({
    D1: declaredGrades.declaredAmbient(declared),
    D1b: declaredGrades.declaredRatingMargin(declared, robot),
    D2: declaredGrades.declaredHumidity(declared),
    D3: declaredGrades.declaredThermalRate(declared),
    D4: declaredGrades.declaredVibration(declared),
    D5: declaredGrades.declaredShocks(declared),
  });
}

function pickKnown<T>(all: Readonly<Record<string, T | undefined>>): Readonly<Partial<Record<EnvironmentDimension, T>>> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Measured worse than declared wins; measured better does not: the declaration stays until it is declared anew (rule R-6). */
function merge(measured: Measured | undefined, declared: declaredGrades.Declared | undefined): DimensionGrade | undefined {
  if (measured === undefined) return declared && declaredGrades.fromDeclared(declared);
  const { grade } = measured.dwell;
  if (declared !== undefined && declared.grade > grade) return declaredGrades.fromDeclared(declared);
  return { grade, provenance: 'measured', value: measured.value };
}

/** True where what is measured, or the robot itself, is worse than what is declared. */
export function isInConflict(
  dimension: EnvironmentDimension,
  { measured, declared, robot }: { measured: MeasuredDimensions; declared: DeclaredContext; robot: declaredGrades.GradedRobot },
): boolean {
  if (dimension === 'D9') return declaredGrades.contradictsLocomotion(declared, robot);
  const promised = promises(declared, robot)[dimension];
  const found = measured[dimension];
  return promised !== undefined && found !== undefined && found.dwell.grade > promised.grade;
}
