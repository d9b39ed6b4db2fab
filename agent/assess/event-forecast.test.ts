import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../contract/features.ts';
import { monoMs } from '../contract/time.ts';
import { EventForecaster } from './event-forecast.ts';
import type { EventHead } from './event-outlook.ts';

const layoutOf = (parts: readonly string[]) =>
  ({ sourceId: 'arm', component: 'joint', parts, signals: ['currentA', 'velocityRadPerS'], periodMs: 1000 }) as const;

function window(second: number, currents: readonly number[]): WindowFeatures {
  const mean = Float64Array.from([...currents, ...currents.map(() => 0)]);
  const zero = new Float64Array(mean.length);
  const times = { startMs: monoMs(second * 1000), endMs: monoMs(second * 1000 + 1000) };
  const layout = layoutOf(currents.map((_, joint) => `joint${joint + 1}`));
  return { layout, ...times, frameCount: 1, count: new Uint32Array(mean.length).fill(1), mean, sd: zero, min: mean, max: mean };
}

/** A head that reads one feature as it is. */
const reading = (place: number, horizonS: number): EventHead => ({
  ...{ horizonS, featureIndexes: [place], centreScores: [0], spreadScores: [1] },
  ...{ weights: [1, 0], slopeRatio: 1, offset: 0 },
});
const [sinceStop, recentStops, distance] = [7, 8, 4];
const of = (forecasts: readonly { horizonS: number; probabilityRatio: number }[], horizonS: number): number =>
  forecasts.find((one) => one.horizonS === horizonS)?.probabilityRatio ?? Number.NaN;

describe('a forecast', () => {
  it('is a probability per horizon, higher for a stranger posture', () => {
    const forecaster = new EventForecaster({ jointCount: 2, heads: [reading(distance, 0), reading(distance, 5)] });
    const usual = forecaster.next({ window: window(0, [1, 1]), distanceSigma: 0.5, isStop: false });
    const strange = forecaster.next({ window: window(1, [1, 1]), distanceSigma: 20, isStop: false });
    expect(usual.map(({ horizonS }) => horizonS)).toEqual([0, 5]);
    expect(of(strange, 5)).toBeGreaterThan(of(usual, 5));
    for (const { probabilityRatio } of [...usual, ...strange]) expect(probabilityRatio > 0 && probabilityRatio < 1).toBe(true);
  });

  it('looks ahead only while no stop is on', () => {
    const forecaster = new EventForecaster({ jointCount: 2, heads: [reading(distance, 0), reading(distance, 5)] });
    const stopped = forecaster.next({ window: window(0, [1, 1]), distanceSigma: 1, isStop: true });
    expect(stopped.map(({ horizonS }) => horizonS)).toEqual([0]);
  });

  it('knows how many stops began in the last five minutes, each counted once however long it lasts, and since when the last is over', () => {
    const forecaster = new EventForecaster({ jointCount: 2, heads: [reading(recentStops, 5), reading(sinceStop, 10)] });
    const seen = Array.from({ length: 400 }, (_, second) => {
      const isStop = [10, 11, 12, 20].includes(second);
      return forecaster.next({ window: window(second, [1, 1]), distanceSigma: 1, isStop });
    });
    const logit = (probability: number): number => Math.log(probability / (1 - probability));
    expect(logit(of(seen[25] ?? [], 5))).toBeCloseTo(2, 9);
    expect(logit(of(seen[315] ?? [], 5))).toBeCloseTo(1, 9);
    expect(logit(of(seen[330] ?? [], 5))).toBeCloseTo(0, 9);
    expect(logit(of(seen[25] ?? [], 10))).toBeCloseTo(Math.log1p(5), 9);
  });

  it('is not made where no effort is known', () => {
    const forecaster = new EventForecaster({ jointCount: 2, heads: [reading(distance, 0)] });
    expect(forecaster.next({ window: window(0, [1, 1]), distanceSigma: undefined, isStop: false })).toEqual([]);
  });
});
