import type { EnvironmentGrade } from '../contract/assessment.ts';
import type { MonoMs } from '../contract/time.ts';
import { monoMs } from '../contract/time.ts';
import { type Knowable, knownOr } from '../contract/unknown.ts';
import { type Gap, type Grade, type MsByGrade, noUsage, type UsageCounters } from '../contract/usage.ts';

/** Operating goes on this long after the last motion, in source time (decisions A7). */
export const hangOverMs = 2000;

/**
 * Everything the meter remembers, whole milliseconds of source time. A sample holds until the next one, at most until
 * `presentUntilMs` (any source) and `motionKnownUntilMs` (joints); time beyond is a gap and counts in no counter.
 */
export interface UsageMeterState {
  counters: UsageCounters;
  countedUntilMs: number | null;
  presentUntilMs: number;
  motionKnownUntilMs: number;
  moving: boolean;
  hangOverUntilMs: number;
  operating: boolean;
}

export function openingUsageMeter(): UsageMeterState {
  return {
    counters: noUsage,
    countedUntilMs: null,
    presentUntilMs: 0,
    motionKnownUntilMs: 0,
    moving: false,
    hangOverUntilMs: 0,
    operating: false,
  };
}

/** What holds while an interval is counted. */
export interface UsageConditions {
  readonly grade: EnvironmentGrade;
  /** False puts the robot out of ready and operating; unknown counts as powered, which the report states. */
  readonly drivesPowered: Knowable<boolean>;
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
  const motionToMs = Math.max(fromMs, Math.min(presentToMs, state.motionKnownUntilMs));
  const movedUntilMs = Math.min(presentToMs, state.motionKnownUntilMs);
  const hangOverUntilMs = state.moving ? Math.max(state.hangOverUntilMs, movedUntilMs + hangOverMs) : state.hangOverUntilMs;
  const operatingToMs = ready ? Math.max(fromMs, Math.min(motionToMs, hangOverUntilMs)) : fromMs;
  return {
    ...state,
    countedUntilMs: toMs,
    hangOverUntilMs,
    operating: operatingToMs > fromMs && operatingToMs === toMs,
    counters: addInterval(state, {
      powerOnMs: presentToMs - fromMs,
      gapMs: toMs - presentToMs,
      operatingMs: operatingToMs - fromMs,
      ready,
      grade: conditions.grade,
    }),
  };
}

interface CountedInterval {
  readonly powerOnMs: number;
  readonly gapMs: number;
  readonly operatingMs: number;
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
  };
}

/** Operating time nobody metered, found by a witness or imputed for a missed boot (decisions B4). */
export function addUnmetered(state: UsageMeterState, operatingMs: number): UsageMeterState {
  return { ...state, counters: { ...state.counters, unmeteredMs: state.counters.unmeteredMs + Math.round(operatingMs) } };
}

function addAtGrade(vector: MsByGrade, grade: Grade, ms: number): MsByGrade {
  if (ms === 0) return vector;
  const [e1, e2, e3, e4, e5] = vector;
  const sum = [e1, e2, e3, e4, e5] as [number, number, number, number, number];
  sum[grade - 1] = (sum[grade - 1] ?? 0) + ms;
  return sum;
}

/** A source gave a sign of life: it holds for `silenceMs`. Count up to `nowMs` first. */
export function seePresence(state: UsageMeterState, nowMs: MonoMs, silenceMs: number): UsageMeterState {
  const untilMs = nowMs + silenceMs;
  return untilMs > state.presentUntilMs ? { ...state, presentUntilMs: untilMs } : state;
}

/** Joints were read: moving or still, for at most `silenceMs`. Unknown motion leaves what was known. Count up to `nowMs` first. */
export function seeMotion(
  state: UsageMeterState,
  motion: { nowMs: MonoMs; silenceMs: number; moving: Knowable<boolean> },
): UsageMeterState {
  const untilMs = motion.nowMs + motion.silenceMs;
  return { ...state, motionKnownUntilMs: untilMs, moving: knownOr(motion.moving, state.moving) };
}

/** The gap that a reading at `nowMs` ends, if the source was silent for longer than its limit. */
export function gapBefore(sourceId: string, heldUntilMs: number | undefined, nowMs: MonoMs): Gap | undefined {
  if (heldUntilMs === undefined || nowMs <= heldUntilMs) return undefined;
  return { sourceId, fromMs: monoMs(heldUntilMs), toMs: nowMs, cause: 'silence' };
}
