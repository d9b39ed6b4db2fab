import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../contract/features.ts';
import type { SignalName } from '../contract/signal.ts';
import { monoMs } from '../contract/time.ts';
import { isUnknown } from '../contract/unknown.ts';
import type { TaughtEventHeads } from './event-forecast.ts';
import type { EventHead } from './event-outlook.ts';
import { type ForecastWindow, PageForecast } from './page-forecast.ts';

const distancePlace = 4;
const headOf = (horizonS: number): EventHead => ({
  ...{ horizonS, featureIndexes: [distancePlace], centreScores: [0], spreadScores: [1] },
  ...{ weights: [1, 0], slopeRatio: 1, offset: 0 },
});
const heads: TaughtEventHeads = {
  ...{ robot: 'a test', jointCount: 2, effortSignal: 'currentA', heads: [0, 5, 10].map(headOf) },
  blockAurocs: [
    { horizonS: 0, aurocRatio: 0.91 },
    { horizonS: 5, aurocRatio: 0.8 },
  ],
};

interface Shape {
  readonly signals?: readonly SignalName[];
  readonly jointCount?: number;
  /** Cells without a good sample. */
  readonly silentCells?: readonly number[];
}

function window(
  second: number,
  { signals = ['currentA', 'velocityRadPerS'], jointCount = 2, silentCells = [] }: Shape = {},
): WindowFeatures {
  const parts = Array.from({ length: jointCount }, (_, joint) => `joint${joint + 1}`);
  const mean = new Float64Array(parts.length * signals.length).fill(0.5);
  const count = Uint32Array.from(mean, (_, cell) => (silentCells.includes(cell) ? 0 : 1));
  const times = { startMs: monoMs(second * 1000), endMs: monoMs(second * 1000 + 1000) };
  const layout = { sourceId: 'arm', component: 'joint', parts, signals, periodMs: 1000 } as const;
  return { layout, ...times, frameCount: 1, count, mean, sd: mean, min: mean, max: mean };
}

const seen = (second: number, change: Partial<ForecastWindow> = {}): ForecastWindow => ({
  ...{ joints: window(second), distanceSigma: 1, eventCounts: {}, observable: ['protectiveStop'] },
  ...change,
});

/** What stands on the page after these windows: now, within 5 s, within 10 s. */
function shownAfter(...windows: readonly ForecastWindow[]) {
  const forecast = new PageForecast(heads);
  for (const one of windows) forecast.take(one);
  const { nowRatio, within5sRatio, within10sRatio } = forecast.status('active');
  return [nowRatio, within5sRatio, within10sRatio];
}

const all = (reason: string) => [0, 5, 10].map(() => ({ unknown: reason }));

describe('the early warning of the page', () => {
  it('is three probabilities where everything is known', () => {
    for (const ratio of shownAfter(seen(0))) expect([isUnknown(ratio), Number(ratio) > 0 && Number(ratio) < 1]).toEqual([false, true]);
    expect(Number(shownAfter(seen(0, { distanceSigma: 30 }))[0])).toBeGreaterThan(Number(shownAfter(seen(0))[0]));
  });

  it('is unknown before the first window, and while the robot is learned', () => {
    const forecast = new PageForecast(heads);
    expect(forecast.status('active')).toMatchObject({ nowRatio: { unknown: 'learning' }, within10sRatio: { unknown: 'learning' } });
    forecast.take(seen(0));
    for (const phase of ['warmUp', 'collect', 'calibrate'] as const) {
      expect(forecast.status(phase)).toMatchObject({ nowRatio: { unknown: 'learning' }, within5sRatio: { unknown: 'learning' } });
    }
  });

  it.each<[string, Partial<ForecastWindow>]>([
    ['no frame of the joints', { joints: undefined }],
    ['a joint without effort', { joints: window(1, { silentCells: [1] }) }],
    ['a joint without speed', { joints: window(1, { silentCells: [2] }) }],
  ])('of a window with %s is unknown, not a number, and not the one before', (_, change) => {
    expect(shownAfter(seen(0), seen(1, change))).toEqual(all('missing'));
  });

  it.each([undefined, Number.POSITIVE_INFINITY, Number.NaN])(
    'of a posture that nothing learned can be compared with (%s) is unknown',
    (distanceSigma) => {
      expect(shownAfter(seen(0), seen(1, { distanceSigma }))).toEqual(all('insufficientData'));
    },
  );

  it.each<[string, Shape]>([
    ['other joints', { jointCount: 3 }],
    ['efforts of another kind', { signals: ['torqueNm', 'velocityRadPerS'] }],
    ['torques beside its currents, which would be read first', { signals: ['currentA', 'velocityRadPerS', 'torqueNm'] }],
    ['no effort', { signals: ['positionRad', 'velocityRadPerS'] }],
  ])('of a robot with %s is not rated', (_, shape) => {
    expect(shownAfter(seen(0, { joints: window(0, shape) }))).toEqual(all('notRated'));
  });

  it('of a robot without speeds is unknown', () => {
    expect(shownAfter(seen(0, { joints: window(0, { signals: ['currentA', 'positionRad'] }) }))).toEqual(all('missing'));
  });

  it('looks ahead only where a source can say that the robot stops', () => {
    const [now, soon, later] = shownAfter(seen(0, { observable: ['impact'] }));
    expect([isUnknown(now), soon, later]).toEqual([false, { unknown: 'notObserved' }, { unknown: 'notObserved' }]);
  });

  it.each<[string, Partial<ForecastWindow>]>([
    ['begins in the window', { eventCounts: { protectiveStop: 1 } }],
    ['goes on', { ongoing: ['protectiveStop'] }],
  ])('does not look ahead while a stop %s', (_, change) => {
    const [now, soon, later] = shownAfter(seen(0, change));
    expect([isUnknown(now), soon, later]).toEqual([false, { unknown: 'notRated' }, { unknown: 'notRated' }]);
  });

  it('after windows that were unknown is the same as without them: nothing stands for what nobody saw', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0.1, max: 20, noNaN: true }), (blindCount, distanceSigma) => {
        const blind = Array.from({ length: blindCount }, (_, second) => seen(second + 1, { distanceSigma: undefined }));
        const next = seen(blindCount + 1, { distanceSigma });
        expect(shownAfter(seen(0), ...blind, next)).toEqual(shownAfter(seen(0), next));
      }),
    );
  });

  it('says what it was learned on, how well it did there, and what it is not', () => {
    const { textEn, textZh } = new PageForecast(heads).status('active');
    expect(textEn).toMatch(/learned on one recording of one UR3 .*now 0\.91, within 5 s 0\.80\. .*Not a safety function; in no report/);
    expect(textZh).toMatch(/一台 UR3 的一段记录.*此刻 0\.91，5 秒内 0\.80。.*非安全功能；不进入任何报告/);
  });
});
