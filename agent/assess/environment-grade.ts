import type { DeclaredContext } from '../contract/declared-context.ts';
import {
  type DimensionGrade,
  type EnvironmentDimension,
  type EnvironmentGrade,
  environmentDimensions,
} from '../contract/environment-grade.ts';
import type { Profile } from '../contract/profile.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import type { MonoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import type { Grade } from '../contract/usage.ts';
import * as declaredGrades from './declared-grades.ts';
import { type DwellState, stepDwell } from './dwell.ts';
import * as environmentReadings from './environment-readings.ts';
import * as thresholds from './environment-thresholds.ts';

export { environmentText } from './environment-text.ts';

/** A fact for the ledger under a neutral name, never an accusation. */
export interface Finding {
  readonly code: 'environment.declarationConflict' | 'environment.sensorLost';
  readonly data: Readonly<Record<string, Json>>;
}

export interface EnvironmentState {
  readonly readings: environmentReadings.Readings;
  readonly minutesC: readonly number[];
  readonly dwell: Readonly<Partial<Record<EnvironmentDimension, DwellState>>>;
  /** Dimensions now in conflict with the declaration: each conflict is one finding, not one per minute. */
  readonly conflicts: readonly EnvironmentDimension[];
  /** The grade of the last evaluation and when it was made; null before the first. */
  readonly evaluated: { readonly atMs: number; readonly grade: EnvironmentGrade } | null;
}

export const openingEnvironment: EnvironmentState = { readings: {}, minutesC: [], dwell: {}, conflicts: [], evaluated: null };

export interface EnvironmentInput extends environmentReadings.MeasuredValues {
  readonly nowMs: MonoMs;
  readonly declared: DeclaredContext | undefined;
  readonly profile: Pick<Profile, 'locomotion' | 'category' | 'ratings'>;
}

export interface EnvironmentStep {
  readonly state: EnvironmentState;
  readonly output: { readonly grade: EnvironmentGrade; readonly findings: readonly Finding[] };
}

const evaluationPeriodMs = 60_000;
const noFindings: readonly Finding[] = [];

/**
 * The environment grade now. Evaluated once a minute, at start, and when an input first becomes known; in between the same grade object
 * is returned. A monotonic clock that runs backwards is another boot, which is a start.
 */
export function stepEnvironment(state: EnvironmentState, input: EnvironmentInput): EnvironmentStep {
  const sameBoot = state.evaluated !== null && state.evaluated.atMs <= input.nowMs;
  const was = sameBoot ? state : { ...openingEnvironment, conflicts: state.conflicts };
  const readings = environmentReadings.stepReadings(was.readings, input, input.nowMs);
  const becameKnown = Object.keys(readings).length > Object.keys(was.readings).length;
  const elapsedMs = was.evaluated === null ? Number.POSITIVE_INFINITY : input.nowMs - was.evaluated.atMs;
  if (was.evaluated !== null && elapsedMs < evaluationPeriodMs && !becameKnown) {
    const next = readings === was.readings ? was : { ...was, readings };
    return { state: next, output: { grade: was.evaluated.grade, findings: noFindings } };
  }
  return evaluate({ ...was, readings }, input, elapsedMs);
}

function evaluate(was: EnvironmentState, input: EnvironmentInput, elapsedMs: number): EnvironmentStep {
  const readings = environmentReadings.freshReadings(was.readings, input.nowMs);
  const kept = elapsedMs > 2 * evaluationPeriodMs ? [] : was.minutesC;
  const minutesC = environmentReadings.appendMinute(kept, readings.ambientC?.value);
  const measured = measureDimensions({ readings, minutesC }, was.dwell, input);
  const declared = input.declared ?? {};
  const dimensions = gradeDimensions(measured, declared, input.profile);
  const conflicts = environmentDimensions.filter((dimension) => isInConflict(dimension, { measured, declared, profile: input.profile }));
  const dwell = Object.fromEntries(Object.entries(measured).map(([dimension, { dwell: d }]) => [dimension, d]));
  const findings = [...conflictFindings(conflicts, was.conflicts, dimensions), ...lostFindings(was.dwell, dwell)];
  const grade = combine(dimensions);
  const state = { readings, minutesC, dwell, conflicts, evaluated: { atMs: input.nowMs, grade } };
  return { state, output: { grade, findings } };
}

interface Measured {
  readonly value: number;
  readonly dwell: DwellState;
}
type MeasuredDimensions = Readonly<Partial<Record<EnvironmentDimension, Measured>>>;
type GradeOf = (value: number, strictness?: thresholds.Strictness) => Grade;

function measureDimensions(
  now: { readonly readings: environmentReadings.Readings; readonly minutesC: readonly number[] },
  dwell: EnvironmentState['dwell'],
  input: EnvironmentInput,
): MeasuredDimensions {
  const ambientC = environmentReadings.median(now.minutesC);
  const values: readonly (readonly [EnvironmentDimension, number | undefined, GradeOf])[] = [
    ['D1', ambientC, thresholds.gradeAmbient],
    ['D1b', declaredGrades.ratingMarginK(ambientC, input.profile), thresholds.gradeRatingMargin],
    ['D2', now.readings.humidityRatio?.value, thresholds.gradeHumidity],
    ['D3', environmentReadings.thermalRateKPerMin(now.minutesC), thresholds.gradeThermalRate],
    ['D4', now.readings.backgroundVibrationMPerS2?.value, thresholds.gradeVibration],
  ];
  const known = values.flatMap(([dimension, value, gradeOf]) => {
    if (value === undefined) return [];
    const next = stepDwell(dwell[dimension], { plain: gradeOf(value), toImprove: gradeOf(value, 'toImprove') });
    return [[dimension, { value: roundTo(value, decimals.value), dwell: next }] as const];
  });
  return Object.fromEntries(known);
}

/** Of the dimensions nobody can declare (D3, D4), unmeasured is the reference E2: neither a penalty for all nor better than measured. */
const unmeasured: DimensionGrade = { grade: 2, provenance: 'unknown', value: unknown('notReported') };

function gradeDimensions(
  measured: MeasuredDimensions,
  declared: DeclaredContext,
  robot: declaredGrades.GradedRobot,
): Readonly<Partial<Record<EnvironmentDimension, DimensionGrade>>> {
  return {
    D1: merge(measured.D1, declaredGrades.declaredAmbient(declared)),
    D1b: merge(measured.D1b, declaredGrades.declaredRatingMargin(declared, robot)),
    D2: merge(measured.D2, declaredGrades.declaredHumidity(declared)),
    D3: measured.D3 === undefined ? unmeasured : merge(measured.D3, undefined),
    D4: measured.D4 === undefined ? unmeasured : merge(measured.D4, undefined),
    D6: declaredGrades.gradeIngress(declared, robot),
    D7: declaredGrades.gradeCorrosivity(declared),
    D8: declaredGrades.gradeExposure(declared, robot),
    D9: declaredGrades.gradeTerrain(declared, robot),
    D10: declaredGrades.gradeHazard(declared),
  };
}

/** Measured worse than declared wins; measured better does not: the declaration stays until it is declared anew (rule R-6). */
function merge(measured: Measured | undefined, declared: declaredGrades.Declared | undefined): DimensionGrade {
  if (measured === undefined) return declared === undefined ? declaredGrades.notDeclared() : declaredGrades.fromDeclared(declared);
  const { grade } = measured.dwell;
  if (declared !== undefined && declared.grade > grade) return declaredGrades.fromDeclared(declared);
  return { grade, provenance: 'measured', value: measured.value };
}

interface ConflictInput {
  readonly measured: MeasuredDimensions;
  readonly declared: DeclaredContext;
  readonly profile: declaredGrades.GradedRobot;
}

function isInConflict(dimension: EnvironmentDimension, { measured, declared, profile }: ConflictInput): boolean {
  if (dimension === 'D9') return declaredGrades.contradictsLocomotion(declared, profile);
  const promised = {
    D1: declaredGrades.declaredAmbient(declared),
    D1b: declaredGrades.declaredRatingMargin(declared, profile),
    D2: declaredGrades.declaredHumidity(declared),
  }[dimension as string];
  const found = measured[dimension];
  return promised !== undefined && found !== undefined && found.dwell.grade > promised.grade;
}

function conflictFindings(
  now: readonly EnvironmentDimension[],
  before: readonly EnvironmentDimension[],
  dimensions: EnvironmentGrade['dimensions'],
): Finding[] {
  const fresh = now.filter((dimension) => !before.includes(dimension));
  return fresh.map((dimension) => ({
    code: 'environment.declarationConflict',
    data: { dimension, grade: dimensions[dimension]?.grade ?? 0, value: (dimensions[dimension]?.value ?? '') as Json },
  }));
}

/** A dimension that was measured and is not any more, 30 min after its last value. */
function lostFindings(before: EnvironmentState['dwell'], now: EnvironmentState['dwell']): Finding[] {
  const lost = environmentDimensions.filter((dimension) => before[dimension] !== undefined && now[dimension] === undefined);
  return lost.map((dimension) => ({ code: 'environment.sensorLost', data: { dimension, grade: before[dimension]?.grade ?? 0 } }));
}

const people: readonly EnvironmentDimension[] = ['D8', 'D9'];

/** Rule R-1: the worst dimension wins, and the first of the worst is the binding one. */
function combine(dimensions: EnvironmentGrade['dimensions']): EnvironmentGrade {
  const gradeOf = (dimension: EnvironmentDimension): Grade => dimensions[dimension]?.grade ?? 1;
  const worst = (of: readonly EnvironmentDimension[]): Grade => Math.max(...of.map(gradeOf)) as Grade;
  const ePhys = worst(environmentDimensions.filter((dimension) => !people.includes(dimension)));
  const ePeople = worst(people);
  const e = Math.max(ePhys, ePeople) as Grade;
  const binding = environmentDimensions.find((dimension) => gradeOf(dimension) === e) ?? 'D1';
  return { e, ePhys, ePeople, binding, dimensions };
}
