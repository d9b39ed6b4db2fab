import { nearestIndexed } from './nearest-indexed.ts';
import { furthestJoint, type PrototypeReference, robotVector, standardised } from './prototypes.ts';
import { surpriseOf } from './surprise.ts';
import type { WatchedWindow } from './window-memory.ts';

/** How unlike anything in commissioning the robot as a whole stands, and which joint is furthest off. */
export interface Posture {
  /** −ln p. */
  readonly score: number;
  /** Distance from the nearest posture of commissioning, in spreads. */
  readonly distanceSigma: number;
  /** Undefined when only the idle time is off. */
  readonly jointIndex: number | undefined;
  /** Effort at rest of that joint in the nearest prototype, as a share; or the idle time there, ln(1 + s). */
  readonly expectedValue: number;
  readonly observedValue: number;
}

/** Undefined when no joint states an effort. */
export function postureOf(watched: WatchedWindow, { offset, spread, rows, scale }: PrototypeReference): Posture | undefined {
  const vector = robotVector(watched);
  if (vector === undefined) return undefined;
  const row = standardised(vector, offset, spread);
  const { distanceSigma, row: prototype } = nearestIndexed(row, rows);
  const jointIndex = furthestJoint(row, prototype);
  const cell = jointIndex === undefined ? row.length - 1 : 2 * jointIndex;
  const undone = (values: ArrayLike<number>): number => (values[cell] ?? 0) * (spread[cell] ?? 1) + (offset[cell] ?? 0);
  return {
    score: surpriseOf(distanceSigma, scale),
    distanceSigma,
    jointIndex,
    expectedValue: undone(prototype),
    observedValue: undone(row),
  };
}
