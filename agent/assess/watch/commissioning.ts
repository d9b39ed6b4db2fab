import type { AnomalyPhase } from '../../contract/anomaly.ts';

/** How long a robot is learned before it is judged (facts §5.2). */
export interface CommissioningPlan {
  /** True where it is too short to promise anything: for short recordings and demonstrations, and said wherever results are. */
  readonly isShort: boolean;
  /** Operating time after a pause in which joints warm up: neither learned nor judged. */
  readonly warmUpMs: number;
  readonly collectMs: number;
  readonly sessionCountMin: number;
  /** Windows in each speed bin that a joint uses at all. */
  readonly binVisitCountMin: number;
  /** Then collecting ends, whatever was not seen. */
  readonly collectMsMax: number;
  /** Time of calibration of the decision; left out, its own. */
  readonly calibrateMs?: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const fullCommissioning: CommissioningPlan = {
  isShort: false,
  warmUpMs: 15 * minuteMs,
  collectMs: 8 * hourMs,
  sessionCountMin: 3,
  binVisitCountMin: 200,
  collectMsMax: 24 * hourMs,
};

export const shortCommissioning: CommissioningPlan = {
  isShort: true,
  warmUpMs: 0,
  collectMs: 5 * minuteMs,
  sessionCountMin: 1,
  binVisitCountMin: 0,
  collectMsMax: 5 * minuteMs,
  calibrateMs: 3 * minuteMs,
};

/** A robot that stood this long is cold again, and works in another session. */
const pauseMs = hourMs;
/** As long as no joint is warmer than this, warming up goes on, at most for so many times its usual length. */
export const coldC = 21;
const warmUpRatioMax = 4;
/** A speed bin with fewer windows is none that a joint uses. */
const usedBinCountMin = 20;

/** How far learning has come; plain JSON. */
export interface CommissioningState {
  readonly isFrozen: boolean;
  /** Operating time since the last pause. */
  readonly warmedMs: number;
  /** When it operated last; null before. */
  readonly operatedMs: number | null;
  readonly collectedMs: number;
  readonly sessionCount: number;
  /** Windows per joint and speed bin. */
  readonly visitCounts: readonly (readonly number[])[];
}

export const openingCommissioning: CommissioningState = {
  isFrozen: false,
  warmedMs: 0,
  operatedMs: null,
  collectedMs: 0,
  sessionCount: 0,
  visitCounts: [],
};

export interface CommissioningInput {
  readonly startMs: number;
  readonly endMs: number;
  readonly operatingMs: number;
  /** Warmest joint; undefined without a thermometer. */
  readonly warmestC: number | undefined;
  /** False in a window with an event: it counts as lived, not as learned. */
  readonly isQuiet: boolean;
  /** Per joint, undefined where unknown. */
  readonly speedBins: readonly (number | undefined)[];
}

export interface CommissioningStep {
  readonly state: CommissioningState;
  readonly isWarm: boolean;
  /** True in the window with which collecting is complete. */
  readonly isComplete: boolean;
}

/** One window. Time that runs backwards is another boot, and with it another session. */
export function stepCommissioning(was: CommissioningState, input: CommissioningInput, plan: CommissioningPlan): CommissioningStep {
  const { operatingMs } = input;
  if (operatingMs === 0) return { state: was, isWarm: isWarm(was, input, plan), isComplete: false };
  const isNew = was.operatedMs === null || input.endMs < was.operatedMs || input.startMs - was.operatedMs > pauseMs;
  const lived: CommissioningState = {
    ...was,
    operatedMs: input.endMs,
    warmedMs: (isNew ? 0 : was.warmedMs) + operatingMs,
    sessionCount: was.sessionCount + (isNew && !was.isFrozen ? 1 : 0),
  };
  const warm = isWarm(lived, input, plan);
  if (was.isFrozen || !warm || !input.isQuiet) return { state: lived, isWarm: warm, isComplete: false };
  const visitCounts = input.speedBins.map((bin, joint) => visited(was.visitCounts[joint] ?? [], bin));
  const state = { ...lived, collectedMs: was.collectedMs + operatingMs, visitCounts };
  const isComplete = hasSeenEnough(state, plan);
  return { state: isComplete ? { ...state, isFrozen: true, visitCounts: [] } : state, isWarm: warm, isComplete };
}

function isWarm({ warmedMs }: CommissioningState, { warmestC }: CommissioningInput, { warmUpMs }: CommissioningPlan): boolean {
  if (warmedMs < warmUpMs) return false;
  return warmestC === undefined || warmestC >= coldC || warmedMs >= warmUpRatioMax * warmUpMs;
}

function visited(counts: readonly number[], bin: number | undefined): readonly number[] {
  if (bin === undefined) return counts;
  return Array.from({ length: Math.max(counts.length, bin + 1) }, (_, place) => (counts[place] ?? 0) + (place === bin ? 1 : 0));
}

function hasSeenEnough({ collectedMs, sessionCount, visitCounts }: CommissioningState, plan: CommissioningPlan): boolean {
  if (collectedMs >= plan.collectMsMax) return true;
  const used = visitCounts.flat().filter((count) => count >= usedBinCountMin);
  return collectedMs >= plan.collectMs && sessionCount >= plan.sessionCountMin && used.every((count) => count >= plan.binVisitCountMin);
}

/** The phase that people are told. */
export function phaseOf({ isFrozen }: CommissioningState, isWarmNow: boolean, status: 'learning' | 'active'): AnomalyPhase {
  if (!isWarmNow) return 'warmUp';
  if (!isFrozen) return 'collect';
  return status === 'active' ? 'active' : 'calibrate';
}

const speedBinEdgesRatio = [0.05, 0.2, 0.5];

/** Bin of a speed, as a share of the joint's limit. */
export function speedBinOf(speedRatio: number): number {
  return speedBinEdgesRatio.filter((edge) => speedRatio >= edge).length;
}
