import type { EnvironmentGrade } from '../contract/assessment.ts';
import type { MonoMs } from '../contract/time.ts';
import { monoMs } from '../contract/time.ts';
import { type Knowable, knownOr } from '../contract/unknown.ts';
import { type Gap, type Grade, type MsByGrade, noUsage, type UsageCounters } from '../contract/usage.ts';

/** Operating goes on this long after the last motion, in source time (decisions A7). */
export const hangOverMs = 2000;

/** What can show that the robot operates: moving joints, a moving base, a program that runs (risk model §2.1). */
export const motionKinds = ['joints', 'base', 'program'] as const;
export type MotionKind = (typeof motionKinds)[number];

/** What one of them shows: it holds until `knownUntilMs`, and after the last motion for the hang-over within that. */
export interface MotionEvidence {
  readonly moving: boolean;
  readonly knownUntilMs: number;
  readonly hangOverUntilMs: number;
}

/**
 * Everything the meter remembers, whole milliseconds of source time. A sample holds until the next one, at most until
 * `presentUntilMs` (any source) and the `knownUntilMs` of what it shows; time beyond is a gap and counts in no counter.
 */
export interface UsageMeterState {
  counters: UsageCounters;
  countedUntilMs: number | null;
  presentUntilMs: number;
  motion: Readonly<Record<MotionKind, MotionEvidence>>;
  operating: boolean;
  /** Travelled, but less than the millimetre that is counted. */
  carryUm: number;
}

const noMotion: MotionEvidence = { moving: false, knownUntilMs: 0, hangOverUntilMs: 0 };

export function openingUsageMeter(): UsageMeterState {
  return {
    counters: noUsage,
    countedUntilMs: null,
    presentUntilMs: 0,
    motion: { joints: noMotion, base: noMotion, program: noMotion },
    operating: false,
    carryUm: 0,
  };
}

/** What holds while an interval is counted. */
export interface UsageConditions {
  readonly grade: EnvironmentGrade;
  /** False puts the robot out of ready and operating; unknown counts as powered, which the report states. */
  readonly drivesPowered: Knowable<boolean>;
  /** True for a robot that must balance: operating without travel is then standing. */
  readonly balances?: boolean;
}

/** People share the space from this exposure grade on (H2): operating is then collaborative. */
const sharedSpaceGrade: Grade = 3;

/** Counts up to `toMs` what held since the last count. Any partition of a time line gives the same totals. */
export function countUsage(state: UsageMeterState, toMs: MonoMs, conditions: UsageConditions): UsageMeterState {
  if (state.countedUntilMs === null) return { ...state, countedUntilMs: toMs };
  if (toMs <= state.countedUntilMs) return state;
  const fromMs = state.countedUntilMs;
  const presentToMs = Math.max(fromMs, Math.min(toMs, state.presentUntilMs));
  const ready = knownOr(conditions.drivesPowered, true);
  const shownUntilMs = Math.min(toMs, state.presentUntilMs);
  const motion = {
    joints: hangOver(state.motion.joints, shownUntilMs),
    base: hangOver(state.motion.base, shownUntilMs),
    program: hangOver(state.motion.program, shownUntilMs),
  };
  const shownToMs = Math.max(...motionKinds.map((kind) => Math.min(presentToMs, motion[kind].knownUntilMs, motion[kind].hangOverUntilMs)));
  const operatingToMs = ready ? Math.max(fromMs, shownToMs) : fromMs;
  return {
    ...state,
    countedUntilMs: toMs,
    motion,
    operating: operatingToMs > fromMs && operatingToMs === toMs,
    counters: addInterval(state, {
      powerOnMs: presentToMs - fromMs,
      gapMs: toMs - presentToMs,
      operatingMs: operatingToMs - fromMs,
      standingMs: conditions.balances === true ? standingMs(motion, fromMs, operatingToMs) : 0,
      ready,
      grade: conditions.grade,
    }),
  };
}

function hangOver(evidence: MotionEvidence, shownUntilMs: number): MotionEvidence {
  if (!evidence.moving) return evidence;
  const untilMs = Math.min(shownUntilMs, evidence.knownUntilMs) + hangOverMs;
  return untilMs > evidence.hangOverUntilMs ? { ...evidence, hangOverUntilMs: untilMs } : evidence;
}

/**
 * Of an operating interval, the time without travel: while the base's speed is known, it decides; where it is not, a robot whose joints are all
 * still takes no step. Neither known: not standing, since nobody saw it stand.
 */
function standingMs({ base, joints }: UsageMeterState['motion'], fromMs: number, toMs: number): number {
  const baseToMs = Math.max(fromMs, Math.min(toMs, base.knownUntilMs));
  const jointsToMs = Math.max(baseToMs, Math.min(toMs, joints.knownUntilMs));
  return (base.moving ? 0 : baseToMs - fromMs) + (joints.moving ? 0 : jointsToMs - baseToMs);
}

interface CountedInterval {
  readonly powerOnMs: number;
  readonly gapMs: number;
  readonly operatingMs: number;
  readonly standingMs: number;
  readonly ready: boolean;
  readonly grade: EnvironmentGrade;
}

function addInterval({ counters, operating }: UsageMeterState, interval: CountedInterval): UsageCounters {
  const { powerOnMs, gapMs, operatingMs, ready, grade } = interval;
  const exposure = grade.dimensions.D8?.grade ?? grade.ePeople;
  return {
    ...counters,
    powerOnMs: counters.powerOnMs + powerOnMs,
    readyMs: counters.readyMs + (ready ? powerOnMs : 0),
    operatingMs: counters.operatingMs + operatingMs,
    collaborativeMs: counters.collaborativeMs + (exposure >= sharedSpaceGrade ? operatingMs : 0),
    gapMs: counters.gapMs + gapMs,
    operatingMsByE: addAtGrade(counters.operatingMsByE, grade.e, operatingMs),
    operatingMsByEPhys: addAtGrade(counters.operatingMsByEPhys, grade.ePhys, operatingMs),
    operatingMsByEPeople: addAtGrade(counters.operatingMsByEPeople, grade.ePeople, operatingMs),
    cycleCount: counters.cycleCount + (operatingMs > 0 && !operating ? 1 : 0),
    standingMs: counters.standingMs + interval.standingMs,
  };
}

function addAtGrade(vector: MsByGrade, grade: Grade, ms: number): MsByGrade {
  if (ms === 0) return vector;
  const [e1, e2, e3, e4, e5] = vector;
  const sum = [e1, e2, e3, e4, e5] as [number, number, number, number, number];
  sum[grade - 1] = (sum[grade - 1] ?? 0) + ms;
  return sum;
}

/** What is counted by amount and not by time; each whole, in the unit of its name. */
export interface UsageAmounts {
  /** Operating time nobody metered, found by a witness or imputed for a missed boot (decisions B4). */
  readonly unmeteredMs?: number | undefined;
  readonly suspendedMs?: number | undefined;
  /** Time without data that no clock of the meter saw: a gateway slept while its robot may have run. */
  readonly gapMs?: number | undefined;
  readonly loadMs?: number | undefined;
  readonly distanceUm?: number | undefined;
  readonly energyMj?: number | undefined;
}

/** Adds amounts; millimetres are counted when they are whole. */
export function addAmounts(state: UsageMeterState, amounts: UsageAmounts): UsageMeterState {
  const { counters } = state;
  const travelledUm = state.carryUm + (amounts.distanceUm ?? 0);
  return {
    ...state,
    carryUm: travelledUm % umPerMm,
    counters: {
      ...counters,
      unmeteredMs: counters.unmeteredMs + Math.round(amounts.unmeteredMs ?? 0),
      suspendedMs: counters.suspendedMs + (amounts.suspendedMs ?? 0),
      gapMs: counters.gapMs + (amounts.gapMs ?? 0),
      loadMs: counters.loadMs + (amounts.loadMs ?? 0),
      distanceMm: counters.distanceMm + Math.floor(travelledUm / umPerMm),
      energyMj: counters.energyMj + (amounts.energyMj ?? 0),
    },
  };
}

const umPerMm = 1000;

/** A source gave a sign of life: it holds for `silenceMs`. Count up to `nowMs` first. */
export function seePresence(state: UsageMeterState, nowMs: MonoMs, silenceMs: number): UsageMeterState {
  const untilMs = nowMs + silenceMs;
  return untilMs > state.presentUntilMs ? { ...state, presentUntilMs: untilMs } : state;
}

/** One kind of evidence was read: moving or still, until `knownUntilMs`. Unknown motion leaves what was known. Count up to now first. */
export function seeMotion(
  state: UsageMeterState,
  kind: MotionKind,
  seen: { knownUntilMs: number; moving: Knowable<boolean> },
): UsageMeterState {
  const before = state.motion[kind];
  const evidence = { ...before, knownUntilMs: seen.knownUntilMs, moving: knownOr(seen.moving, before.moving) };
  return { ...state, motion: { ...state.motion, [kind]: evidence } };
}

/** The gap that a reading at `nowMs` ends, if the source was silent for longer than its limit. */
export function gapBefore(sourceId: string, heldUntilMs: number | undefined, nowMs: MonoMs): Gap | undefined {
  if (heldUntilMs === undefined || nowMs <= heldUntilMs) return undefined;
  return { sourceId, fromMs: monoMs(heldUntilMs), toMs: nowMs, cause: 'silence' };
}
