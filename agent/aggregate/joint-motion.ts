import type { JointLimits } from '../contract/features.ts';
import { type Frame, type FrameLayout, quality } from '../contract/frame.ts';
import type { Profile } from '../contract/profile.ts';
import { monoMsOf } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';

/** A joint moves above this share of its speed limit, and never below the floor (risk model §2.1). */
const movingShareRatio = 0.005;
const movingFloorRadPerS = 0.005;
const microradPerRad = 1e6;

/** Per joint: the last known reading and the travel so far, so that motion can be told from positions alone. */
export interface JointMotionState {
  readonly lastMs: (number | null)[];
  readonly lastPositionRad: number[];
  readonly lastSpeedRadPerS: number[];
  /** Whole microradians, only ever rising. */
  readonly travelUrad: number[];
}

export function openingJointMotion(jointCount: number): JointMotionState {
  return {
    lastMs: new Array<number | null>(jointCount).fill(null),
    lastPositionRad: new Array<number>(jointCount).fill(0),
    lastSpeedRadPerS: new Array<number>(jointCount).fill(0),
    travelUrad: new Array<number>(jointCount).fill(0),
  };
}

/** What reading motion of one stream needs, made once per layout. */
export interface JointMotionLayout {
  readonly jointCount: number;
  /** Index of the first cell of each signal, −1 when the stream has none. */
  readonly velocityAt: number;
  readonly positionAt: number;
  readonly thresholdRadPerS: readonly number[];
  readonly silenceMs: number;
}

export function jointMotionLayout(layout: FrameLayout, profile: Profile, silenceMs: number): JointMotionLayout {
  const jointCount = layout.parts.length;
  const at = (signal: string): number => {
    const index = (layout.signals as readonly string[]).indexOf(signal);
    return index < 0 ? -1 : index * jointCount;
  };
  return {
    jointCount,
    silenceMs,
    velocityAt: at('velocityRadPerS'),
    positionAt: at('positionRad'),
    thresholdRadPerS: layout.parts.map((part) => {
      const limit = profile.joints.find((joint) => joint.name === part)?.velocityRadPerS ?? 0;
      return Math.max(movingFloorRadPerS, limit * movingShareRatio);
    }),
  };
}

/**
 * Whether any joint moves in this frame, and how far each has travelled; updates `state` in place (hot path, no objects per cell).
 * Speed is the measured one where there is one, else the change of position over time. Unknown when no joint could be read.
 */
export function stepJointMotion(state: JointMotionState, frame: Frame, layout: JointMotionLayout): Knowable<boolean> {
  const nowMs = monoMsOf(frame.time);
  let moving: Knowable<boolean> = unknown('missing');
  for (let jointIndex = 0; jointIndex < layout.jointCount; jointIndex++) {
    const speed = stepJoint(state, { frame, layout, jointIndex, nowMs });
    if (speed < 0) continue;
    moving = moving === true || speed > (layout.thresholdRadPerS[jointIndex] ?? movingFloorRadPerS);
  }
  return moving;
}

interface JointReading {
  readonly frame: Frame;
  readonly layout: JointMotionLayout;
  readonly jointIndex: number;
  readonly nowMs: number;
}

/** Absolute speed of one joint in rad/s, −1 when it cannot be told; adds to its travel. */
function stepJoint(state: JointMotionState, reading: JointReading): number {
  const { frame, layout, jointIndex } = reading;
  const velocity = readCell(frame, layout.velocityAt, jointIndex);
  const position = readCell(frame, layout.positionAt, jointIndex);
  if (velocity === undefined && position === undefined) return -1;
  const positionSpeed = position === undefined ? -1 : stepPosition(state, reading, position);
  if (velocity === undefined) return positionSpeed;
  const speed = Math.abs(velocity);
  if (layout.positionAt < 0) stepVelocity(state, reading, speed);
  return speed;
}

function readCell(frame: Frame, signalAt: number, jointIndex: number): number | undefined {
  return signalAt >= 0 && frame.quality[signalAt + jointIndex] === quality.good ? frame.values[signalAt + jointIndex] : undefined;
}

/** Travel and speed from the change of position; −1 for the first reading and for two readings of one instant. */
function stepPosition(state: JointMotionState, { jointIndex, nowMs }: JointReading, position: number): number {
  const lastMs = state.lastMs[jointIndex] ?? null;
  const movedRad = Math.abs(position - (state.lastPositionRad[jointIndex] ?? 0));
  if (lastMs === nowMs) return -1;
  state.lastMs[jointIndex] = nowMs;
  state.lastPositionRad[jointIndex] = position;
  if (lastMs === null) return -1;
  addTravel(state, jointIndex, movedRad);
  return (movedRad * 1000) / (nowMs - lastMs);
}

/** Travel where no position is reported: the last speed held until now, at most for the silence limit. */
function stepVelocity(state: JointMotionState, { layout, jointIndex, nowMs }: JointReading, speed: number): void {
  const lastMs = state.lastMs[jointIndex] ?? null;
  if (lastMs !== null)
    addTravel(state, jointIndex, ((state.lastSpeedRadPerS[jointIndex] ?? 0) * Math.min(nowMs - lastMs, layout.silenceMs)) / 1000);
  state.lastMs[jointIndex] = nowMs;
  state.lastSpeedRadPerS[jointIndex] = speed;
}

function addTravel(state: JointMotionState, jointIndex: number, travelRad: number): void {
  state.travelUrad[jointIndex] = (state.travelUrad[jointIndex] ?? 0) + Math.round(travelRad * microradPerRad);
}

/** Limits of the stream's joints in the order of its parts, as the profile has them. */
export function jointLimitsOf({ parts }: FrameLayout, { joints }: Pick<Profile, 'joints'>): JointLimits {
  return parts.map((part) => {
    const joint = joints.find(({ name }) => name === part);
    return { velocityRadPerS: joint?.velocityRadPerS, torqueNm: joint?.torqueNm, currentA: joint?.currentA };
  });
}
