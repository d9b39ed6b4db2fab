import type { DeclaredContext } from '../contract/declared-context.ts';
import { type EnvironmentDimension, type EnvironmentGrade, environmentDimensions } from '../contract/environment-grade.ts';
import type { Json } from '../contract/schema.ts';
import type { MonoMs } from '../contract/time.ts';
import type { Grade } from '../contract/usage.ts';
import type { GradedRobot } from './declared-grades.ts';
import {
  type Dimensions,
  type Dwells,
  gradeDimensions,
  isInConflict,
  type MeasuredSite,
  measureDimensions,
} from './environment-dimensions.ts';
import * as environmentReadings from './environment-readings.ts';
import type { ReferenceModel } from './reference-model.ts';
import * as restWatch from './rest-watch.ts';
import { isColdSuspect, suspectReadings } from './suspect-readings.ts';

export { environmentText } from './environment-text.ts';

/** A fact for the ledger under a neutral name, never an accusation. */
export interface Finding {
  readonly code: 'environment.declarationConflict' | 'environment.sensorLost' | 'sensor.suspect';
  readonly data: Readonly<Record<string, Json>>;
}

/** What is optional came later: a state saved by an older version has none of it. */
export interface EnvironmentState {
  readonly readings: environmentReadings.Readings;
  readonly minutesC: readonly number[];
  readonly minutesRatio?: readonly number[];
  readonly dwell: Dwells;
  /** Dimensions now in conflict with the declaration: each conflict is one finding, not one per minute. */
  readonly conflicts: readonly EnvironmentDimension[];
  /** The grade of the last evaluation and when it was made; null before the first. */
  readonly evaluated: { readonly atMs: number; readonly grade: EnvironmentGrade } | null;
  readonly rest?: restWatch.RestState;
  /** When wetting last began. */
  readonly wetMs?: number | null;
  /** Temperature of the board at a cold start. */
  readonly board?: environmentReadings.Reading | null;
  /** Inputs not believed now, and whether the last cold start contradicted the ambient sensor: that outlasts a boot. */
  readonly suspects?: readonly environmentReadings.MeasuredName[];
  readonly coldSuspect?: boolean;
}

export const openingEnvironment: EnvironmentState = { readings: {}, minutesC: [], dwell: {}, conflicts: [], evaluated: null };

export interface EnvironmentInput extends environmentReadings.SiteObservation {
  readonly nowMs: MonoMs;
  readonly declared: DeclaredContext | undefined;
  readonly profile: GradedRobot;
  /** Operating time of this window and its length; without them nothing is known to be at rest. */
  readonly operatingMs?: number;
  readonly windowMs?: number;
  readonly eventCounts?: Readonly<Record<string, number>>;
  readonly observable?: readonly string[];
  readonly model?: Pick<ReferenceModel, 'environmentEscalation' | 'version'>;
}

export interface EnvironmentStep {
  readonly state: EnvironmentState;
  readonly output: { readonly grade: EnvironmentGrade; readonly findings: readonly Finding[] };
}

const evaluationPeriodMs = 60_000;
const noFindings: readonly Finding[] = [];

/**
 * The environment grade now:
 * ```
 *  window ─▶ readings, rest, wetting ──once a minute──▶ dimensions measured, else declared, else derived, else unknown ─▶ the worst
 * ```
 * Evaluated once a minute, at start, when an input first becomes known, and when wetting begins; in between the same grade object is
 * returned. A monotonic clock that runs backwards is another boot, which is a start.
 */
export function stepEnvironment(state: EnvironmentState, input: EnvironmentInput): EnvironmentStep {
  const sameBoot = state.evaluated !== null && state.evaluated.atMs <= input.nowMs;
  const was = sameBoot ? state : afterBoot(state);
  const now = takeIn(was, input);
  const elapsedMs = was.evaluated === null ? Number.POSITIVE_INFINITY : input.nowMs - was.evaluated.atMs;
  if (was.evaluated !== null && elapsedMs < evaluationPeriodMs && !isNews(was, now)) {
    return { state: now, output: { grade: was.evaluated.grade, findings: noFindings } };
  }
  return evaluate(now, input, elapsedMs);
}

function afterBoot({ conflicts, rest, coldSuspect }: EnvironmentState): EnvironmentState {
  return {
    ...openingEnvironment,
    conflicts,
    ...(rest === undefined ? {} : { rest: restWatch.restAfterBoot(rest) }),
    ...(coldSuspect === undefined ? {} : { coldSuspect }),
  };
}

/** Takes one window in; the same state when it says nothing. */
function takeIn(was: EnvironmentState, input: EnvironmentInput): EnvironmentState {
  const { ambientC, humidityRatio, nowMs, eventCounts = {}, observable = [] } = input;
  const readings = environmentReadings.stepReadings(was.readings, { ambientC, humidityRatio }, nowMs);
  const before = was.rest ?? restWatch.openingRest;
  const isWatched = input.hasInertialUnit === true || observable.includes('impact');
  const { operatingMs = Number.POSITIVE_INFINITY, windowMs: durationMs = 0 } = input;
  const rest = restWatch.stepRest(before, { ...input, durationMs, operatingMs, isWatched, impactCount: eventCounts.impact ?? 0 });
  const boardC = environmentReadings.knownValue(input.boardC);
  const isWet = (eventCounts.wetting ?? 0) > 0;
  if (readings === was.readings && rest === before && boardC === undefined && !isWet) return was;
  return {
    ...was,
    readings,
    ...(rest === before ? {} : { rest }),
    ...(boardC === undefined ? {} : { board: { value: boardC, atMs: nowMs } }),
    ...(isWet ? { wetMs: nowMs } : {}),
  };
}

function isNews(was: EnvironmentState, now: EnvironmentState): boolean {
  const isVibrationNew = now.readings.backgroundVibrationMPerS2 === undefined && (now.rest?.windowCount ?? 0) > 0;
  const areShocksNew = was.rest?.shockCounts.length !== 1 && now.rest?.shockCounts.length === 1;
  const knownCount = (state: EnvironmentState): number => Object.keys(state.readings).length;
  return isVibrationNew || areShocksNew || knownCount(now) > knownCount(was) || now.wetMs !== was.wetMs || now.board !== was.board;
}

function evaluate(was: EnvironmentState, input: EnvironmentInput, elapsedMs: number): EnvironmentStep {
  const { nowMs, profile: robot, declared = {} } = input;
  const rest = was.rest ?? restWatch.openingRest;
  const vibrationMPerS2 = restWatch.vibrationOfMinute(rest);
  const readings = environmentReadings.freshReadings(withVibration(was, input, vibrationMPerS2), nowMs);
  const coldSuspect = isColdSuspect(was, readings.ambientC, nowMs);
  const { trusted, suspects, findings: suspicions } = suspectReadings(readings, { before: was.suspects ?? [], coldSuspect });
  const isGap = elapsedMs > 2 * evaluationPeriodMs;
  const minutesC = environmentReadings.appendMinute(isGap ? [] : was.minutesC, trusted.ambientC, nowMs);
  const minutesRatio = environmentReadings.appendMinute(isGap ? [] : (was.minutesRatio ?? []), trusted.humidityRatio, nowMs);
  const shocks = shocksOf(rest);
  const wetMs = was.wetMs ?? null;
  const isMinute = elapsedMs >= evaluationPeriodMs;
  const site: MeasuredSite = { nowMs, readings: trusted, minutesC, minutesRatio, vibrationMPerS2, shocks, wetMs, isMinute, robot };
  const measured = measureDimensions(site, { dwell: was.dwell, dimensions: was.evaluated?.grade.dimensions ?? {} });
  const boardC = environmentReadings.isHeld(was.board ?? undefined, nowMs) ? was.board?.value : undefined;
  const dimensions = gradeDimensions(measured, declared, { robot, boardC });
  const conflicts = environmentDimensions.filter((dimension) => isInConflict(dimension, { measured, declared, robot }));
  const dwell = Object.fromEntries(Object.entries(measured).map(([dimension, { dwell: d }]) => [dimension, d]));
  const lost = lostFindings(was.dwell, dwell, readings.ambientC !== undefined && trusted.ambientC === undefined);
  const findings = [...suspicions, ...conflictFindings(conflicts, was.conflicts, dimensions), ...lost];
  const grade = combine(dimensions, input.model?.environmentEscalation === true);
  const next: EnvironmentState = {
    ...was,
    readings,
    minutesC,
    minutesRatio,
    dwell,
    conflicts,
    suspects,
    evaluated: { atMs: nowMs, grade },
    ...(was.rest === undefined ? {} : { rest: restWatch.takeMinute(was.rest, nowMs) }),
    ...(coldSuspect === undefined ? {} : { coldSuspect }),
  };
  return { state: next, output: { grade, findings } };
}

/** The vibration of this minute; while the robot works, the last one at rest stands, because only rest can be measured. */
function withVibration(was: EnvironmentState, input: EnvironmentInput, vibrationMPerS2: number | undefined): environmentReadings.Readings {
  const { nowMs, operatingMs = 0, hasInertialUnit = false } = input;
  if (vibrationMPerS2 !== undefined)
    return environmentReadings.stepReadings(was.readings, { backgroundVibrationMPerS2: vibrationMPerS2 }, nowMs);
  const held = was.readings.backgroundVibrationMPerS2;
  if (held === undefined || was.rest === undefined) return was.readings;
  const stands = restWatch.standsAtWork(was.rest, { nowMs, operatingMs, hasInertialUnit });
  return stands ? { ...was.readings, backgroundVibrationMPerS2: { ...held, atMs: nowMs } } : was.readings;
}

function shocksOf(rest: restWatch.RestState): MeasuredSite['shocks'] {
  const counted = restWatch.shocksAtRest(rest);
  if (counted === undefined || rest.watchedMs === null) return undefined;
  return { ...counted, reading: { value: counted.shockCount, atMs: rest.watchedMs } };
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

const ofAmbient: readonly EnvironmentDimension[] = ['D1', 'D1b', 'D3'];

/** A dimension that was measured and is not any more, 30 min after its last value; one that is not believed any more has its own finding. */
function lostFindings(before: Dwells, now: Dwells, isAmbientSuspect: boolean): Finding[] {
  const lost = environmentDimensions.filter((dimension) => before[dimension] !== undefined && now[dimension] === undefined);
  const silent = lost.filter((dimension) => !(isAmbientSuspect && ofAmbient.includes(dimension)));
  return silent.map((dimension) => ({ code: 'environment.sensorLost', data: { dimension, grade: before[dimension]?.grade ?? 0 } }));
}

const people: readonly EnvironmentDimension[] = ['D8', 'D9'];
const escalationDimensionCount = 3;

/** Rule R-1: the worst dimension wins, and the first of the worst is the binding one. Rule R-2 where the model asks for it. */
function combine(dimensions: Dimensions, escalates: boolean): EnvironmentGrade {
  const gradeOf = (dimension: EnvironmentDimension): Grade => dimensions[dimension]?.grade ?? 1;
  const worst = (of: readonly EnvironmentDimension[]): Grade => Math.max(...of.map(gradeOf)) as Grade;
  const ePhys = worst(environmentDimensions.filter((dimension) => !people.includes(dimension)));
  const ePeople = worst(people);
  const highest = Math.max(ePhys, ePeople) as Grade;
  const atHighest = environmentDimensions.filter((dimension) => gradeOf(dimension) === highest);
  const isEscalated = escalates && atHighest.length >= escalationDimensionCount;
  return {
    e: isEscalated ? (Math.min(5, highest + 1) as Grade) : highest,
    ePhys,
    ePeople,
    binding: atHighest[0] ?? 'D1',
    dimensions,
  };
}
