import { type AlarmRule, alarmsOf, type RatedStream, streamsOf } from './alarm-stream.ts';
import { type Interval, poissonInterval } from './intervals.ts';
import type { RatedRun } from './rate-series.ts';

const msPerHour = 3_600_000;
/** An alarm this soon after a fault is neither true nor false: the confirmation takes three windows. */
const aftermathMs = 10_000;
/** A stretch of time that one window stands for, at most. */
const windowMsMax = 3_000;

/** A stretch of faulty windows, both ends included. */
export interface Episode {
  readonly from: number;
  readonly to: number;
}

/** What a threshold gave; of one stream or added over many. */
export interface AlarmTally {
  readonly episodeCount: number;
  /** Per episode, s from its first window; infinite when missed. */
  readonly delaysS: readonly number[];
  readonly falseAlarmCount: number;
  /** Time without a fault, h, of every stream. */
  readonly cleanH: number;
}

export interface AlarmOutcome extends Omit<AlarmTally, 'delaysS'> {
  readonly detectedRatio: number;
  readonly medianDelayS: number;
  readonly p90DelayS: number;
  readonly falsePerH: number;
  readonly falsePerHInterval: Interval;
}

export function episodesOf(labels: Uint8Array): readonly Episode[] {
  const episodes: Episode[] = [];
  labels.forEach((label, place) => {
    if (label !== 1) return;
    if (labels[place - 1] === 1) episodes.push({ from: episodes.pop()?.from ?? place, to: place });
    else episodes.push({ from: place, to: place });
  });
  return episodes;
}

/** Alarms of one run at this threshold. An alarm that already stood when a fault began has not found it. */
export function tallyOf(run: RatedRun, rule: AlarmRule, threshold: number): AlarmTally {
  return addTallies(streamsOf(run, rule.unit).map((stream) => tallyOfStream(stream, rule.confirmCount, threshold)));
}

function tallyOfStream(stream: RatedStream, confirmCount: number, threshold: number): AlarmTally {
  const { labels, endMs } = stream;
  const alarms = alarmsOf(stream, confirmCount, threshold);
  const episodes = episodesOf(labels);
  const msAt = (place: number): number => endMs[place] ?? 0;
  const delaysS = episodes.map(({ from, to }) => {
    const found = alarms.find((place) => place >= from && place <= to);
    return found === undefined ? Number.POSITIVE_INFINITY : (msAt(found) - msAt(from)) / 1000;
  });
  const isFalse = (place: number): boolean =>
    labels[place] === 0 && !episodes.some(({ to }) => place > to && msAt(place) - msAt(to) <= aftermathMs);
  return { episodeCount: episodes.length, delaysS, falseAlarmCount: alarms.filter(isFalse).length, cleanH: cleanHours(stream) };
}

function cleanHours({ labels, endMs }: RatedStream): number {
  let cleanMs = 0;
  labels.forEach((label, place) => {
    const stepMs = (endMs[place] ?? 0) - (endMs[place - 1] ?? Number.NEGATIVE_INFINITY);
    if (label === 0) cleanMs += stepMs > windowMsMax ? windowMsMax / 3 : stepMs;
  });
  return cleanMs / msPerHour;
}

export function addTallies(tallies: readonly AlarmTally[]): AlarmTally {
  return {
    episodeCount: tallies.reduce((sum, tally) => sum + tally.episodeCount, 0),
    delaysS: tallies.flatMap(({ delaysS }) => delaysS),
    falseAlarmCount: tallies.reduce((sum, tally) => sum + tally.falseAlarmCount, 0),
    cleanH: tallies.reduce((sum, tally) => sum + tally.cleanH, 0),
  };
}

/** Rates with Garwood's interval, and quantiles of the delay in which a miss is infinite. */
export function outcomeOf({ episodeCount, delaysS, falseAlarmCount, cleanH }: AlarmTally): AlarmOutcome {
  const sorted = Float64Array.from(delaysS).sort();
  const at = (ratio: number): number => sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? Number.NaN;
  const interval = poissonInterval(falseAlarmCount);
  return {
    episodeCount,
    falseAlarmCount,
    cleanH,
    detectedRatio: sorted.filter(Number.isFinite).length / episodeCount,
    medianDelayS: at(0.5),
    p90DelayS: at(0.9),
    falsePerH: falseAlarmCount / cleanH,
    falsePerHInterval: { low: interval.low / cleanH, high: interval.high / cleanH },
  };
}

/** Episodes in whose strangest window the strangest joint is a faulty one, of all episodes; joints must be labelled. */
export function topJointCounts(run: RatedRun): { readonly hitCount: number; readonly episodeCount: number } {
  const [robot] = streamsOf(run, 'robot');
  if (robot === undefined) return { hitCount: 0, episodeCount: 0 };
  const episodes = episodesOf(robot.labels);
  const hits = episodes.filter(({ from, to }) => {
    let best = from;
    for (let place = from; place <= to; place++) if ((robot.scores[place] ?? 0) > (robot.scores[best] ?? 0)) best = place;
    return run.labels[best * run.jointCount + (run.worstJoint[best] ?? 0)] === 1;
  });
  return { hitCount: hits.length, episodeCount: episodes.length };
}
