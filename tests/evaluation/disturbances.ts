import type { WindowFeatures } from '../../agent/contract/features.ts';
import { monoMs } from '../../agent/contract/time.ts';
import type { SeededRandom } from '../../models/training/seeded-random.ts';
import type { LabelledRun, LabelledSeries } from './labelled-series.ts';

/** What happens to the windows of the rated runs; the commissioning was sound. */
export interface Disturbance {
  /** Share of the channels (signal of a joint) that a run does not report. */
  readonly channelDropRatio?: number;
  /** One joint that is well is not reported. */
  readonly dropsJoint?: boolean;
  /** Share of the frames that are left: the statistics of a window become as unsure as of so few. */
  readonly frameRatio?: number;
  /** Windows begin and end so much too early or late, ms. */
  readonly jitterMs?: number;
}

export function disturbed(series: LabelledSeries, disturbance: Disturbance, random: SeededRandom): LabelledSeries {
  return { ...series, runs: series.runs.map((run) => disturbedRun(run, disturbance, random)) };
}

function disturbedRun(run: LabelledRun, disturbance: Disturbance, random: SeededRandom): LabelledRun {
  const [first] = run.windows;
  if (first === undefined) return run;
  const jointCount = first.layout.parts.length;
  const dropRatio = disturbance.channelDropRatio ?? 0;
  const joint = disturbance.dropsJoint === true ? soundJoint(run, jointCount, random) : -1;
  const isDropped = Array.from(first.count, (_, cell) => random.chance(dropRatio) || cell % jointCount === joint);
  const windows = run.windows.map((window) => {
    const thinned = disturbance.frameRatio === undefined ? window : thinnedWindow(window, disturbance.frameRatio, random);
    const shiftMs = Math.round((disturbance.jitterMs ?? 0) * random.between(-1, 1));
    const endMs = monoMs(window.endMs + shiftMs);
    return { ...thinned, endMs, count: thinned.count.map((count, cell) => (isDropped[cell] === true ? 0 : count)) };
  });
  return { ...run, windows };
}

function soundJoint({ labels }: LabelledRun, jointCount: number, random: SeededRandom): number {
  const sound = Array.from({ length: jointCount }, (_, joint) => joint).filter(
    (joint) => !labels.some((label, place) => label === 1 && place % jointCount === joint),
  );
  return sound[Math.floor(random.unit() * sound.length)] ?? -1;
}

/** Fewer independent samples: the mean is off by what the difference of the standard errors allows. */
function thinnedWindow(window: WindowFeatures, frameRatio: number, random: SeededRandom): WindowFeatures {
  const left = Math.max(1, Math.round(window.frameCount * frameRatio));
  const errorRatio = Math.sqrt(Math.max(0, 1 / left - 1 / Math.max(1, window.frameCount)));
  const mean = window.mean.map((value, cell) => {
    const moved = value + (window.sd[cell] ?? 0) * errorRatio * random.normal();
    return Math.min(window.max[cell] ?? moved, Math.max(window.min[cell] ?? moved, moved));
  });
  return { ...window, mean, frameCount: left, count: window.count.map((count) => Math.round(count * frameRatio)) };
}

/** The largest share of the commissioning that is made faulty. */
export const contaminationMaxRatio = 0.05;

/**
 * A share of the commissioning is faulty: windows of the first faulty runs take the place of its middle. The runs that the largest share would use up are
 * never rated, so that all shares, 0 among them, are judged on the same runs.
 */
export function contaminated(series: LabelledSeries, ratio: number): LabelledSeries {
  const jointCount = series.layout.parts.length;
  const wantedCount = Math.round(ratio * series.commissioning.length);
  const reservedCount = Math.round(contaminationMaxRatio * series.commissioning.length);
  const donors: LabelledRun[] = [];
  const faulty: WindowFeatures[] = [];
  for (const run of series.runs) {
    if (faulty.length >= reservedCount) break;
    const found = run.windows.filter((_, window) => run.labels.subarray(window * jointCount, (window + 1) * jointCount).includes(1));
    if (found.length > 0) donors.push(run);
    faulty.push(...found);
  }
  const from = Math.floor((series.commissioning.length - wantedCount) / 2);
  const commissioning = series.commissioning.map((window, place) => {
    const source = place >= from && place < from + wantedCount ? faulty[place - from] : undefined;
    return source === undefined ? window : { ...source, startMs: window.startMs, endMs: window.endMs };
  });
  return { ...series, commissioning, runs: series.runs.filter((run) => !donors.includes(run)) };
}

/** The joints in another order everywhere: place p holds what was joint `order[p]`. */
export function permuted(series: LabelledSeries, order: Uint32Array): LabelledSeries {
  const layout = { ...series.layout, parts: Array.from(order, (joint) => series.layout.parts[joint] ?? '') };
  const cells = Array.from(series.layout.signals, (_, signal) => Array.from(order, (joint) => signal * order.length + joint)).flat();
  const mixed = (window: WindowFeatures): WindowFeatures => ({
    ...window,
    layout,
    count: Uint32Array.from(cells, (cell) => window.count[cell] ?? 0),
    mean: Float64Array.from(cells, (cell) => window.mean[cell] ?? 0),
    sd: Float64Array.from(cells, (cell) => window.sd[cell] ?? 0),
    min: Float64Array.from(cells, (cell) => window.min[cell] ?? 0),
    max: Float64Array.from(cells, (cell) => window.max[cell] ?? 0),
  });
  const run = ({ name, windows, labels }: LabelledRun): LabelledRun => ({
    name,
    windows: windows.map(mixed),
    labels: labels.map((_, place) => labels[place - (place % order.length) + (order[place % order.length] ?? 0)] ?? 0),
  });
  return {
    ...series,
    layout,
    limits: Array.from(order, (joint) => series.limits[joint]).filter((limit) => limit !== undefined),
    commissioning: series.commissioning.map(mixed),
    runs: series.runs.map(run),
  };
}

/** Scores per window and joint of a permuted robot, in the order of the joints as they were. */
export function unpermuted(scores: Float64Array, order: Uint32Array): Float64Array {
  const back = new Float64Array(scores.length);
  for (let place = 0; place < scores.length; place++) {
    const joint = place % order.length;
    back[place - joint + (order[joint] ?? 0)] = scores[place] ?? 0;
  }
  return back;
}
