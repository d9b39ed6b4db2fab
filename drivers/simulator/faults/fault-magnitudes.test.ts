import { describe, expect, it } from 'vitest';
import { momentsOf, stepsOf } from '../../../tests/support/moments.ts';
import {
  cobotProfile,
  humanoidProfile,
  type Pouring,
  seriesOf,
  simulate,
  withAndWithout,
} from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';
import { ramp } from './fault-kind.ts';

const onsetMs = 10_000;
const pan = 'shoulder_pan_joint';
const knee = 'left_knee_joint';

/** What the fault adds to a signal, from its onset on; the noise of both runs is the same and cancels. */
function added({ sound, faulty }: { sound: Pouring; faulty: Pouring }, signal: string, part: string): [sinceMs: number, value: number][] {
  const usual = seriesOf(sound, signal, part);
  return seriesOf(faulty, signal, part)
    .map(([atMs, value], k): [number, number] => [atMs - onsetMs, value - (usual[k]?.[1] ?? 0)])
    .filter(([sinceMs]) => sinceMs >= 0);
}

const onArm = (entry: Omit<ScriptEntry, 'atMs'>) => withAndWithout({ ...entry, atMs: onsetMs } as ScriptEntry, cobotProfile, 60_000);
const onHumanoid = (entry: Omit<ScriptEntry, 'atMs'>) =>
  withAndWithout({ ...entry, atMs: onsetMs } as ScriptEntry, humanoidProfile, 80_000);

describe('a blow', () => {
  it.each([10, 70, 200])('of %i m/s² is felt with this peak, rings at 10 Hz and fades by 1/e in 120 ms', async (peakMPerS2) => {
    const pair = await onHumanoid({ fault: 'impact', peakMPerS2, durationMs: 800 });
    const axes = ['X', 'Y', 'Z'].map((axis) => added(pair, `acceleration${axis}MPerS2`, 'pelvis'));
    axes[0]?.slice(0, 16).forEach(([sinceMs, x], k) => {
      const length = Math.hypot(x, axes[1]?.[k]?.[1] ?? 0, axes[2]?.[k]?.[1] ?? 0);
      const expected = peakMPerS2 * Math.abs(Math.cos((2 * Math.PI * sinceMs) / 100)) * Math.exp(-sinceMs / 120);
      expect(length).toBeCloseTo(expected, 6);
    });
    expect(axes.map((axis) => axis[0]?.[1] ?? 0).every((value) => value > 0)).toBe(true);
  });
});

describe('a fall', () => {
  it('is weightless to a tenth for the second third of the way down, and strikes with its peak', async () => {
    const { faulty } = await onHumanoid({ fault: 'fall', peakMPerS2: 90, durationMs: 20_000 });
    const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => seriesOf(faulty, `acceleration${axis}MPerS2`, 'pelvis'));
    const length = (sinceMs: number): number => {
      const k = (onsetMs + sinceMs) / 50;
      return Math.hypot(x?.[k]?.[1] ?? 0, y?.[k]?.[1] ?? 0, z?.[k]?.[1] ?? 0);
    };
    for (const sinceMs of [250, 400, 650]) expect(length(sinceMs)).toBeLessThan(0.3 * 9.80665);
    expect(length(200)).toBeGreaterThan(0.5 * 9.80665);
    expect(Math.abs(length(700) - 90)).toBeLessThan(12);
  });
});

describe('vibration', () => {
  it.each([0.5, 1.5, 4])('of %f m/s² has this spread on every axis of a robot that stands', async (accelerationMPerS2) => {
    const script: ScriptEntry[] = [
      { atMs: 0, fault: 'emergencyStop', durationMs: 100_000 },
      { atMs: 0, fault: 'vibration', accelerationMPerS2, durationMs: 100_000 },
    ];
    const poured = await simulate(cobotProfile, { durationMs: 100_000, script });
    for (const axis of ['X', 'Y', 'Z']) {
      const { sd } = momentsOf(seriesOf(poured, `acceleration${axis}MPerS2`, 'base').map(([, value]) => value));
      expect(sd / Math.hypot(accelerationMPerS2, 0.02), axis).toBeCloseTo(1, 1);
    }
  });
});

describe('oscillation', () => {
  it('is a sine of 3 Hz in the command, which the drive follows as its loop allows', async () => {
    const pair = await onHumanoid({ fault: 'oscillation', amplitudeRad: 0.04 });
    const commands = added(pair, 'positionCommandRad', knee);
    for (const [sinceMs, value] of commands) {
      expect(value).toBeCloseTo(0.04 * Math.sin((2 * Math.PI * 3 * (onsetMs + sinceMs)) / 1000), 9);
    }
    // A sampled lag of 40 ms, 20 times a second, has this gain at 3 Hz.
    const share = 1 - Math.exp(-0.05 / 0.04);
    const turnRad = 2 * Math.PI * 3 * 0.05;
    const gain = share / Math.hypot(1 - (1 - share) * Math.cos(turnRad), (1 - share) * Math.sin(turnRad));
    const followed = momentsOf(added(pair, 'positionRad', knee).map(([, value]) => value)).sd * Math.SQRT2;
    expect(followed / (0.04 * gain)).toBeCloseTo(1, 2);
  });
});

describe('heat', () => {
  it.each([60, 240])('in a winding that would end %i K warmer starts by this rise over 128 s', async (riseC) => {
    const rises = added(await onHumanoid({ fault: 'overheating', riseC }), 'windingTemperatureC', knee);
    const [, after] = rises.find(([sinceMs]) => sinceMs === 1000) ?? [0, 0];
    expect(after / (riseC / 128)).toBeGreaterThan(0.95);
    expect(after / (riseC / 128)).toBeLessThan(1.08);
    expect(Math.min(...stepsOf(rises.map(([, value]) => value)))).toBeGreaterThan(0);
  });

  it('in a winding reaches its case later and less', async () => {
    const pair = await onHumanoid({ fault: 'overheating', riseC: 240 });
    const [winding, casing] = [added(pair, 'windingTemperatureC', knee), added(pair, 'motorTemperatureC', knee)];
    casing.forEach(([, value], k) => {
      expect(value).toBeLessThan(winding[k]?.[1] ?? 0);
    });
    expect(casing.at(-1)?.[1]).toBeGreaterThan(1);
    expect(Math.max(...added(pair, 'windingTemperatureC', 'right_knee_joint').map(([, value]) => Math.abs(value)))).toBe(0);
  });

  it('in a pack follows the exponential of its 65 min', async () => {
    const rises = added(await onHumanoid({ fault: 'packHeating', riseC: 400, rampMs: 0 }), 'temperatureC', 'pack');
    for (const [sinceMs, value] of rises.slice(10)) {
      expect(value / (400 * (1 - Math.exp(-(sinceMs + 50) / 3_900_000)))).toBeCloseTo(1, 2);
    }
  });

  it('in a pack grows as the square of time while its ramp lasts', async () => {
    const rises = added(await onHumanoid({ fault: 'packHeating', riseC: 400, rampMs: 60_000 }), 'temperatureC', 'pack');
    const at = (sinceMs: number) => rises.find(([each]) => each === sinceMs)?.[1] ?? 0;
    expect(at(40_000) / at(20_000)).toBeCloseTo(4, 1);
  });
});

describe('wetting', () => {
  it('drives the air to its humidity and 4 °C colder, step by step over its ramp', async () => {
    const pair = await onHumanoid({ fault: 'wetting', relativeHumidityRatio: 0.9, rampMs: 40_000 });
    const [wet, colder] = [added(pair, 'relativeHumidityRatio', 'site'), added(pair, 'temperatureC', 'site')];
    expect(colder.map(([, value]) => value).map((value) => value.toFixed(6))[2]).toBe('-2.000000');
    expect(colder.at(-1)?.[1]).toBeCloseTo(-4, 9);
    expect(Math.min(...stepsOf(wet.map(([, value]) => value)))).toBeGreaterThan(-0.03);
    const reached = seriesOf(pair.faulty, 'relativeHumidityRatio', 'site').at(-1)?.[1] ?? 0;
    expect(Math.abs(reached - 0.9)).toBeLessThan(0.007);
  });
});

describe('haste', () => {
  it.each([1.6, 0.5, 0])('by %f drives commands as much faster', async (factorRatio) => {
    const { sound, faulty } = await onArm({ fault: 'haste', factorRatio, durationMs: 50_000 });
    const fastest = (pouring: Pouring) => {
      const commands = seriesOf(pouring, 'positionCommandRad', pan).filter(([atMs]) => atMs > onsetMs + 1000);
      return momentsOf(stepsOf(commands.map(([, value]) => value)).map(Math.abs)).max;
    };
    expect(Math.abs(fastest(faulty) / fastest(sound) - factorRatio)).toBeLessThan(0.05);
  });
});

describe('a cell that falls behind', () => {
  it('lacks what it lacks, the pack with it, and the others nothing', async () => {
    const pair = await onHumanoid({ fault: 'cellImbalance', cellIndex: 4, sagV: 0.3, rampMs: 0 });
    const late = (part: string, signal = 'cellVoltageV') =>
      added(pair, signal, part)
        .slice(3, 20)
        .map(([, value]) => value);
    for (const value of late('cell5')) expect(Math.abs(value + 0.3)).toBeLessThan(0.002);
    for (const value of late('pack', 'voltageV')) expect(Math.abs(value + 0.3)).toBeLessThan(0.02);
    for (const value of late('cell4')) expect(Math.abs(value)).toBeLessThan(0.002);
  });
});

describe('a ramp', () => {
  it('is nothing at its start, half at its middle, and whole from its end on; without a length at once', () => {
    expect([0, 500, 1000, 5000].map((sinceMs) => ramp(sinceMs, 1000))).toEqual([0, 0.5, 1, 1]);
    expect([ramp(0, 0), ramp(0, -5)]).toEqual([1, 1]);
  });
});
