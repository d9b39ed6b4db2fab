import type { Frame, FrameLayout } from '../contract/frame.ts';
import type { Profile } from '../contract/profile.ts';
import { monoMsOf } from '../contract/time.ts';
import { type FreeFallState, openingFreeFall, restartFreeFall, stepFreeFall } from './free-fall.ts';
import {
  type AxisCells,
  accelerationCells,
  angularVelocityCells,
  type BodyEvents,
  bodyEventEnded,
  bodyEventStarted,
  hasCells,
  heldMs,
  holdMsOf,
  imuCell,
  isGoodCell,
  noBodyEvents,
  vectorLength,
} from './imu-reading.ts';

const radPerDegree = Math.PI / 180;
/** Lying: tilted more than this for longer than `lyingMs` (risk model §4.3). */
const lyingTiltRad = 60 * radPerDegree;
const lyingMs = 500;
/** Toppling: tilted more than this and turning faster than that. Below it the body is upright. */
const topplingTiltRad = 45 * radPerDegree;
const topplingRadPerS = 2;
/** An impact this near to the tilt, or a free fall at most this long before it, makes it a fall. */
const corroborationMs = 1000;
/** A robot that was told to sit or lie begins to tilt within this time. */
const commandHoldMs = 15_000;
/** Up again for this long ends a fall. */
const recoveredMs = 1000;

export type Posture = 'stable' | 'unstable' | 'falling' | 'fallen' | 'recovering';

/** Everything the detector remembers; plain JSON, updated in place. */
export interface FallState {
  /** A reading with tilt and acceleration was seen: the class is observable from then on (decisions B5). */
  observed: boolean;
  posture: Posture;
  /** Set from outside: when a sit or lie was last commanded. A fault or a power loss is none. */
  commandedMs: number | null;
  /** Set from outside: the last impact the same body took. */
  impactMs: number | null;
  /** Tilted without a fall (on purpose, or laid down softly): nothing is a fall until it was upright again. */
  settled: boolean;
  lastMs: number | null;
  lyingSinceMs: number | null;
  tiltRuleMs: number | null;
  uprightSinceMs: number | null;
  freeFall: FreeFallState;
  /** When the open event began. */
  openSinceMs: number | null;
}

export function openingFall(): FallState {
  return {
    observed: false,
    posture: 'stable',
    commandedMs: null,
    impactMs: null,
    settled: false,
    lastMs: null,
    lyingSinceMs: null,
    tiltRuleMs: null,
    uprightSinceMs: null,
    freeFall: openingFreeFall(),
    openSinceMs: null,
  };
}

/** What detecting falls in one stream needs, made once per layout. */
export interface FallLayout {
  readonly rollAt: number;
  readonly pitchAt: number;
  readonly angularVelocity: AxisCells;
  readonly acceleration: AxisCells;
  readonly holdMs: number;
}

/** Undefined for a fixed robot, which cannot fall, and for a stream without tilt or acceleration of the body. */
export function fallLayout(layout: FrameLayout, profile: Profile, silenceMs: number): FallLayout | undefined {
  const acceleration = accelerationCells(layout);
  const [rollAt, pitchAt] = [imuCell(layout, 'rollRad'), imuCell(layout, 'pitchRad')];
  const isFallible = layout.component === 'imu' && profile.locomotion !== 'fixed';
  if (!isFallible || !hasCells([rollAt, pitchAt, ...acceleration])) return undefined;
  return { rollAt, pitchAt, acceleration, angularVelocity: angularVelocityCells(layout), holdMs: holdMsOf(silenceMs) };
}

/**
 * A fall is a tilt and an impact or a free fall; it begins with the reading that completes the rule and ends once the body has
 * been upright for a second. A missing cell continues what was (decisions A7). Set `commandedMs` and `impactMs` before.
 */
export function stepFall(state: FallState, frame: Frame, layout: FallLayout): BodyEvents {
  const nowMs = monoMsOf(frame.time);
  const length = vectorLength(frame, layout.acceleration);
  if (length >= 0 && heldMs(state.freeFall.lastMs, nowMs, layout.holdMs) < 0) restartFreeFall(state.freeFall);
  if (length >= 0) stepFreeFall(state.freeFall, length, nowMs);
  if (!isGoodCell(frame, layout.rollAt) || !isGoodCell(frame, layout.pitchAt)) return noBodyEvents;
  if (length >= 0) state.observed = true;
  if (heldMs(state.lastMs, nowMs, layout.holdMs) < 0) restartFall(state);
  state.lastMs = nowMs;
  const tiltRad = Math.max(angleOf(frame.values[layout.rollAt] ?? 0), angleOf(frame.values[layout.pitchAt] ?? 0));
  if (tiltRad <= topplingTiltRad) return standUp(state, frame, nowMs);
  state.uprightSinceMs = null;
  if (state.openSinceMs !== null) {
    state.posture = 'fallen';
    return noBodyEvents;
  }
  const isTurning = vectorLength(frame, layout.angularVelocity) > topplingRadPerS;
  return tilt(state, frame, { nowMs, isLying: tiltRad > lyingTiltRad, isTurning });
}

/** What was held before a silence says nothing about what comes after it. */
function restartFall(state: FallState): void {
  state.lyingSinceMs = null;
  state.tiltRuleMs = null;
  state.uprightSinceMs = null;
}

/** |angle| within one turn: a driver may count 0…2π. */
function angleOf(rad: number): number {
  return Math.abs(rad - 2 * Math.PI * Math.round(rad / (2 * Math.PI)));
}

function standUp(state: FallState, frame: Frame, nowMs: number): BodyEvents {
  state.lyingSinceMs = null;
  state.tiltRuleMs = null;
  state.settled = false;
  state.uprightSinceMs ??= nowMs;
  if (state.openSinceMs === null) {
    state.posture = isWithin(state.freeFall.fallingMs, nowMs) ? 'unstable' : 'stable';
    return noBodyEvents;
  }
  state.posture = 'recovering';
  if (nowMs - state.uprightSinceMs <= recoveredMs) return noBodyEvents;
  const durationMs = Math.max(0, nowMs - state.openSinceMs);
  state.posture = 'stable';
  state.openSinceMs = null;
  return bodyEventEnded('fall', frame, durationMs);
}

interface Tilt {
  readonly nowMs: number;
  readonly isLying: boolean;
  readonly isTurning: boolean;
}

function tilt(state: FallState, frame: Frame, { nowMs, isLying, isTurning }: Tilt): BodyEvents {
  if (isCommanded(state, nowMs)) state.settled = true;
  if (state.settled) {
    state.posture = 'stable';
    return noBodyEvents;
  }
  state.lyingSinceMs = isLying ? (state.lyingSinceMs ?? nowMs) : null;
  const hasLain = state.lyingSinceMs !== null && nowMs - state.lyingSinceMs > lyingMs;
  if (isTurning) state.tiltRuleMs = nowMs;
  else if (hasLain) state.tiltRuleMs ??= nowMs;
  state.posture = state.tiltRuleMs === null ? 'unstable' : 'falling';
  if (state.tiltRuleMs === null) return noBodyEvents;
  if (isCorroborated(state, state.tiltRuleMs)) {
    state.openSinceMs = nowMs;
    state.posture = 'fallen';
    return bodyEventStarted('fall', frame);
  }
  if (hasLain && nowMs - state.tiltRuleMs > corroborationMs) state.settled = true;
  return noBodyEvents;
}

/** A command excuses the tilt it leads to, not every tilt that comes later. */
function isCommanded({ commandedMs }: FallState, nowMs: number): boolean {
  return commandedMs !== null && nowMs >= commandedMs && nowMs - commandedMs <= commandHoldMs;
}

function isCorroborated(state: FallState, tiltRuleMs: number): boolean {
  const struck = state.impactMs !== null && Math.abs(state.impactMs - tiltRuleMs) <= corroborationMs;
  return struck || isWithin(state.freeFall.fallingMs, tiltRuleMs);
}

function isWithin(beforeMs: number | null, ms: number): boolean {
  return beforeMs !== null && ms >= beforeMs && ms - beforeMs <= corroborationMs;
}
