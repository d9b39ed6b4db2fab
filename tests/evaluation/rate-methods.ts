import { type AlarmTally, tallyOf, topJointCounts } from './alarm-outcome.ts';
import { type AlarmRule, streamsOf } from './alarm-stream.ts';
import { alarmThreshold } from './alarm-threshold.ts';
import type { Method } from './detector.ts';
import { heldOutCommissioning } from './held-out-commissioning.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { type RatedRun, rateSeries } from './rate-series.ts';
import { type RunFigures, runFigures } from './run-figures.ts';

/** How a set of series is judged. */
export interface Judging {
  readonly rule: AlarmRule;
  /** False alarms per hour that thresholds are set to. */
  readonly ratesPerH: readonly number[];
  /** Seeds of methods that depend on them; of others the first. */
  readonly seeds: readonly number[];
  readonly isDrawnByMinutes: boolean;
}

/** One method on one series: how it ranked each run, and what its alarms came to at each rate. */
export interface MethodRating {
  readonly method: string;
  readonly figures: readonly RunFigures[];
  readonly alarms: readonly { readonly ratePerH: number; readonly run: string; readonly tally: AlarmTally }[];
  readonly topJoint: { readonly hitCount: number; readonly episodeCount: number };
  readonly msPerWindow: number;
}

/** Every seed of a random method ranks; its alarms are those of all seeds together. */
export function rateMethods(methods: readonly Method[], series: LabelledSeries, judging: Judging): readonly MethodRating[] {
  return methods.map((method) => {
    const seeds = method.isRandom === true ? judging.seeds : judging.seeds.slice(0, 1);
    return joined(seeds.map((seed) => rateOnce(method, series, { ...judging, seed })));
  });
}

function rateOnce(method: Method, series: LabelledSeries, judging: Judging & { readonly seed: number }): MethodRating {
  const { rule, ratesPerH, seed, isDrawnByMinutes } = judging;
  const { runs, calibration, msPerWindow } = rateSeries(method, series, seed);
  const normal = method.fixedThreshold !== undefined ? [] : calibration === undefined ? heldOutRuns(method, series, seed) : [calibration];
  const thresholds = thresholdsOf(method, normal, judging);
  return {
    method: method.name,
    figures: runs.map((run) => runFigures(run, isDrawnByMinutes)),
    alarms: ratesPerH.flatMap((ratePerH, place) =>
      runs.map((run) => ({ ratePerH, run: run.run, tally: tallyOf(run, rule, thresholds[place] ?? Number.POSITIVE_INFINITY) })),
    ),
    topJoint: series.scope === 'joint' ? addTops(runs.map(topJointCounts)) : { hitCount: 0, episodeCount: 0 },
    msPerWindow,
  };
}

function heldOutRuns(method: Method, series: LabelledSeries, seed: number): readonly RatedRun[] {
  return heldOutCommissioning(series).flatMap((fold) => rateSeries(method, fold, seed).runs);
}

function thresholdsOf({ fixedThreshold }: Method, normal: readonly RatedRun[], { rule, ratesPerH }: Judging): readonly number[] {
  if (fixedThreshold !== undefined) return ratesPerH.map(() => fixedThreshold);
  const streams = normal.flatMap((run) => streamsOf(run, rule.unit));
  return ratesPerH.map((ratePerH) => alarmThreshold(streams, rule, ratePerH));
}

function joined(ratings: readonly MethodRating[]): MethodRating {
  const [first, ...others] = ratings;
  if (first === undefined) throw new RangeError('a method is rated with at least one seed');
  return {
    ...first,
    figures: ratings.flatMap(({ figures }) => figures),
    alarms: ratings.flatMap(({ alarms }) => alarms),
    topJoint: addTops(ratings.map(({ topJoint }) => topJoint)),
    msPerWindow: [first, ...others].reduce((sum, { msPerWindow }) => sum + msPerWindow, 0) / ratings.length,
  };
}

function addTops(counts: readonly MethodRating['topJoint'][]): MethodRating['topJoint'] {
  return {
    hitCount: counts.reduce((sum, { hitCount }) => sum + hitCount, 0),
    episodeCount: counts.reduce((sum, { episodeCount }) => sum + episodeCount, 0),
  };
}
