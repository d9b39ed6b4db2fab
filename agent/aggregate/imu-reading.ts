import { type Frame, type FrameLayout, quality } from '../contract/frame.ts';
import type { DetectedEvent, EndedEvent } from '../contract/usage.ts';
import { holdMsMin } from './silence-limit.ts';

export const standardGravityMPerS2 = 9.80665;

/** What a frame started and ended; the shared empty one when nothing happened, so that a quiet frame allocates nothing. */
export interface BodyEvents {
  readonly started: readonly DetectedEvent[];
  readonly ended: readonly EndedEvent[];
}

export const noBodyEvents: BodyEvents = { started: [], ended: [] };

export const bodyEventStarted = (eventClass: 'impact' | 'fall', frame: Frame): BodyEvents => ({
  started: [{ eventClass, sourceId: frame.layout.sourceId, start: frame.time }],
  ended: [],
});

/** As in event runs, the time of an ended event is that of its end. */
export const bodyEventEnded = (eventClass: 'impact' | 'fall', frame: Frame, durationMs: number): BodyEvents => ({
  started: [],
  ended: [{ eventClass, sourceId: frame.layout.sourceId, start: frame.time, durationMs }],
});

/** First cells of three axes, for one part. */
export type AxisCells = readonly [x: number, y: number, z: number];

/** Names of a body's own IMU. A foot or a wrist strikes something at every step, so that its peaks say nothing about the body. */
const bodyPart = /base|pelvis|torso|trunk|body|chest|crotch/i;

/** Index of the body's IMU among the parts; the first one when no name says which. */
export function bodyPartIndex(layout: FrameLayout): number {
  return Math.max(
    0,
    layout.parts.findIndex((part) => bodyPart.test(part)),
  );
}

/** Cell of a signal of the body's IMU, −1 when the stream has none. */
export function imuCell(layout: FrameLayout, signal: string): number {
  const index = (layout.signals as readonly string[]).indexOf(signal);
  return index < 0 ? -1 : index * layout.parts.length + bodyPartIndex(layout);
}

export function accelerationCells(layout: FrameLayout): AxisCells {
  return [imuCell(layout, 'accelerationXMPerS2'), imuCell(layout, 'accelerationYMPerS2'), imuCell(layout, 'accelerationZMPerS2')];
}

export function angularVelocityCells(layout: FrameLayout): AxisCells {
  return [
    imuCell(layout, 'angularVelocityXRadPerS'),
    imuCell(layout, 'angularVelocityYRadPerS'),
    imuCell(layout, 'angularVelocityZRadPerS'),
  ];
}

export const hasCells = (cells: readonly number[]): boolean => cells.every((cell) => cell >= 0);

export function isGoodCell(frame: Frame, cell: number): boolean {
  return cell >= 0 && frame.quality[cell] === quality.good;
}

/** Length of a vector, −1 when an axis is missing. Turning the body changes no length: gravity stays 1 g in any orientation. */
export function vectorLength(frame: Frame, [x, y, z]: AxisCells): number {
  if (!isGoodCell(frame, x) || !isGoodCell(frame, y) || !isGoodCell(frame, z)) return -1;
  const [ax, ay, az] = [frame.values[x] ?? 0, frame.values[y] ?? 0, frame.values[z] ?? 0];
  return Math.sqrt(ax * ax + ay * ay + az * az);
}

/** How long a reading holds, from the silence limit of its source. */
export const holdMsOf = (silenceMs: number): number => Math.max(silenceMs, holdMsMin);

/** Milliseconds since the last reading while it holds; −1 for a first one, after a silence or a clock set back. */
export function heldMs(lastMs: number | null, nowMs: number, holdMs: number): number {
  if (lastMs === null || nowMs < lastMs || nowMs - lastMs > holdMs) return -1;
  return nowMs - lastMs;
}
