import type { Component, SignalName } from './signal.ts';
import type { TimePoint } from './time.ts';
import { type Knowable, unknown } from './unknown.ts';

/** Quality of one cell of a frame. */
export const quality = { good: 0, missing: 1, outOfRange: 2, notReported: 3 } as const;
export type Quality = (typeof quality)[keyof typeof quality];

/** What never changes between the frames of one stream: made once by the driver, shared by all its frames. */
export interface FrameLayout {
  readonly sourceId: string;
  readonly component: Component;
  readonly parts: readonly string[];
  readonly signals: readonly SignalName[];
  /** The declared period; silence is 3 × this. */
  readonly periodMs: number;
  /** True for what the agent's own host measures of itself: it says nothing of whether the robot is there (decisions B4). */
  readonly ofHost?: true;
}

/**
 * One message of a robot as typed columns: cell (signal s, part p) is at `s × parts.length + p`, in house units.
 * The driver reuses the buffers: a consumer copies what it keeps.
 */
export interface Frame {
  readonly layout: FrameLayout;
  /** When it arrived here. */
  time: TimePoint;
  /** The robot's own stamp of the reading, wall clock. */
  sourceWallMs: Knowable<number>;
  readonly values: Float64Array;
  readonly quality: Uint8Array;
}

/** A new empty frame of this layout: every cell missing. */
export function createFrame(layout: FrameLayout, time: TimePoint): Frame {
  const cellCount = layout.parts.length * layout.signals.length;
  const frame = {
    layout,
    time,
    sourceWallMs: unknown('notReported'),
    values: new Float64Array(cellCount),
    quality: new Uint8Array(cellCount),
  };
  clearFrame(frame);
  return frame;
}

/** Every cell missing again, for reuse. */
export function clearFrame(frame: Frame): void {
  frame.values.fill(0);
  frame.quality.fill(quality.missing);
}

/** Copies time, values and quality between frames of the same layout. */
export function copyFrame(from: Frame, to: Frame): void {
  to.time = from.time;
  to.sourceWallMs = from.sourceWallMs;
  to.values.set(from.values);
  to.quality.set(from.quality);
}
