import type { Frame, FrameLayout } from '../contract/frame.ts';
import type { Profile } from '../contract/profile.ts';
import { monoMsOf } from '../contract/time.ts';
import {
  type AxisCells,
  accelerationCells,
  type BodyEvents,
  bodyEventEnded,
  bodyEventStarted,
  hasCells,
  heldMs,
  holdMsOf,
  noBodyEvents,
  standardGravityMPerS2,
  vectorLength,
} from './imu-reading.ts';

/** High-passed |a| above this is an impact (risk model §4.3); a fixed cobot's base hardly moves, so that less says as much. */
const impactG = 3;
const fixedCobotImpactG = 1;
/** Time constant of the 5 Hz high pass, 1/(2π·5 Hz). */
const highPassMs = 1000 / (2 * Math.PI * 5);
/** Ringing is the same impact: none begins earlier than this after the last reading above the threshold. */
export const refractoryMs = 2000;
/** From 50 Hz on one sample above the threshold may be a glitch; below that an impact rarely leaves a second one. */
const twoSamplesPeriodMs = 20;
/** Below 200 Hz peaks are under-read. */
const fullPeakPeriodMs = 5;

/** Everything the detector remembers; plain JSON, updated in place. */
export interface ImpactState {
  /** An IMU reading with all three axes was seen: the class is observable from then on (decisions B5). */
  observed: boolean;
  lastMs: number | null;
  /** |a| low-passed at 5 Hz. */
  baselineMPerS2: number;
  /** Readings above the threshold in a row. */
  aboveCount: number;
  /** The last reading that made an impact or belonged to its ringing. */
  impactMs: number | null;
  /** When the open event began. */
  openSinceMs: number | null;
}

export function openingImpact(): ImpactState {
  return { observed: false, lastMs: null, baselineMPerS2: 0, aboveCount: 0, impactMs: null, openSinceMs: null };
}

/** What detecting impacts in one stream needs, made once per layout. */
export interface ImpactLayout {
  readonly acceleration: AxisCells;
  readonly thresholdMPerS2: number;
  readonly samplesMin: number;
  readonly holdMs: number;
  /** True below 200 Hz: impacts are found by a lower peak than they had, and weak ones not at all. */
  readonly peaksUnderRead: boolean;
}

/** Undefined for a stream that does not carry the acceleration of the body. */
export function impactLayout(layout: FrameLayout, profile: Profile, silenceMs: number): ImpactLayout | undefined {
  const acceleration = accelerationCells(layout);
  if (layout.component !== 'imu' || !hasCells(acceleration)) return undefined;
  const isFixedCobot = profile.category === 'cobot' && profile.locomotion === 'fixed';
  return {
    acceleration,
    thresholdMPerS2: (isFixedCobot ? fixedCobotImpactG : impactG) * standardGravityMPerS2,
    samplesMin: layout.periodMs > twoSamplesPeriodMs ? 1 : 2,
    holdMs: holdMsOf(silenceMs),
    peaksUnderRead: layout.periodMs > fullPeakPeriodMs,
  };
}

/**
 * An impact begins with the reading that completes the rule and ends with the first one at or under the threshold. A missing
 * axis continues what was (decisions A7). The length of the vector is high-passed, so that gravity in any orientation gives 0.
 */
export function stepImpact(state: ImpactState, frame: Frame, layout: ImpactLayout): BodyEvents {
  const length = vectorLength(frame, layout.acceleration);
  if (length < 0) return noBodyEvents;
  const nowMs = monoMsOf(frame.time);
  state.observed = true;
  if (state.impactMs !== null && state.impactMs > nowMs) state.impactMs = null;
  const aboveMPerS2 = highPass(state, length, heldMs(state.lastMs, nowMs, layout.holdMs));
  state.lastMs = nowMs;
  if (aboveMPerS2 <= layout.thresholdMPerS2) {
    state.aboveCount = 0;
    return endImpact(state, frame, nowMs);
  }
  state.aboveCount++;
  if (state.aboveCount < layout.samplesMin) return noBodyEvents;
  const isRinging = state.openSinceMs !== null || (state.impactMs !== null && nowMs - state.impactMs <= refractoryMs);
  state.impactMs = nowMs;
  if (isRinging) return noBodyEvents;
  state.openSinceMs = nowMs;
  return bodyEventStarted('impact', frame);
}

function endImpact(state: ImpactState, frame: Frame, nowMs: number): BodyEvents {
  if (state.openSinceMs === null) return noBodyEvents;
  const durationMs = Math.max(0, nowMs - state.openSinceMs);
  state.openSinceMs = null;
  return bodyEventEnded('impact', frame, durationMs);
}

/**
 * First-order high pass for any spacing of readings: the distance from the low-passed length before it takes this reading in,
 * so that a single high reading counts in full at any rate. Backward Euler keeps to plain arithmetic, equal on every machine.
 */
function highPass(state: ImpactState, length: number, elapsedMs: number): number {
  if (elapsedMs < 0) {
    state.baselineMPerS2 = length;
    state.aboveCount = 0;
    return 0;
  }
  const above = length - state.baselineMPerS2;
  state.baselineMPerS2 += above * (elapsedMs / (highPassMs + elapsedMs));
  return above;
}
