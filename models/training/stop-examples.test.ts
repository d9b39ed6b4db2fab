import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EventForecaster, type EventHeads } from '../../agent/assess/event-forecast.ts';
import { eventHorizonsS } from '../../agent/assess/event-outlook.ts';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { significantJson } from './significant-json.ts';
import { examplesOf, featuresFor, headChoices, momentsOf, type StopBlock } from './stop-examples.ts';

const layout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['a', 'b'],
  signals: ['currentA', 'velocityRadPerS'],
  periodMs: 1000,
} as const;
const limits = layout.parts.map(() => ({ velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined }));

function window(second: number): WindowFeatures {
  const mean = Float64Array.from([Math.sin(second), 1, 0, 0]);
  const zero = new Float64Array(4);
  const times = { startMs: monoMs(second * 1000), endMs: monoMs(second * 1000 + 1000) };
  return { layout, ...times, frameCount: 1, count: new Uint32Array(4).fill(1), mean, sd: zero, min: mean, max: mean };
}

/** Two blocks of two minutes; the robot stops for two seconds in each. */
const blocks = [0, 120].map((fromS): StopBlock => {
  const windows = Array.from({ length: 120 }, (_, second) => window(fromS + second));
  const labels = Uint8Array.from(windows.flatMap((_, second) => ([60, 61].includes(second) ? [1, 1] : [0, 0])));
  return { layout, limits, runs: [{ windows, labels }] };
});
const moments = momentsOf(blocks);
const features = featuresFor(moments);

describe('the moments of a session', () => {
  it('know their block, whether the robot had stopped, and whether a stop is near', () => {
    expect(moments.map(({ block }) => block)).toEqual([...Array(120).fill(0), ...Array(120).fill(1)]);
    expect(moments.flatMap(({ isStop }, place) => (isStop ? [place] : []))).toEqual([60, 61, 180, 181]);
    expect(moments.filter(({ isNear }) => isNear).length).toBe(44);
  });
});

describe('examples', () => {
  it('of now are all windows, and the stops among them', () => {
    const now = examplesOf(moments, features, 0);
    expect([now.length, now.filter(({ isEvent }) => isEvent).length]).toEqual([240, 4]);
  });

  it('of a horizon are the windows without a stop, and those that one follows in time', () => {
    const ahead = examplesOf(moments, features, 5);
    expect(ahead.length).toBe(236);
    expect(ahead.filter(({ isEvent }) => isEvent).length).toBe(10);
  });

  it('look ahead with what happened before, and at now without', () => {
    const [now, ahead] = [headChoices(2, 0), headChoices(2, 5)];
    expect(ahead.placeSets[0]?.length).toBe((now.placeSets[0]?.length ?? 0) + 2);
    expect(now.placeSets.map(({ length }) => length)).toEqual([7, 17, 34]);
  });
});

describe('the heads that ship', () => {
  const heads = JSON.parse(readFileSync(new URL('../anomaly/event-heads.json', import.meta.url), 'utf8')) as EventHeads;

  it('are one per horizon, fitted on six joints, and forecast probabilities', () => {
    expect(heads.heads.map(({ horizonS }) => horizonS)).toEqual([...eventHorizonsS]);
    expect(heads.jointCount).toBe(6);
    const parts = Array.from({ length: 6 }, (_, joint) => `joint${joint}`);
    const six: WindowFeatures = {
      ...{ ...window(0), layout: { ...layout, parts } },
      ...{ count: new Uint32Array(12).fill(1), mean: new Float64Array(12), sd: new Float64Array(12) },
    };
    const forecasts = new EventForecaster(heads).next({ window: six, distanceSigma: 1, isStop: false });
    expect(forecasts.length).toBe(3);
    for (const { probabilityRatio } of forecasts) expect(probabilityRatio > 0 && probabilityRatio < 1).toBe(true);
  });

  it('are written to six significant digits, whole numbers as they are', () => {
    expect(significantJson({ a: [1 / 3, 123456789], b: 'x', c: null })).toEqual({ a: [0.333333, 123456789], b: 'x', c: null });
    expect(significantJson(heads)).toEqual(heads);
  });
});
