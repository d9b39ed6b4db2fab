import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type UnwrappedCounter, unwrapCounter } from './unwrap-counter.ts';

const wrapsAt = 2 ** 32;
const at = (value: number, totalValue = value): UnwrappedCounter => ({ value, totalValue });
const msReading = (value: number, elapsedMs: number) => ({ value, elapsedMs, wrapsAt, perMsMax: 1 });

describe('a foreign counter', () => {
  it('begins at its first reading and credits nothing for it', () => {
    expect(unwrapCounter(undefined, msReading(5000, 0))).toEqual({ state: at(5000), what: 'first', riseValue: 0, isPlausible: true });
  });

  it('advances by what it rose', () => {
    expect(unwrapCounter(at(5000), msReading(6000, 1000))).toMatchObject({ state: at(6000), what: 'advanced', riseValue: 1000 });
  });

  it('stands still', () => {
    expect(unwrapCounter(at(5000), msReading(5000, 1000))).toMatchObject({ state: at(5000), what: 'advanced', riseValue: 0 });
  });

  it('M-9: a uint32 of milliseconds wraps after 49.7 days', () => {
    const outcome = unwrapCounter(at(wrapsAt - 400), msReading(600, 1000));
    expect(outcome).toEqual({ state: { value: 600, totalValue: wrapsAt + 600 }, what: 'wrapped', riseValue: 1000, isPlausible: true });
  });

  it('M-9: the step of a wrap may exceed the elapsed wall time by 5 %, no more', () => {
    const whole = { wrapsAt, elapsedMs: 10_000, perMsMax: 1, stepSize: 0 };
    expect(unwrapCounter(at(wrapsAt - 10_500), { ...whole, value: 0 }).what).toBe('wrapped');
    expect(unwrapCounter(at(wrapsAt - 10_501), { ...whole, value: 0 }).what).toBe('reset');
  });

  it('M-9: a uint16 of hours wraps at an hour it had time for, although its step is coarse', () => {
    const hours = { wrapsAt: 65_536, perMsMax: 1 / 3_600_000, stepSize: 1 };
    expect(unwrapCounter(at(65_535), { ...hours, value: 0, elapsedMs: 60_000 })).toMatchObject({ what: 'wrapped', riseValue: 1 });
    expect(unwrapCounter(at(65_535), { ...hours, value: 2, elapsedMs: 60_000 })).toMatchObject({ what: 'reset' });
  });

  it('is reset when it is lower and no wrap explains it: the total stays, nothing is credited', () => {
    const outcome = unwrapCounter(at(9000, 50_000), msReading(700, 1000));
    expect(outcome).toEqual({ state: { value: 700, totalValue: 50_000 }, what: 'reset', riseValue: 0, isPlausible: true });
  });

  it.each([
    ['that is not known to wrap', { wrapsAt: undefined }],
    ['that stood above the place it was said to wrap at', { wrapsAt: 8000 }],
    ['whose elapsed time is not known', { elapsedMs: 0 }],
    ['whose wall clock went backwards', { elapsedMs: -5000 }],
  ])('a counter %s never wraps', (_name, change) => {
    expect(unwrapCounter(at(wrapsAt - 400), { ...msReading(600, 1000), ...change }).what).toBe('reset');
  });

  it('says of a rise faster than time allows that it is not plausible, and takes it', () => {
    const outcome = unwrapCounter(at(5000), msReading(105_000, 1000));
    expect(outcome).toEqual({ state: at(105_000), what: 'advanced', riseValue: 100_000, isPlausible: false });
  });
});

describe('properties of unwrapping', () => {
  const steps = fc.array(fc.record({ elapsedMs: fc.nat(3_000_000_000), runningRatio: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    maxLength: 60,
  });

  it('a counter that wraps as often as it must totals what was truly counted', () => {
    fc.assert(
      fc.property(fc.nat(wrapsAt - 1), steps, (firstValue, history) => {
        let trueTotal = firstValue;
        let state = unwrapCounter(undefined, msReading(firstValue, 0)).state;
        for (const { elapsedMs, runningRatio } of history) {
          trueTotal += Math.floor(elapsedMs * runningRatio);
          state = unwrapCounter(state, msReading(trueTotal % wrapsAt, elapsedMs)).state;
        }
        expect(state.totalValue).toBe(trueTotal);
      }),
    );
  });

  it('whatever is read, the total never falls and rises by exactly the rise it states', () => {
    const reading = fc.record({
      value: fc.nat(2 ** 31),
      elapsedMs: fc.integer(),
      perMsMax: fc.double({ min: 0, max: 10, noNaN: true }),
      wrapsAt: fc.option(fc.integer({ min: 1, max: 2 ** 31 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 40 }), (readings) => {
        let state: UnwrappedCounter | undefined;
        for (const next of readings) {
          const outcome = unwrapCounter(state, next);
          expect(outcome.riseValue).toBeGreaterThanOrEqual(0);
          if (state !== undefined) expect(outcome.state.totalValue).toBe(state.totalValue + outcome.riseValue);
          state = outcome.state;
        }
      }),
    );
  });
});
