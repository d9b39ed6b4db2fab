import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quality } from '../../../agent/contract/frame.ts';
import { signalSpec } from '../../../agent/contract/signal.ts';
import { checkFrame, gatesFor } from '../../../agent/ingest/check-frame.ts';
import {
  cobotProfile,
  humanoidProfile,
  openSimulator,
  pourSimulation,
  seriesOf,
  simulate,
  valuesOf,
} from '../../../tests/support/simulation-fixture.ts';
import { isDue } from './telemetry.ts';

const shapes = async (profile: typeof cobotProfile) =>
  (await openSimulator(profile)).layouts.map(({ component, parts, signals, periodMs }) => [
    component,
    parts.length,
    signals.length,
    periodMs,
  ]);

describe('the streams of a robot', () => {
  it('are always the same, in the order of the signal table', async () => {
    expect(await shapes(humanoidProfile)).toEqual([
      ['joint', 29, 7, 50],
      ['battery', 1, 5, 1000],
      ['battery', 13, 1, 1000],
      ['imu', 1, 9, 50],
      ['ambient', 1, 2, 10_000],
      ['controller', 1, 3, 1000],
      ['base', 1, 2, 50],
    ]);
    expect(await shapes(cobotProfile)).toEqual([
      ['joint', 6, 7, 100],
      ['imu', 1, 9, 100],
      ['ambient', 1, 2, 10_000],
      ['controller', 1, 3, 1000],
    ]);
  });

  it('carry only signals of the table, for the joints of the profile', async () => {
    for (const layout of (await openSimulator(humanoidProfile)).layouts) {
      for (const signal of layout.signals) expect(signalSpec(layout.component, signal), signal).toBeDefined();
    }
    expect((await openSimulator(humanoidProfile)).layouts[0]?.parts).toEqual(humanoidProfile.joints.map(({ name }) => name));
  });

  it('come at their rates', async () => {
    const { frames } = await simulate(humanoidProfile, { durationMs: 60_000 });
    const count = (component: string) => frames.filter((frame) => frame.component === component).length;
    expect(['joint', 'battery', 'imu', 'ambient', 'controller', 'base'].map(count)).toEqual([1200, 120, 1200, 6, 60, 1200]);
  });

  it('can be asked for at another rate, on a grid of whole milliseconds', async () => {
    const { frames } = await simulate(cobotProfile, { rateHz: 30, durationMs: 10_000 });
    const joints = frames.filter(({ component }) => component === 'joint');
    expect(joints).toHaveLength(304);
    expect(joints[1]).toMatchObject({ atMs: 33, layout: { periodMs: 33 } });
    expect(frames.filter(({ component }) => component === 'controller').length).toBe(10);
  });
});

describe('the values of a healthy robot', () => {
  it.each([
    ['humanoid', humanoidProfile],
    ['cobot', cobotProfile],
  ])('pass every gate of the intake, whatever the seed: %s', async (_, profile) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 32 - 1 }), async (seed) => {
        const source = await openSimulator(profile, { seed, durationMs: 40_000 });
        const gates = new Map(source.layouts.map((layout) => [layout, gatesFor(layout, profile)]));
        let refusedCount = 0;
        let badCount = 0;
        const sink = { message: () => true, flaw: () => true, ready: async () => undefined };
        const frame = (one: Parameters<typeof checkFrame>[0]): boolean => {
          refusedCount += checkFrame(one, gates.get(one.layout) ?? { low: new Float64Array(), high: new Float64Array() });
          badCount += one.quality.filter((code) => code !== quality.good).length;
          return true;
        };
        await source.run({ ...sink, frame }, new AbortController().signal);
        expect([refusedCount, badCount]).toEqual([0, 0]);
      }),
      { numRuns: 6 },
    );
  });

  it('stay inside the limits of the profile to the digit', async () => {
    const poured = await simulate(humanoidProfile, { durationMs: 120_000 });
    for (const { name, lowerRad = 0, upperRad = 0 } of humanoidProfile.joints) {
      const positions = valuesOf(poured, 'positionRad', name);
      expect(Math.min(...positions), name).toBeGreaterThanOrEqual(lowerRad);
      expect(Math.max(...positions), name).toBeLessThanOrEqual(upperRad);
    }
  });

  it('are noisy as sensors are: no temperature stands still', async () => {
    const temperatures = valuesOf(await simulate(cobotProfile), 'motorTemperatureC', 'elbow_joint');
    expect(new Set(temperatures).size).toBe(temperatures.length);
  });

  it('tell the same power from battery and controller', async () => {
    const poured = await simulate(humanoidProfile, { durationMs: 30_000 });
    const drawn = valuesOf(poured, 'powerW', 'pack');
    const volts = valuesOf(poured, 'voltageV', 'main');
    valuesOf(poured, 'currentA', 'main').forEach((current, k) => {
      expect(Math.abs(current * (volts[k] ?? 0) + (drawn[k] ?? 0))).toBeLessThan(25);
    });
  });

  it('show charge that falls by the coulombs of the current', async () => {
    const poured = await pourSimulation(await openSimulator(humanoidProfile, { durationMs: 600_000 }));
    const charge = valuesOf(poured, 'stateOfChargeRatio', 'pack');
    const drawnAh = valuesOf(poured, 'currentA', 'pack').reduce((sum, current) => sum - current / 3600, 0);
    expect(((charge[0] ?? 0) - (charge.at(-1) ?? 0)) * 9).toBeCloseTo(drawnAh, 1);
    expect(seriesOf(poured, 'stateOfChargeRatio', 'pack').every(([, value], k) => k === 0 || value < (charge[k - 1] ?? 0))).toBe(true);
  });
});

describe('whether a slow stream is due', () => {
  it('is once per period on any grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 5000 }), (stepMs, periodMs) => {
        const endMs = periodMs * 10;
        let dueCount = 0;
        for (let nowMs = 0; nowMs < endMs; nowMs += stepMs) if (isDue(nowMs, stepMs, periodMs)) dueCount++;
        expect(Math.abs(dueCount - 10)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is at the first moment, and always when the step is longer than the period', () => {
    expect([isDue(0, 100, 1000), isDue(100, 100, 1000), isDue(1000, 100, 1000), isDue(4000, 2000, 1000)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
