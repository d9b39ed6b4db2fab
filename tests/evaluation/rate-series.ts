import type { Detector, Method } from './detector.ts';
import type { LabelledRun, LabelledSeries } from './labelled-series.ts';
import type { Ranked } from './ranking.ts';

/** One run rated by one method. */
export interface RatedRun extends Ranked {
  readonly series: string;
  readonly run: string;
  readonly seed: number;
  /** Joint of the highest score, per window; for judging who is to blame. */
  readonly worstJoint: Uint16Array;
  /** Ends of the windows, ms. */
  readonly endMs: Float64Array;
  /** Scores per window: the joints, or 1 where the labels are the robot's. */
  readonly jointCount: number;
}

export interface RatedSeries {
  readonly runs: readonly RatedRun[];
  /** The calibration rated by the same detector; undefined where the series has none. */
  readonly calibration: RatedRun | undefined;
  /** Time of rating alone, per window of the whole robot. */
  readonly msPerWindow: number;
}

/** Learns from the series' commissioning and rates its runs: per joint, or the worst joint where the labels are the robot's. */
export function rateSeries(method: Method, series: LabelledSeries, seed: number): RatedSeries {
  const detector = method.create({ layout: series.layout, limits: series.limits, scope: series.scope, seed });
  for (const window of series.commissioning) detector.learn(window);
  detector.freeze();
  const { calibration = [] } = series;
  const labels = new Uint8Array(calibration.length * series.layout.parts.length);
  const calibrated = calibration.length === 0 ? undefined : { name: 'calibration', windows: calibration, labels };
  // Before the runs, as they come after it in time.
  const rated = calibrated && rateRun(detector, { series, run: calibrated, seed });
  const startedMs = performance.now();
  const runs = series.runs.map((run) => rateRun(detector, { series, run, seed }));
  const windowCount = series.runs.reduce((sum, { windows }) => sum + windows.length, 0);
  return { runs, calibration: rated, msPerWindow: (performance.now() - startedMs) / Math.max(1, windowCount) };
}

interface Rating {
  readonly series: LabelledSeries;
  readonly run: LabelledRun;
  readonly seed: number;
}

function rateRun(detector: Detector, { series, run, seed }: Rating): RatedRun {
  const { name, scope, layout } = series;
  const jointCount = layout.parts.length;
  const perWindow = scope === 'joint' ? jointCount : 1;
  const scores = new Float64Array(run.windows.length * perWindow);
  const labels = new Uint8Array(run.windows.length * perWindow);
  const worstJoint = new Uint16Array(run.windows.length);
  run.windows.forEach((window, place) => {
    const ratings = detector.rate(window);
    worstJoint[place] = ratings.reduce((worst, rating, joint) => (rating > (ratings[worst] ?? 0) ? joint : worst), 0);
    if (scope === 'joint') {
      scores.set(ratings, place * jointCount);
      labels.set(run.labels.subarray(place * jointCount, (place + 1) * jointCount), place * jointCount);
    } else {
      scores[place] = Math.max(...ratings);
      labels[place] = run.labels[place * jointCount] ?? 0;
    }
  });
  const endMs = Float64Array.from(run.windows, (window) => window.endMs);
  return { series: name, run: run.name, seed, scores, labels, worstJoint, endMs, jointCount: perWindow };
}
