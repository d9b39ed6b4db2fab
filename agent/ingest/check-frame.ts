import { type Frame, type FrameLayout, quality } from '../contract/frame.ts';
import type { Profile } from '../contract/profile.ts';
import { signalSpec } from '../contract/signal.ts';

/** How far beyond the profile's position limit a reading may lie before it cannot be true (rad). */
const positionToleranceRad = 0.2;

/** Plausibility gates of one stream, a low and a high bound per cell, made once per layout. */
export interface FrameGates {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Gates from the signal table, narrowed for joint positions by the profile's limits. */
export function gatesFor(layout: FrameLayout, profile: Profile): FrameGates {
  const low: number[] = [];
  const high: number[] = [];
  for (const signal of layout.signals) {
    const [specLow, specHigh] = signalSpec(layout.component, signal)?.range ?? [-Infinity, Infinity];
    for (const part of layout.parts) {
      const joint =
        layout.component === 'joint' && signal === 'positionRad' ? profile.joints.find((each) => each.name === part) : undefined;
      low.push(Math.max(specLow, (joint?.lowerRad ?? -Infinity) - positionToleranceRad));
      high.push(Math.min(specHigh, (joint?.upperRad ?? Infinity) + positionToleranceRad));
    }
  }
  return { low: Float64Array.from(low), high: Float64Array.from(high) };
}

/**
 * Marks every good cell outside its gate, or not finite, as out of range; returns how many were marked.
 * A glitch of a sensor thereby becomes unknown, never a fault of the joint.
 */
export function checkFrame(frame: Frame, gates: FrameGates): number {
  const { values, quality: codes } = frame;
  let outOfRangeCount = 0;
  for (let index = 0; index < values.length; index++) {
    if (codes[index] !== quality.good) continue;
    const value = values[index] ?? Number.NaN;
    if (value >= (gates.low[index] ?? -Infinity) && value <= (gates.high[index] ?? Infinity)) continue;
    codes[index] = quality.outOfRange;
    outOfRangeCount++;
  }
  return outOfRangeCount;
}
