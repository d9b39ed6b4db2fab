import { describe, expect, it } from 'vitest';
import { type HeatGauge, hottestMinuteC, openingHeat, restartHeat, stepHeat } from './heat-gauge.ts';

const seconds = (values: readonly number[], from: HeatGauge = openingHeat): HeatGauge =>
  values.reduce((gauge, value) => stepHeat(gauge, value, 1000), from);
const still = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

describe('the hottest minute', () => {
  it('is unknown before a minute is full', () => {
    expect(hottestMinuteC(seconds(still(50, 59)))).toBeUndefined();
    expect(hottestMinuteC(seconds(still(50, 60)))).toBe(50);
  });

  it('stays the hottest when it cools down, and is forgotten with the next evaluation', () => {
    const cooled = seconds([...still(70, 60), ...still(40, 300)]);
    expect(hottestMinuteC(cooled)).toBe(70);
    expect(hottestMinuteC(restartHeat(cooled))).toBeUndefined();
    expect(hottestMinuteC(seconds(still(40, 60), restartHeat(cooled)))).toBe(40);
  });

  it('is moved by a single reading in error by a sixtieth', () => {
    expect(hottestMinuteC(seconds([...still(40, 59), 100]))).toBe(41);
  });

  it('takes one reading that holds for long as a minute', () => {
    expect(hottestMinuteC(stepHeat(openingHeat, 66, 720_000))).toBe(66);
  });

  it('is not believed of a fine sensor that has not moved for 6 operating hours', () => {
    const long = (value: number): HeatGauge => [1, 2, 3, 4].reduce((gauge) => stepHeat(gauge, value, 2 * 3_600_000), openingHeat);
    expect(hottestMinuteC(long(63.4567))).toBeUndefined();
    expect(hottestMinuteC(long(63))).toBe(63);
    expect(hottestMinuteC(stepHeat(long(63.4567), 63.5123, 60_000))).toBe(63.5123);
  });
});
