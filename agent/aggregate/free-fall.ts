import { standardGravityMPerS2 } from './imu-reading.ts';

/** Weightless: |a| below this for longer than `freeFallMs` (risk model §4.3). */
const weightlessMPerS2 = 0.3 * standardGravityMPerS2;
const freeFallMs = 100;
/** Some drivers take gravity out of the acceleration; only a body that was seen to weigh something for this long can lose its weight. */
const weighingMPerS2 = 0.5 * standardGravityMPerS2;
const weighingMs = 1000;

/** Plain JSON, updated in place. */
export interface FreeFallState {
  lastMs: number | null;
  weighingSinceMs: number | null;
  hasWeight: boolean;
  weightlessSinceMs: number | null;
  /** The last reading that was within a free fall. */
  fallingMs: number | null;
}

export function openingFreeFall(): FreeFallState {
  return { lastMs: null, weighingSinceMs: null, hasWeight: false, weightlessSinceMs: null, fallingMs: null };
}

/** What was held before a silence says nothing about what comes after it. */
export function restartFreeFall(state: FreeFallState): void {
  state.weighingSinceMs = null;
  state.weightlessSinceMs = null;
}

/** Takes one length of the acceleration; sets `fallingMs` while the body has been weightless for long enough. */
export function stepFreeFall(state: FreeFallState, lengthMPerS2: number, nowMs: number): void {
  if (state.fallingMs !== null && state.fallingMs > nowMs) state.fallingMs = null;
  state.lastMs = nowMs;
  state.weighingSinceMs = lengthMPerS2 >= weighingMPerS2 ? (state.weighingSinceMs ?? nowMs) : null;
  if (state.weighingSinceMs !== null && nowMs - state.weighingSinceMs >= weighingMs) state.hasWeight = true;
  state.weightlessSinceMs = lengthMPerS2 < weightlessMPerS2 && state.hasWeight ? (state.weightlessSinceMs ?? nowMs) : null;
  if (state.weightlessSinceMs !== null && nowMs - state.weightlessSinceMs > freeFallMs) state.fallingMs = nowMs;
}
