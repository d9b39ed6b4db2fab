import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../contract/unknown.ts';
import {
  openingRest,
  type RestState,
  type RestWindow,
  restAfterBoot,
  shocksAtRest,
  stepRest,
  takeMinute,
  vibrationOfMinute,
} from './rest-watch.ts';

const quiet: RestWindow = {
  nowMs: 0,
  durationMs: 60_000,
  operatingMs: 0,
  impactCount: 0,
  isWatched: true,
  backgroundVibrationMPerS2: 0.05,
  peakMPerS2: 0.2,
};
const watched = (windows: readonly Partial<RestWindow>[], from: RestState = openingRest): RestState =>
  windows.reduce<RestState>((state, change, index) => stepRest(state, { ...quiet, nowMs: index * 60_000, ...change }), from);
const repeat = (count: number, change: Partial<RestWindow> = {}): Partial<RestWindow>[] => new Array(count).fill(change);
const countOf = (state: RestState): number | undefined => shocksAtRest(state)?.shockCount;
const g = 9.80665;

describe('vibration at rest', () => {
  it('is the root mean square over the minute', () => {
    const state = watched([{ backgroundVibrationMPerS2: 0.3 }, { backgroundVibrationMPerS2: 0.4 }]);
    expect(vibrationOfMinute(state)).toBeCloseTo(Math.sqrt((0.09 + 0.16) / 2), 6);
  });

  it('is not told while the robot works, nor after the minute was taken', () => {
    expect(vibrationOfMinute(watched([{ operatingMs: 400 }]))).toBeUndefined();
    const taken = takeMinute(watched([{}]), 60_000);
    expect(vibrationOfMinute(taken)).toBeUndefined();
    expect(taken.measuredMs).toBe(60_000);
    expect(takeMinute(taken, 120_000)).toBe(taken);
  });
});

describe('shocks at rest', () => {
  it.each([
    [2 * g, 1],
    [2 * g - 1e-6, 0],
  ])('a peak of %d m/s² counts %i', (peakMPerS2, count) => {
    expect(countOf(watched([{ peakMPerS2 }]))).toBe(count);
  });

  it('an impact counts where no peak is known, and a cobot’s weaker one does not where it is', () => {
    expect(countOf(watched([{ peakMPerS2: unknown('notObserved'), impactCount: 1 }]))).toBe(1);
    expect(countOf(watched([{ peakMPerS2: 1.2 * g, impactCount: 1 }]))).toBe(0);
  });

  it('ringing into the next window is the same shock; one after a quiet window is another', () => {
    expect(countOf(watched([{ peakMPerS2: 30 }, { peakMPerS2: 25 }]))).toBe(1);
    expect(countOf(watched([{ peakMPerS2: 30 }, {}, { peakMPerS2: 25 }]))).toBe(2);
  });

  it('are none of a robot at work, of an unwatched one, and of a gap', () => {
    for (const change of [{ operatingMs: 1 }, { isWatched: false }, { durationMs: 60_001 }, { durationMs: 0 }])
      expect(countOf(watched([{ peakMPerS2: 30, ...change }]))).toBeUndefined();
  });

  it('are forgotten after eight hours of rest, at the latest after eight and a half', () => {
    const shaken = watched([{ peakMPerS2: 30 }, {}]);
    expect(countOf(watched(repeat(8 * 60 - 2), shaken))).toBe(1);
    expect(countOf(watched(repeat(8 * 60 + 30), shaken))).toBe(0);
  });

  it('are of eight whole hours only when so much rest was watched', () => {
    expect(shocksAtRest(watched(repeat(8 * 60)))?.isWhole).toBe(false);
    expect(shocksAtRest(watched(repeat(8 * 60 + 1)))?.isWhole).toBe(true);
  });

  it('stand over work and boots: they are counted in time at rest', () => {
    const shaken = watched([{ peakMPerS2: 30 }, {}]);
    const worked = watched(repeat(3000, { operatingMs: 60_000 }), shaken);
    expect(countOf(restAfterBoot(worked))).toBe(1);
    expect(restAfterBoot(worked)).toMatchObject({ measuredMs: null, watchedMs: null, windowCount: 0 });
  });
});

describe('properties', () => {
  const window = fc.record({
    operatingMs: fc.constantFrom(0, 0, 0, 500),
    isWatched: fc.boolean(),
    durationMs: fc.constantFrom(1000, 60_000, 90_000),
    peakMPerS2: fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), fc.constant(unknown('notObserved'))),
    backgroundVibrationMPerS2: fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.constant(unknown('missing'))),
    impactCount: fc.nat(2),
  });

  it('the state stays small and whole, and survives JSON', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 300 }), (windows) => {
        const state = watched(windows);
        expect(state.shockCounts.length).toBeLessThanOrEqual(17);
        expect([state.squaresValue, state.openBinMs, ...state.shockCounts].every(Number.isSafeInteger)).toBe(true);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it('harder shocks never count less', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 60 }), (windows) => {
        const every = windows.map((one, index) => (index % 2 === 0 ? one : { ...one, peakMPerS2: 0 }));
        const harder = every.map((one, index) => (index % 2 === 0 ? { ...one, peakMPerS2: 99 } : one));
        expect(countOf(watched(harder)) ?? 0).toBeGreaterThanOrEqual(countOf(watched(every)) ?? 0);
      }),
    );
  });
});
