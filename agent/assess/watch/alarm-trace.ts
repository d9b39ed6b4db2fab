import type { AlarmTrace } from '../../contract/anomaly.ts';
import { type ChannelReading, type PlottedChannel, plottedChannels } from './joint-voice.ts';

/** Joints that are followed at one time, and for how many windows: what is saved every minute stays small whatever the robot. */
const tracedJointCountMax = 2;
const pointCountMax = 40;
/** A joint that is quiet gives its place to a louder one after about this many windows. */
const fadeRatio = 0.97;
const keptDigitCount = 3;
const msPerS = 1000;

interface TracePoint {
  readonly atMs: number;
  /** Expected and observed of each plotted channel in turn. */
  readonly values: readonly number[];
}

/** The last seconds of one joint; plain JSON. */
export interface TracedJoint {
  readonly jointIndex: number;
  readonly loudScore: number;
  readonly units: readonly string[];
  readonly points: readonly TracePoint[];
}

export type TraceState = readonly TracedJoint[];

export interface TracedWindow {
  readonly endMs: number;
  readonly jointScores: ArrayLike<number>;
  reading(joint: number, channel: PlottedChannel): ChannelReading;
}

/** One window: the two joints that were loudest lately are followed, the others not. Another clock ends what was followed. */
export function stepTrace(before: TraceState, window: TracedWindow): TraceState {
  const was = before.every(({ points }) => (points.at(-1)?.atMs ?? 0) < window.endMs) ? before : [];
  const loudest = Array.from(window.jointScores, (score, jointIndex) => ({ jointIndex, score })).sort((a, b) => b.score - a.score);
  const faded = was.map((one) => ({ ...one, loudScore: Math.max(one.loudScore * fadeRatio, window.jointScores[one.jointIndex] ?? 0) }));
  const fresh = loudest
    .slice(0, tracedJointCountMax)
    .filter(({ jointIndex }) => !was.some((one) => one.jointIndex === jointIndex))
    .map(({ jointIndex, score }): TracedJoint => ({ jointIndex, loudScore: score, units: [], points: [] }));
  const kept = [...faded, ...fresh].sort((a, b) => b.loudScore - a.loudScore).slice(0, tracedJointCountMax);
  return kept.map((one) => withPoint(one, window));
}

function withPoint(one: TracedJoint, window: TracedWindow): TracedJoint {
  const readings = plottedChannels.map((channel) => window.reading(one.jointIndex, channel));
  const values = readings.flatMap(({ expectedValue, observedValue }) => [short(expectedValue), short(observedValue)]);
  const points = [...one.points, { atMs: window.endMs, values }].slice(-pointCountMax);
  return { ...one, loudScore: short(one.loudScore), units: readings.map(({ unit }) => unit), points };
}

const short = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(keptDigitCount)) : 0);

/** What was expected and seen of a joint until now; null when nobody followed it. */
export function traceOf(
  state: TraceState,
  jointIndex: number,
  { channel, nowMs }: { channel: PlottedChannel; nowMs: number },
): AlarmTrace | null {
  const traced = state.find((one) => one.jointIndex === jointIndex);
  if (traced === undefined) return null;
  const place = plottedChannels.indexOf(channel);
  const points = traced.points.map(({ atMs, values }): [number, number, number] => [
    Math.round((atMs - nowMs) / msPerS),
    values[2 * place] ?? 0,
    values[2 * place + 1] ?? 0,
  ]);
  return { channel, unit: traced.units[place] ?? 'ratio', points };
}
