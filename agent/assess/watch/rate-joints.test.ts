import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../../contract/features.ts';
import { monoMs } from '../../contract/time.ts';
import { rowPlaces, rowSize } from './joint-row.ts';
import { jointVoice } from './joint-voice.ts';
import type { RuleBreach } from './plausibility.ts';
import { rateJoints, watchChannels } from './rate-joints.ts';
import { openingTrack, type ResidualTrack } from './residual-tracks.ts';
import { surpriseScale } from './surprise.ts';
import type { WatchReference } from './watch-reference.ts';

const jointCount = 3;
const window: WindowFeatures = {
  layout: { sourceId: 'one', component: 'joint', parts: ['a', 'b', 'c'], signals: ['currentA'], periodMs: 100 },
  startMs: monoMs(0),
  endMs: monoMs(1000),
  frameCount: 1,
  count: Uint32Array.of(1, 1, 1),
  mean: new Float64Array(3),
  sd: new Float64Array(3),
  min: new Float64Array(3),
  max: new Float64Array(3),
};
const limits = window.layout.parts.map(() => ({ velocityRadPerS: undefined, torqueNm: undefined, currentA: 10 }));

/** Normal quantities are evenly spread over 0 … 1: 0.9 is one in ten, and every further 0.05 one e-fold. */
const scale = surpriseScale(Array.from({ length: 1000 }, (_, place) => place / 1000)) ?? null;

/** Effort is 0.2 at rest, whatever else is known; rises are judged as they are. */
const effort = {
  centreC: null,
  meanWeightRatios: [0.2, 0, 0, 0, 0, 0, 0, 0],
  rmsWeightRatios: [0.2, 0, 0, 0, 0, 0, 0, 0, 0],
  scales: Array(5).fill(scale),
};
const reference: WatchReference = {
  version: 1,
  jointCount,
  windowCount: 1000,
  rise: scale && { scalesC: [1, 2, 4], scale },
  efforts: [effort, effort, null],
  prototypes: null,
};

function watchedWith(values: readonly (readonly [joint: number, place: number, value: number])[]) {
  const rows = new Float64Array(jointCount * rowSize).fill(Number.NaN);
  for (const [joint, place, value] of values) rows[joint * rowSize + place] = value;
  return { endMs: 1000, rows, still: true, idleMs: 1000 };
}

const rate = (
  watched: ReturnType<typeof watchedWith>,
  breaches: readonly (readonly RuleBreach[])[] = [],
  tracks: readonly ResidualTrack[] = [],
) => rateJoints({ watched, breaches, windowCount: 1000 }, tracks, reference);

const efforts = (joint: number, mean: number, rms = 0.2) =>
  [
    [joint, rowPlaces.effortMean, mean],
    [joint, rowPlaces.effortRms, rms],
  ] as const;
const rises = (joint: number, risesC: readonly number[]) => risesC.map((riseC, place) => [joint, rowPlaces.rise + place, riseC] as const);
const breach: RuleBreach = { rule: 'outOfLimits', expectedValue: 10, observedValue: 12, unit: 'A' };

describe('the score of a joint', () => {
  it('is 0 where nothing is known of it', () => {
    const { jointScores, robotScore, votes } = rate(watchedWith([]));
    expect([[...jointScores], robotScore, votes.map((one) => one.size)]).toEqual([[0, 0, 0], 0, [0, 0, 0]]);
  });

  it('adds kinds of evidence, and takes the loudest within a kind', () => {
    const alone = rate(watchedWith(efforts(0, 1.3)));
    const loud = rate(watchedWith(efforts(0, 1.3, 1.2)));
    const warm = rate(watchedWith([...efforts(0, 1.3), ...rises(0, [1, 0, 0])]));
    expect(alone.jointScores[0]).toBeGreaterThan(5);
    expect(loud.jointScores[0]).toBeCloseTo(alone.jointScores[0] ?? 0, 9);
    expect((warm.jointScores[0] ?? 0) - (alone.jointScores[0] ?? 0)).toBeCloseTo(warm.votes[0]?.get('temperatureRise') ?? 0, 9);
    expect([alone.jointScores[1], alone.jointScores[2]]).toEqual([0, 0]);
  });

  it('rates a joint without an effort model by its thermometer alone', () => {
    const { votes } = rate(watchedWith([...efforts(2, 5), ...rises(2, [2, 2, 2])]));
    expect([...(votes[2]?.keys() ?? [])]).toEqual(['temperatureRise']);
  });

  it('says with the slow channels only what has lasted', () => {
    let tracks: readonly ResidualTrack[] = [openingTrack, openingTrack, openingTrack];
    const lasting = Array.from({ length: 12 }, () => {
      const rated = rate(watchedWith(efforts(0, 1.3)), [], tracks);
      tracks = rated.tracks;
      return rated.votes[0]?.has('effortOffset');
    });
    expect([lasting[0], lasting[8], lasting[9]]).toEqual([false, false, true]);
  });

  it('counts a broken rule as rarer than anything in commissioning', () => {
    expect(rate(watchedWith([]), [[breach]]).jointScores[0]).toBeCloseTo(-Math.log(1e-4), 9);
    const long = rateJoints({ watched: watchedWith([]), breaches: [[breach]], windowCount: 1e6 }, [], undefined);
    expect(long.jointScores[0]).toBeCloseTo(Math.log(1e6 + 1), 9);
  });
});

describe('the score of the robot', () => {
  it('leaves out what a joint shows that commissioning could have shown too', () => {
    const looked = Math.log(jointCount * watchChannels.length) + Math.log(1001);
    const [small, large] = [rate(watchedWith(efforts(0, 1.3))), rate(watchedWith(efforts(0, 3)))];
    expect(small.robotScore).toBe(0);
    expect(large.robotScore).toBeCloseTo((large.votes[0]?.get('effort') ?? 0) - looked, 9);
  });
});

describe('the voice of a joint', () => {
  const voiceOf = (watched: ReturnType<typeof watchedWith>, breaches: readonly RuleBreach[] = []) => {
    const [votes = new Map()] = rate(watched, [breaches]).votes;
    return jointVoice({ window, limits, watched, votes, breaches, reference }, 0);
  };

  it('is silent where there is nothing to say', () => {
    expect(voiceOf(watchedWith([]))).toMatchObject({ channel: 'nothing', score: 0 });
  });

  it('says an effort in its own unit', () => {
    expect(voiceOf(watchedWith(efforts(0, 1.5)))).toMatchObject({ channel: 'effort', expectedValue: 2, observedValue: 15, unit: 'A' });
    expect(voiceOf(watchedWith(efforts(0, 0.2, 1.5)))).toMatchObject({ channel: 'effortStrength', expectedValue: 2, observedValue: 15 });
  });

  it('says the rise over the horizon that stands out most', () => {
    const voice = voiceOf(watchedWith(rises(0, [0.5, 6, 6])));
    expect(voice).toMatchObject({ channel: 'temperatureRise', expectedValue: 2, observedValue: 6, unit: 'C' });
  });

  it('says the rule that was broken, when nothing is louder', () => {
    expect(voiceOf(watchedWith([]), [breach])).toMatchObject({ channel: 'rule', ...breach });
  });
});
