import type { LabelScope } from './detector.ts';
import { sessionGapMs } from './detector.ts';
import type { RatedRun } from './rate-series.ts';

/** The scores alarms are raised on, one per window: those of one joint, or the robot's worst. */
export interface RatedStream {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
  /** Ends of the windows, ms. */
  readonly endMs: Float64Array;
}

/** An alarm ends, and another may come, after a minute below the threshold. */
const rearmMs = 60_000;

/** What alarms are raised on, and how many windows in a row confirm one: 3 in the product; 1 where the events themselves last seconds. */
export interface AlarmRule {
  readonly unit: LabelScope;
  readonly confirmCount: number;
}

export type Scored = Pick<RatedStream, 'scores' | 'endMs'>;

/** A run as the streams alarms are raised on: each joint's own, or one for the robot, faulty when any joint is. */
export function streamsOf(run: RatedRun, unit: LabelScope): readonly RatedStream[] {
  const { endMs, jointCount } = run;
  if (unit === 'joint') return Array.from({ length: jointCount }, (_, joint) => ({ ...columnOf(run, joint), endMs }));
  const scores = Float64Array.from(endMs, (_, window) => Math.max(...rowOf(run.scores, window, jointCount)));
  const labels = Uint8Array.from(endMs, (_, window) => Math.max(...rowOf(run.labels, window, jointCount)));
  return [{ scores, labels, endMs }];
}

function columnOf({ scores, labels, endMs, jointCount }: RatedRun, joint: number): Pick<RatedStream, 'scores' | 'labels'> {
  return {
    scores: Float64Array.from(endMs, (_, window) => scores[window * jointCount + joint] ?? 0),
    labels: Uint8Array.from(endMs, (_, window) => labels[window * jointCount + joint] ?? 0),
  };
}

function rowOf<T extends Float64Array | Uint8Array>(values: T, window: number, jointCount: number): T {
  return values.subarray(window * jointCount, (window + 1) * jointCount) as T;
}

/** Per window the smallest of its last so many scores: above a threshold exactly when the last in a row confirms. −∞ at a session's start. */
export function confirmedScores({ scores, endMs }: Scored, confirmCount: number): Float64Array {
  let runCount = 0;
  return scores.map((_, place) => {
    runCount = isNewSession(endMs, place) ? 1 : runCount + 1;
    if (runCount < confirmCount) return Number.NEGATIVE_INFINITY;
    return Math.min(...scores.subarray(place + 1 - confirmCount, place + 1));
  });
}

function isNewSession(endMs: Float64Array, place: number): boolean {
  return place === 0 || (endMs[place] ?? 0) - (endMs[place - 1] ?? 0) > sessionGapMs;
}

/** Windows at which an alarm is raised. */
export function alarmsOf(stream: Scored, confirmCount: number, threshold: number): readonly number[] {
  const alarms: number[] = [];
  let lastAboveMs = Number.NEGATIVE_INFINITY;
  confirmedScores(stream, confirmCount).forEach((score, place) => {
    if (!(score > threshold)) return;
    const atMs = stream.endMs[place] ?? 0;
    if (atMs - lastAboveMs > rearmMs) alarms.push(place);
    lastAboveMs = atMs;
  });
  return alarms;
}
