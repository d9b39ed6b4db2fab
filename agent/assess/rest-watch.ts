import { decimals, roundTo } from '../contract/rounding.ts';
import { knownValue, type SiteObservation } from './environment-readings.ts';

/**
 * What the body's inertial unit shows while the robot stands still: background vibration (D4) and shocks from outside (D5).
 * ```
 *  window at rest ─▶ mean square of this minute ─▶ D4
 *                └─▶ shock or not ─▶ bins of half an hour of rest, the last 8 h of rest ─▶ D5
 * ```
 * D5 counts in time at rest, not on any clock, so that it goes on over stops and boots.
 */
export interface RestState {
  /** Σ of squares in mm²/s⁴, whole, and how many windows, since the last minute was taken. */
  readonly squaresValue: number;
  readonly windowCount: number;
  /** When vibration was last measured at rest, and when anything was last watched; null before, and after another boot. */
  readonly measuredMs: number | null;
  readonly watchedMs: number | null;
  /** Rest watched in the open bin, and the shocks of the last bins, newest last. */
  readonly openBinMs: number;
  readonly shockCounts: readonly number[];
  /** True when the last window held a shock: its ringing is the same shock. */
  readonly isRinging: boolean;
}

export const openingRest: RestState = {
  squaresValue: 0,
  windowCount: 0,
  measuredMs: null,
  watchedMs: null,
  openBinMs: 0,
  shockCounts: [],
  isRinging: false,
};

export interface RestWindow extends Pick<SiteObservation, 'backgroundVibrationMPerS2' | 'peakMPerS2'> {
  readonly nowMs: number;
  /** Length of the window; 0 or less is none. */
  readonly durationMs: number;
  readonly operatingMs: number;
  readonly impactCount: number;
  /** True where some source could have reported an impact. */
  readonly isWatched: boolean;
}

const shockMPerS2 = 2 * 9.80665;
const binMs = 30 * 60_000;
/** Sixteen whole bins and the open one: never less than 8 h once there are so many, at most 8.5 h. */
const binCount = 17;
/** A longer stretch without a window is a gap, not watched rest. */
const windowMsMax = 60_000;

/** Takes one window in; the same object when the robot moved or nothing watched. */
export function stepRest(state: RestState, window: RestWindow): RestState {
  const { operatingMs, durationMs, isWatched, nowMs } = window;
  const watched = isWatched ? { ...state, watchedMs: nowMs } : state;
  if (operatingMs > 0) return watched.isRinging ? { ...watched, isRinging: false } : watched;
  const heard = hear(watched, knownValue(window.backgroundVibrationMPerS2));
  return isWatched && durationMs > 0 && durationMs <= windowMsMax ? countShocks(heard, window) : heard;
}

function hear(state: RestState, rms: number | undefined): RestState {
  if (rms === undefined) return state;
  return { ...state, squaresValue: state.squaresValue + Math.round((rms * 1000) ** 2), windowCount: state.windowCount + 1 };
}

function countShocks(state: RestState, { durationMs, peakMPerS2, impactCount }: RestWindow): RestState {
  const peak = knownValue(peakMPerS2);
  // A cobot's impact begins at 1 g: where the peak is known it decides.
  const isShock = peak === undefined ? impactCount > 0 : peak >= shockMPerS2;
  const isNew = isShock && !state.isRinging;
  const full = state.openBinMs >= binMs || state.shockCounts.length === 0;
  const bins = full ? [...state.shockCounts, 0].slice(-binCount) : state.shockCounts;
  const shockCounts = isNew ? [...bins.slice(0, -1), (bins.at(-1) ?? 0) + 1] : bins;
  return { ...state, shockCounts, openBinMs: (full ? 0 : state.openBinMs) + durationMs, isRinging: isShock };
}

/** Shocks in the last 8 h of rest; undefined before any rest was watched. `isWhole` says that 8 h were watched. */
export function shocksAtRest({ shockCounts }: RestState): { readonly shockCount: number; readonly isWhole: boolean } | undefined {
  if (shockCounts.length === 0) return undefined;
  return { shockCount: shockCounts.reduce((sum, count) => sum + count, 0), isWhole: shockCounts.length >= binCount };
}

/** Vibration of the minute as RMS, m/s²; undefined when no window at rest was heard. */
export function vibrationOfMinute({ squaresValue, windowCount }: RestState): number | undefined {
  return windowCount === 0 ? undefined : roundTo(Math.sqrt(squaresValue / windowCount) / 1000, decimals.value);
}

/** The next minute begins. */
export function takeMinute(state: RestState, nowMs: number): RestState {
  return state.windowCount === 0 ? state : { ...state, squaresValue: 0, windowCount: 0, measuredMs: nowMs };
}

/** Another boot: what was at rest stays counted, what is told by the clock begins anew. */
export function restAfterBoot(state: RestState): RestState {
  return { ...state, squaresValue: 0, windowCount: 0, measuredMs: null, watchedMs: null, isRinging: false };
}

/** A robot at work cannot measure at rest: its last vibration stands this long while its inertial unit speaks. */
const workHoldMs = 8 * 3_600_000;

/** True while the vibration last measured at rest still stands, although the robot works. */
export function standsAtWork(state: RestState, window: { nowMs: number; operatingMs: number; hasInertialUnit: boolean }): boolean {
  const { measuredMs } = state;
  return window.operatingMs > 0 && window.hasInertialUnit && measuredMs !== null && window.nowMs - measuredMs <= workHoldMs;
}
