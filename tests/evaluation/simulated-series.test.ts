import { describe, expect, it } from 'vitest';
import { physicsMethod } from './physics-method.ts';
import { auroc } from './ranking.ts';
import { faultKinds } from './simulated/fault-episode.ts';
import { simulatedSeries } from './simulated-series.ts';

const short = { seed: 1, jointCount: 6, commissioningS: 300, calibrationS: 0, normalS: 120 };
const series = simulatedSeries(short);
const jointCount = series.layout.parts.length;

describe('a simulated series', () => {
  it('has a quiet run and one of every kind of fault, each labelled in one stretch', () => {
    expect(series.runs.map(({ name }) => name)).toEqual(['normal', ...faultKinds]);
    for (const { name, labels, windows } of series.runs) {
      expect(labels.length).toBe(windows.length * jointCount);
      const faulty = windows.map((_, place) => labels.subarray(place * jointCount, (place + 1) * jointCount).includes(1));
      const turns = faulty.filter((isFaulty, place) => isFaulty !== (faulty[place - 1] ?? false)).length;
      expect([name, turns]).toEqual([name, name === 'normal' ? 0 : 2]);
    }
  });

  it('runs on without a break inside a run, and never backwards', () => {
    let lastMs = series.commissioning.at(-1)?.endMs ?? 0;
    for (const { windows } of series.runs) {
      expect((windows[0]?.startMs ?? 0) - lastMs).toBeGreaterThan(30_000);
      for (const [place, window] of windows.entries()) {
        if (place > 0) expect(window.startMs).toBe(windows[place - 1]?.endMs);
      }
      lastMs = windows.at(-1)?.endMs ?? 0;
    }
  });

  it('is the same for the same seed, and another robot for another', () => {
    const again = simulatedSeries(short);
    expect(again.commissioning[77]).toEqual(series.commissioning[77]);
    expect(again.runs[3]?.windows[100]).toEqual(series.runs[3]?.windows[100]);
    expect(simulatedSeries({ ...short, seed: 2 }).commissioning[77]?.mean).not.toEqual(series.commissioning[77]?.mean);
  });

  it.each([7, 14, 29, 35])('has robots of %i joints with finite readings', (count) => {
    const one = simulatedSeries({ seed: 1, jointCount: count, commissioningS: 20, calibrationS: 0, normalS: 0 });
    expect(one.layout.parts.length).toBe(count);
    expect(one.commissioning.every(({ mean, sd }) => mean.every(Number.isFinite) && sd.every(Number.isFinite))).toBe(true);
  });

  it('holds a stuck sensor still while the rest goes on', () => {
    const stuck = simulatedSeries({ ...short, normalS: 0 }).runs.find(({ name }) => name === 'sensorStuck');
    const from = (stuck?.labels.indexOf(1) ?? 0) / jointCount;
    const joint = (stuck?.labels.indexOf(1) ?? 0) % jointCount;
    const windows = stuck?.windows.slice(Math.floor(from) + 1, Math.floor(from) + 30) ?? [];
    const constant = series.layout.signals.filter((_, signal) => {
      const cell = signal * jointCount + joint;
      return windows.every(({ mean, sd }) => mean[cell] === windows[0]?.mean[cell] && sd[cell] === 0);
    });
    expect(constant.length).toBeGreaterThanOrEqual(1);
    expect(constant.length).toBeLessThan(series.layout.signals.length);
  });
});

describe('the physics watch as a method', () => {
  it('tells a stalled joint from normal life, per joint and for the robot as a whole', () => {
    const stall = simulatedSeries({ seed: 2, jointCount: 6, commissioningS: 900, calibrationS: 0, normalS: 0 });
    const run = stall.runs.find(({ name }) => name === 'jointStall');
    const { layout, limits } = stall;
    const detector = physicsMethod.create({ layout, limits, scope: 'joint', seed: 1 });
    for (const window of stall.commissioning) detector.learn(window);
    detector.freeze();
    const scores = Float64Array.from((run?.windows ?? []).flatMap((window) => [...detector.rate(window)]));
    expect(auroc({ scores, labels: run?.labels ?? new Uint8Array(0) })).toBeGreaterThan(0.8);
    const whole = physicsMethod.create({ layout, limits, scope: 'robot', seed: 1 });
    const first = run?.windows[0];
    if (first !== undefined) expect(new Set(whole.rate(first)).size).toBe(1);
  });
});
