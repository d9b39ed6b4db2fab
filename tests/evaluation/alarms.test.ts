import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { addTallies, episodesOf, outcomeOf, tallyOf, topJointCounts } from './alarm-outcome.ts';
import { alarmsOf, confirmedScores, streamsOf } from './alarm-stream.ts';
import { alarmThreshold } from './alarm-threshold.ts';
import type { RatedRun } from './rate-series.ts';

const stream = (scores: readonly number[], gapAt = -1) => ({
  scores: Float64Array.from(scores),
  endMs: Float64Array.from(scores, (_, place) => place * 1000 + (gapAt >= 0 && place >= gapAt ? 100_000 : 0)),
});
const quiet = (count: number): number[] => new Array<number>(count).fill(0);

function run(rows: readonly (readonly number[])[], labels: readonly (readonly number[])[]): RatedRun {
  const jointCount = rows[0]?.length ?? 1;
  const worstJoint = Uint16Array.from(rows, (row) => row.indexOf(Math.max(...row)));
  const endMs = Float64Array.from(rows, (_, place) => place * 1000);
  const flat = { scores: Float64Array.from(rows.flat()), labels: Uint8Array.from(labels.flat()) };
  return { series: 's', run: 'r', seed: 1, worstJoint, endMs, jointCount, ...flat };
}

describe('an alarm', () => {
  it('needs so many exceedances in a row', () => {
    const two = stream([0, 5, 5, 0, 5, 5, 0]);
    expect([alarmsOf(two, 3, 1), alarmsOf(two, 2, 1), alarmsOf(two, 1, 1)]).toEqual([[], [2], [1]]);
  });

  it('is not confirmed across a break between sessions', () => {
    expect(alarmsOf(stream([0, 5, 5, 5, 0], 2), 3, 1)).toEqual([]);
    expect(confirmedScores(stream([1, 2, 3], 1), 2)).toEqual(Float64Array.from([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 2]));
  });

  it('comes again only after a minute below the threshold', () => {
    const near = [0, 5, ...quiet(50), 5, 0];
    const far = [0, 5, ...quiet(61), 5, 0];
    expect([alarmsOf(stream(near), 1, 1).length, alarmsOf(stream(far), 1, 1).length]).toEqual([1, 2]);
  });

  it('at the threshold itself is none: a constant score never alarms', () => {
    expect(alarmsOf(stream([2, 2, 2, 2]), 1, 2)).toEqual([]);
  });
});

describe('the streams of a run', () => {
  const rated = run(
    [
      [1, 4],
      [3, 2],
    ],
    [
      [0, 1],
      [0, 0],
    ],
  );

  it('are one per joint, or the worst joint of the robot', () => {
    expect(streamsOf(rated, 'joint').map(({ scores, labels }) => [[...scores], [...labels]])).toEqual([
      [
        [1, 3],
        [0, 0],
      ],
      [
        [4, 2],
        [1, 0],
      ],
    ]);
    expect(streamsOf(rated, 'robot').map(({ scores, labels }) => [[...scores], [...labels]])).toEqual([
      [
        [4, 3],
        [1, 0],
      ],
    ]);
  });

  it('say who is to blame: the strangest joint of an episode’s strangest window', () => {
    expect(topJointCounts(rated)).toEqual({ hitCount: 1, episodeCount: 1 });
    expect(topJointCounts({ ...rated, worstJoint: Uint16Array.from([0, 0]) })).toEqual({ hitCount: 0, episodeCount: 1 });
  });
});

describe('the outcome of a threshold', () => {
  const rule = { unit: 'joint', confirmCount: 1 } as const;
  const column = (values: readonly number[]) => values.map((value) => [value]);

  it('counts a fault as found by the first alarm in it, with its delay', () => {
    const labels = [0, 0, 1, 1, 1, 0];
    expect(tallyOf(run(column([0, 0, 0, 9, 9, 0]), column(labels)), rule, 1)).toMatchObject({
      episodeCount: 1,
      delaysS: [1],
      falseAlarmCount: 0,
    });
  });

  it('does not count a fault as found by an alarm that stood before it', () => {
    const tally = tallyOf(run(column([0, 9, 9, 9, 9, 0]), column([0, 0, 1, 1, 1, 0])), rule, 1);
    expect(tally).toMatchObject({ delaysS: [Number.POSITIVE_INFINITY], falseAlarmCount: 1 });
  });

  it('takes an alarm within ten seconds after a fault for neither true nor false', () => {
    const afterFault = (lag: number) => tallyOf(run(column([0, 0, ...quiet(lag), 9, 0]), column([0, 1, ...quiet(lag + 2)])), rule, 1);
    expect([afterFault(3).falseAlarmCount, afterFault(20).falseAlarmCount]).toEqual([0, 1]);
  });

  it('finds the stretches of faulty windows', () => {
    expect(episodesOf(Uint8Array.from([1, 1, 0, 1, 0, 0, 1]))).toEqual([
      { from: 0, to: 1 },
      { from: 3, to: 3 },
      { from: 6, to: 6 },
    ]);
  });

  it('has misses as infinite delays, and Garwood’s interval of the rate', () => {
    const tally = { episodeCount: 2, delaysS: [4, Number.POSITIVE_INFINITY], falseAlarmCount: 0, cleanH: 2 };
    const outcome = outcomeOf(addTallies([tally, { ...tally, delaysS: [6, 8] }]));
    expect(outcome).toMatchObject({
      episodeCount: 4,
      detectedRatio: 0.75,
      medianDelayS: 6,
      p90DelayS: Number.POSITIVE_INFINITY,
      falsePerH: 0,
    });
    expect(outcome.falsePerHInterval).toEqual({ low: 0, high: expect.closeTo(3.689 / 4, 3) });
  });
});

describe('a threshold', () => {
  const random = seededRandom(7);
  const normal = Array.from({ length: 10 }, () => stream(Array.from({ length: 3600 }, () => random.normal())));
  const rule = { confirmCount: 1 };

  it('is exceeded on new normal life about as often as asked', () => {
    for (const ratePerH of [2, 10]) {
      const threshold = alarmThreshold(normal, rule, ratePerH);
      const fresh = Array.from({ length: 40 }, () => stream(Array.from({ length: 3600 }, () => random.normal())));
      const perH = fresh.reduce((sum, one) => sum + alarmsOf(one, 1, threshold).length, 0) / 40;
      expect(perH).toBeGreaterThan(ratePerH / 2);
      expect(perH).toBeLessThan(ratePerH * 2);
    }
  });

  it('rises as fewer false alarms are asked, also beyond what was seen', () => {
    const thresholds = [20, 10, 2, 0.1, 0.02].map((ratePerH) => alarmThreshold(normal, rule, ratePerH));
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
    expect(new Set(thresholds).size).toBe(5);
  });

  it('of nothing is never exceeded, and of a constant is the constant', () => {
    expect(alarmThreshold([], rule, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(alarmThreshold([stream(new Array<number>(7200).fill(3))], rule, 1)).toBe(3);
  });
});
