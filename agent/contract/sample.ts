import { type Frame, quality } from './frame.ts';
import type { Component, SignalName } from './signal.ts';
import type { TimePoint } from './time.ts';
import { type Knowable, unknown } from './unknown.ts';

/** One reading of one signal of one part: a cell of a frame as an object, for the edges only (tests, explanations, events). */
export interface Sample {
  readonly component: Component;
  readonly signal: SignalName;
  readonly part: string;
  readonly value: Knowable<number>;
  readonly time: TimePoint;
}

/** The value of a cell in house units, or why it has none. */
export function cellValue(frame: Frame, index: number): Knowable<number> {
  const code = frame.quality[index];
  if (code === quality.good) return frame.values[index] ?? unknown('missing');
  if (code === quality.outOfRange) return unknown('outOfRange');
  return unknown(code === quality.missing ? 'missing' : 'notReported');
}

/** All cells of a frame as samples, signal by signal. */
export function samplesOf(frame: Frame): Sample[] {
  const { component, parts, signals } = frame.layout;
  return signals.flatMap((signal, s) =>
    parts.map((part, p) => ({ component, signal, part, value: cellValue(frame, s * parts.length + p), time: frame.time })),
  );
}
