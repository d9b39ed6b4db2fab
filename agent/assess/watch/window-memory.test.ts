import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../../contract/features.ts';
import type { SignalName } from '../../contract/signal.ts';
import { monoMs } from '../../contract/time.ts';
import { rowPlaces, rowSize } from './joint-row.ts';
import { riseHorizonsMs, WindowMemory } from './window-memory.ts';

type Reading = { readonly mean: number; readonly sd?: number };

/** One joint, one second; a signal left out of `said` has no sample. */
function second(nowS: number, said: Partial<Record<SignalName, Reading>>): WindowFeatures {
  const signals: readonly SignalName[] = ['velocityRadPerS', 'positionRad', 'motorTemperatureC', 'currentA'];
  const column = (read: (reading: Reading) => number): Float64Array =>
    Float64Array.from(signals, (name) => (said[name] === undefined ? 0 : read(said[name])));
  return {
    layout: { sourceId: 'one', component: 'joint', parts: ['a'], signals, periodMs: 100 },
    startMs: monoMs(nowS * 1000),
    endMs: monoMs(nowS * 1000 + 1000),
    frameCount: 10,
    count: Uint32Array.from(signals, (name) => (said[name] === undefined ? 0 : 10)),
    mean: column(({ mean }) => mean),
    sd: column(({ sd = 0 }) => sd),
    min: column(({ mean, sd = 0 }) => mean - sd),
    max: column(({ mean, sd = 0 }) => mean + sd),
  };
}

const limits = [{ velocityRadPerS: 2, torqueNm: undefined, currentA: 10 }];
const take = (memory: WindowMemory, window: WindowFeatures): Float64Array => memory.take(window, limits).rows;

/** The row after forty seconds in which a joint warms by a tenth of a kelvin a second. */
function warmed(memory: WindowMemory, seen: (window: WindowFeatures) => WindowFeatures): Float64Array {
  let rows = new Float64Array(rowSize);
  for (let nowS = 0; nowS <= 40; nowS++)
    rows = Float64Array.from(take(memory, seen(second(nowS, { motorTemperatureC: { mean: 30 + nowS / 10 } }))));
  return rows;
}

describe('the memory of the last windows', () => {
  it('says effort and velocity as shares of the declared limits, or of round scales', () => {
    const window = second(0, { velocityRadPerS: { mean: 1, sd: 0.5 }, currentA: { mean: -4, sd: 3 } });
    const rows = take(new WindowMemory(), window);
    expect(rows[rowPlaces.effortMean]).toBeCloseTo(-0.4, 9);
    expect(rows[rowPlaces.effortRms]).toBeCloseTo(0.5, 9);
    expect(rows[rowPlaces.velocityMean]).toBeCloseTo(0.5, 9);
    expect(new WindowMemory().take(window, []).rows[rowPlaces.effortMean]).toBeCloseTo(-0.8, 9);
  });

  it('says changes against the window before, and none at first', () => {
    const memory = new WindowMemory();
    expect(take(memory, second(0, { currentA: { mean: 2 } }))[rowPlaces.effortChange]).toBe(0);
    expect(take(memory, second(1, { currentA: { mean: 5 } }))[rowPlaces.effortChange]).toBeCloseTo(0.3, 9);
    expect(take(memory, second(2, {}))[rowPlaces.effortMean]).toBeNaN();
    expect(take(memory, second(3, { currentA: { mean: 6 } }))[rowPlaces.effortChange]).toBeCloseTo(0.1, 9);
  });

  it('takes the velocity from the way where none is reported', () => {
    const memory = new WindowMemory();
    take(memory, second(0, { positionRad: { mean: 0, sd: 0.29 } }));
    const rows = take(memory, second(1, { positionRad: { mean: 1, sd: 0.29 } }));
    expect(rows[rowPlaces.velocityMean]).toBeCloseTo(0.5, 9);
    expect(rows[rowPlaces.velocityRms]).toBeCloseTo(0.5, 1);
  });

  it('says how far a temperature rose within each horizon, the longer ones past single glitches', () => {
    const memory = new WindowMemory();
    const rows = warmed(memory, (window) => window);
    riseHorizonsMs.forEach((horizonMs, place) => {
      // A median of three is one window late; the shortest horizon does not wait for it.
      expect(rows[rowPlaces.rise + place]).toBeCloseTo(horizonMs / 10_000 - (place === 0 ? 0 : 0.1), 6);
    });
    const glitched = take(memory, second(41, { motorTemperatureC: { mean: 120 } }));
    expect(glitched[rowPlaces.rise + 1]).toBeLessThan(3);
    expect(glitched[rowPlaces.rise + 2]).toBeLessThan(4);
    expect(take(memory, second(42, { motorTemperatureC: { mean: 34.2 } }))[rowPlaces.rise]).toBeLessThan(2);
  });

  it('waits for the median in every horizon where a window has too few readings for a mean', () => {
    const memory = new WindowMemory();
    const few = (window: WindowFeatures): WindowFeatures => ({ ...window, count: window.count.map((count) => Math.min(count, 4)) });
    const rows = warmed(memory, few);
    riseHorizonsMs.forEach((horizonMs, place) => {
      expect(rows[rowPlaces.rise + place]).toBeCloseTo(horizonMs / 10_000 - 0.1, 6);
    });
    expect(take(memory, few(second(41, { motorTemperatureC: { mean: 120 } })))[rowPlaces.rise]).toBeLessThan(2);
  });

  it('says nothing new of a thermometer that is silent for a window', () => {
    const memory = new WindowMemory();
    warmed(memory, (window) => window);
    expect(take(memory, second(41, {}))[rowPlaces.rise]).toBeCloseTo(0.9, 6);
  });

  it('counts how long the robot stands, and begins anew when it moves', () => {
    const memory = new WindowMemory();
    const idle = (nowS: number, mean: number): number => memory.take(second(nowS, { velocityRadPerS: { mean } }), limits).idleMs;
    expect([idle(0, 0), idle(1, 0.01), idle(2, 0), idle(3, 0.5), idle(4, 0)]).toEqual([1000, 2000, 3000, 0, 1000]);
  });

  it('never calls a robot still that says nothing of its motion', () => {
    expect(new WindowMemory().take(second(0, { currentA: { mean: 1 } }), limits).still).toBe(false);
  });

  it('forgets everything after half a minute of silence, and when time runs backwards', () => {
    for (const laterS of [60, 2]) {
      const memory = new WindowMemory();
      for (let nowS = 10; nowS < 20; nowS++) take(memory, second(nowS, { motorTemperatureC: { mean: 20 }, currentA: { mean: 1 } }));
      const rows = take(memory, second(laterS, { motorTemperatureC: { mean: 50 }, currentA: { mean: 9 } }));
      expect([rows[rowPlaces.rise], rows[rowPlaces.effortChange]]).toEqual([0, 0]);
    }
  });

  it('goes on from its state as plain JSON, and stays small', () => {
    const window = fc.record({
      stepS: fc.integer({ min: 0, max: 40 }),
      velocity: fc.option(fc.double({ min: -3, max: 3, noNaN: true }), { nil: undefined }),
      temperature: fc.option(fc.double({ min: -40, max: 150, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(window, { minLength: 2, maxLength: 80 }), (steps) => {
        const memory = new WindowMemory();
        let nowS = 0;
        for (const { stepS, velocity, temperature } of steps) {
          nowS += stepS;
          const said = {
            ...(velocity === undefined ? {} : { velocityRadPerS: { mean: velocity } }),
            ...(temperature === undefined ? {} : { motorTemperatureC: { mean: temperature } }),
          };
          const again = new WindowMemory(JSON.parse(JSON.stringify(memory.state)));
          expect(again.take(second(nowS, said), limits)).toEqual(memory.take(second(nowS, said), limits));
        }
        expect(memory.state.history.length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 40 },
    );
  });
});
