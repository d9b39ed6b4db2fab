import { describe, expect, it } from 'vitest';
import { unknown } from '../contract/unknown.ts';
import { appendMinute, freshReadings, median, stepReadings, thermalRateKPerMin } from './environment-readings.ts';

const nothing = {
  ambientC: unknown('notReported'),
  humidityRatio: unknown('missing'),
  backgroundVibrationMPerS2: unknown('stale'),
} as const;

describe('readings', () => {
  it('hold the last known value and its time', () => {
    const first = stepReadings({}, { ...nothing, ambientC: 21.5 }, 1000);
    expect(stepReadings(first, nothing, 2000)).toBe(first);
    expect(first).toEqual({ ambientC: { value: 21.5, atMs: 1000, sameSinceMs: 1000 } });
  });

  it('are rounded when they come in, so that a saved state is the running one', () => {
    expect(stepReadings({}, { ...nothing, humidityRatio: 1 / 3 }, 0).humidityRatio?.value).toBe(0.333333);
  });

  it.each([
    [30 * 60_000, true],
    [30 * 60_000 + 1, false],
  ])('of an age of %i ms are fresh: %s', (ageMs, fresh) => {
    const readings = stepReadings({}, { ...nothing, ambientC: 20 }, 0);
    expect(Object.keys(freshReadings(readings, ageMs))).toHaveLength(fresh ? 1 : 0);
  });

  it('of another boot are not fresh, however young they look', () => {
    expect(freshReadings(stepReadings({}, { ...nothing, ambientC: 20 }, 5000), 1000)).toEqual({});
  });
});

describe('the minutes of ambient temperature', () => {
  it('are at most ten', () => {
    const minutes = Array.from({ length: 25 }, (_, i) => i).reduce<readonly number[]>(
      (kept, value) => appendMinute(kept, { value, atMs: 0 }, 0),
      [],
    );
    expect(minutes).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });

  it('are forgotten when the temperature becomes unknown', () => {
    expect(appendMinute([20, 21], undefined, 0)).toEqual([]);
  });

  it.each([
    [[], undefined],
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 3], 2.5],
    [[20, 20, 20, 90], 20],
  ])('%j have the median %s', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it.each([
    [[20, 20, 20, 20, 20], undefined],
    [[20, 20, 20, 20, 20, 25], 1],
    [[30, 30, 30, 30, 30, 20], 2],
    [[20, 21, 22, 23, 24, 25, 26, 27, 28, 29], 1],
    [[20, 20, 20, 20, 20, 20, 20, 20, 20, 35], 3],
  ])('%j change by %s K/min at most', (minutesC, expected) => {
    expect(thermalRateKPerMin(minutesC)).toBe(expected);
  });
});
