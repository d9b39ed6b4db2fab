import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../contract/features.ts';
import { monoMs } from '../contract/time.ts';
import { EventFeatures, type EventHead, eventProbability, jointPlaces, pastPlaces, robotPlaces, smoothedPlaces } from './event-outlook.ts';

const parts = ['shoulder', 'elbow'];
const layout = { sourceId: 'arm', component: 'joint', parts, signals: ['currentA', 'velocityRadPerS'], periodMs: 1000 } as const;

type Cells = readonly [currents: readonly number[], speeds: readonly number[]];

function window(startMs: number, [currents, speeds]: Cells, count = 1): WindowFeatures {
  const mean = Float64Array.from([...currents, ...speeds]);
  const zero = new Float64Array(4);
  const times = { startMs: monoMs(startMs), endMs: monoMs(startMs + 1000) };
  return { layout, ...times, frameCount: 1, count: new Uint32Array(4).fill(count), mean, sd: zero, min: mean, max: mean };
}

const calm = { distanceSigma: 0.9, sinceStopMs: Number.POSITIVE_INFINITY, recentStopCount: 0 };
const still = (startMs: number, currents: readonly number[] = [1, 2]) => ({ window: window(startMs, [currents, [0, 0]]), ...calm });
const at = (features: Float64Array, featureIndexes: readonly number[]): number[] =>
  featureIndexes.map((place) => features[place] ?? Number.NaN);

describe('the features of a window', () => {
  it('say how long the robot has stood, and forget it when it moves', () => {
    const features = new EventFeatures();
    const standing = [0, 1000, 2000].map((ms) => features.next(still(ms))[0]);
    expect(standing).toEqual([0, Math.log1p(1), Math.log1p(2)].map((value) => expect.closeTo(value, 12)));
    const moving = features.next({
      window: window(3000, [
        [1, 2],
        [0, 0.5],
      ]),
      ...calm,
    });
    expect(at(moving, [0, 1, 2])).toEqual([0, expect.closeTo(Math.log1p(1), 12), 0]);
  });

  it('give each joint its effort at rest, its change, its speed and the change of it', () => {
    const features = new EventFeatures();
    features.next(still(0));
    const next = features.next({
      window: window(1000, [
        [5, 2],
        [-0.25, 0],
      ]),
      ...calm,
    });
    expect(at(next, jointPlaces(2))).toEqual([0, 4, 2, 0.5, 0.25, 0, 0, 0, 0, 0]);
    expect(next[3]).toBe(2);
  });

  it('carry the distance of the posture and its largest of three windows', () => {
    const features = new EventFeatures();
    const distances = [9.9, 0.9, 0.9, 0.9].map((distanceSigma, place) => features.next({ ...still(place * 1000), distanceSigma })[5]);
    expect(distances).toEqual([Math.log(10), Math.log(10), Math.log(10), 0].map((value) => expect.closeTo(value, 12)));
  });

  it('cap the time since the last stop at ten minutes', () => {
    const sinceOf = (sinceStopMs: number) => new EventFeatures().next({ ...still(0), sinceStopMs })[7];
    expect(sinceOf(Number.POSITIVE_INFINITY)).toBe(sinceOf(600_000));
    expect(sinceOf(1000)).toBeCloseTo(Math.log(2), 12);
  });

  it('begin anew after a break of half a minute', () => {
    const features = new EventFeatures();
    features.next(still(0, [9, 9]));
    features.next(still(1000, [9, 9]));
    const later = features.next(still(60_000, [1, 2]));
    expect(at(later, [...robotPlaces, ...jointPlaces(2)])).toEqual(
      at(new EventFeatures().next(still(60_000, [1, 2])), [...robotPlaces, ...jointPlaces(2)]),
    );
  });

  it('keep the last value of what is not stated', () => {
    const features = new EventFeatures();
    features.next(still(0, [3, 4]));
    const silent = features.next({
      window: window(
        1000,
        [
          [7, 7],
          [0, 0],
        ],
        0,
      ),
      ...calm,
    });
    expect(at(silent, jointPlaces(2)).filter((_, place) => place % 5 === 0)).toEqual([3, 4]);
  });

  it('have a place each, none of them twice, and none of the past among the smoothed', () => {
    const features = new EventFeatures().next(still(0));
    const smoothed = smoothedPlaces(2);
    const all = [...robotPlaces, ...pastPlaces, ...jointPlaces(2), ...smoothed];
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all)).toBeLessThan(features.length);
    expect(features.length).toBe(all.length + pastPlaces.length);
  });

  it('are finite whatever is read (property)', () => {
    const reading = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(reading, reading, reading, fc.boolean()), { maxLength: 20 }), (rows) => {
        const features = new EventFeatures();
        rows.forEach(([a, b, speed, stated], place) => {
          const input = {
            window: window(
              place * 1000,
              [
                [a, b],
                [speed, 0],
              ],
              stated ? 1 : 0,
            ),
            ...calm,
          };
          expect(features.next(input).every(Number.isFinite)).toBe(true);
        });
      }),
    );
  });
});

describe('the probability', () => {
  const head: EventHead = {
    horizonS: 5,
    featureIndexes: [1],
    centreScores: [10],
    spreadScores: [2],
    weights: [1.5, -0.5],
    slopeRatio: 2,
    offset: 0.25,
  };

  it('is the logistic of the corrected logit of the standardised feature', () => {
    const z = (13 - 10) / 2;
    expect(eventProbability(head, Float64Array.from([99, 13]))).toBeCloseTo(1 / (1 + Math.exp(-(2 * (1.5 * z - 0.5) + 0.25))), 12);
  });

  it('rises with a feature of positive weight, and an absurd reading counts as six spreadScores', () => {
    const p = (value: number) => eventProbability(head, Float64Array.from([0, value]));
    expect(p(11)).toBeGreaterThan(p(10));
    expect(p(1e12)).toBe(p(22));
  });

  it('does not divide by a spread of nothing', () => {
    expect(eventProbability({ ...head, spreadScores: [0] }, Float64Array.from([0, 10]))).toBeCloseTo(1 / (1 + Math.exp(0.75)), 12);
  });
});
