import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf, velocityLayout } from '../../tests/support/telemetry.ts';
import { monoMs } from '../contract/time.ts';
import { WindowAccumulator } from './window-accumulator.ts';

const close = (accumulator: WindowAccumulator) => accumulator.close(monoMs(0), monoMs(1000));

/** JSON has no −0: a window that was saved cannot give it back. */
const withoutNegativeZero = (value: number): number => value + 0;

describe('window accumulator', () => {
  it('gives count, mean, spread and extremes per cell', () => {
    const accumulator = new WindowAccumulator(velocityLayout);
    [1, 2, 3].forEach((value, index) => {
      accumulator.add(frameOf(velocityLayout, index * 100, [value, undefined]));
    });
    const features = close(accumulator);
    expect(features?.frameCount).toBe(3);
    expect([...(features?.count ?? [])]).toEqual([3, 0]);
    expect(features?.mean[0]).toBeCloseTo(2, 12);
    expect(features?.sd[0]).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(features?.min[0]).toBe(1);
    expect(features?.max[0]).toBe(3);
  });

  it('says what was read last, not what was missing after it, and not what the window before ended with', () => {
    const accumulator = new WindowAccumulator(velocityLayout);
    accumulator.add(frameOf(velocityLayout, 0, [4, 9]));
    accumulator.add(frameOf(velocityLayout, 100, [-1, undefined]));
    expect([...(close(accumulator)?.last ?? [])]).toEqual([-1, 9]);
    accumulator.add(frameOf(velocityLayout, 1000, [undefined, 7]));
    expect([...(close(accumulator)?.last ?? [])]).toEqual([0, 7]);
  });

  it('has no features without frames, and starts afresh after each window', () => {
    const accumulator = new WindowAccumulator(velocityLayout);
    expect(close(accumulator)).toBeUndefined();
    accumulator.add(frameOf(velocityLayout, 0, [5, 5]));
    close(accumulator);
    expect(close(accumulator)).toBeUndefined();
  });

  it('keeps the digits of a small spread on a large constant', () => {
    const accumulator = new WindowAccumulator(velocityLayout);
    for (let index = 0; index < 1000; index++) accumulator.add(frameOf(velocityLayout, index, [1e9 + (index % 2) * 1e-3, 0]));
    expect(close(accumulator)?.sd[0]).toBeCloseTo(5e-4, 6);
  });

  it('gives the same window when saved and restored at any point', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(withoutNegativeZero), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.nat(20), (all, cut) => {
        const whole = new WindowAccumulator(velocityLayout);
        let resumed = new WindowAccumulator(velocityLayout);
        all.forEach((value, index) => {
          whole.add(frameOf(velocityLayout, index, [value, 0 - value]));
          if (index === cut) {
            const saved = JSON.parse(JSON.stringify(resumed.save())) as number[][];
            resumed = new WindowAccumulator(velocityLayout);
            resumed.restore(saved);
          }
          resumed.add(frameOf(velocityLayout, index, [value, 0 - value]));
        });
        expect(close(resumed)).toEqual(close(whole));
      }),
    );
  });
});
