import { describe, expect, it } from 'vitest';
import { humanoidProfile, type Pouring, seriesOf, simulate, valuesOf, withAndWithout } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';
import { type FaultName, faultNames } from './fault-kinds.ts';

const onsetMs = 12_000;
const lengthMs = 10_000;
const endMs = onsetMs + lengthMs;
const runMs = 80_000;
const knee = 'left_knee_joint';

interface Pair {
  readonly sound: Pouring;
  readonly faulty: Pouring;
}

/** Every byte from the end on. */
const bytesAfter = ({ frames }: Pouring): string =>
  frames
    .filter(({ atMs }) => atMs >= endMs)
    .map(({ atMs, wallMs, values }) => `${atMs} ${wallMs} ${Buffer.from(values.buffer).toString('hex')}`)
    .join('\n');

/** It never happened, as far as anybody can tell from then on. */
function leavesNoTrace({ sound, faulty }: Pair): void {
  expect(bytesAfter(faulty)).toBe(bytesAfter(sound));
}

/** The duty goes on where it would have been so much earlier or later: the shape of the motion is the same to the digit. */
const shiftsTheDuty =
  (lateMs: number) =>
  ({ sound, faulty }: Pair): void => {
    for (const joint of [knee, 'right_shoulder_pitch_joint']) {
      const usual = new Map(seriesOf(sound, 'positionCommandRad', joint));
      const after = seriesOf(faulty, 'positionCommandRad', joint).filter(([atMs]) => atMs >= endMs + 1000 && atMs - lateMs < runMs - 1000);
      expect(after.length).toBeGreaterThan(400);
      for (const [atMs, command] of after) expect(command, `${joint} at ${atMs} ms`).toBeCloseTo(usual.get(atMs - lateMs) ?? 99, 6);
    }
  };

/** The largest distance between both runs in a signal, from so long after the end on. */
function distanceAfter({ sound, faulty }: Pair, [signal, part]: readonly [string, string], afterMs = 0): number {
  const usual = seriesOf(sound, signal, part);
  const distances = seriesOf(faulty, signal, part).map(([atMs, value], k) =>
    atMs >= endMs + afterMs ? Math.abs(value - (usual[k]?.[1] ?? 0)) : 0,
  );
  return Math.max(...distances);
}

const comesBack =
  (signal: string, part: string, by: { withinMs: number; to: number }) =>
  (pair: Pair): void => {
    expect(distanceAfter(pair, [signal, part], by.withinMs)).toBeLessThanOrEqual(by.to);
    const peak = valuesOf(pair.faulty, signal, part).map((value, k) => Math.abs(value - (valuesOf(pair.sound, signal, part)[k] ?? 0)));
    expect(Math.max(...peak)).toBeGreaterThan(4 * by.to);
  };

/** What is warm cools as slowly as it must, and from the end on it only cools. */
const cools =
  (signal: string, part: string, leftRatioMax: number) =>
  ({ sound, faulty }: Pair): void => {
    const usual = seriesOf(sound, signal, part);
    const excess = seriesOf(faulty, signal, part).map(([atMs, value], k): [number, number] => [atMs, value - (usual[k]?.[1] ?? 0)]);
    const cooling = excess.filter(([atMs]) => atMs > endMs).map(([, value]) => value);
    expect(cooling[0]).toBeGreaterThan(0.5);
    expect(cooling.every((value, k) => k === 0 || value <= (cooling[k - 1] ?? 0) + 1e-9)).toBe(true);
    expect((cooling.at(-1) ?? 0) / (cooling[0] ?? 1)).toBeLessThan(leftRatioMax);
  };

const all =
  (...checks: ((pair: Pair) => void)[]) =>
  (pair: Pair): void => {
    for (const check of checks) check(pair);
  };

/** What is left of each fault once it is over. */
const endings: Readonly<Record<FaultName, { entry: Omit<ScriptEntry, 'atMs' | 'fault'>; undone: (pair: Pair) => void }>> = {
  frictionRise: {
    entry: { factorRatio: 4, rampMs: 0 },
    undone: all(comesBack('positionRad', knee, { withinMs: 1000, to: 1e-6 }), comesBack('torqueNm', knee, { withinMs: 1000, to: 0.2 })),
  },
  overheating: { entry: { riseC: 300 }, undone: cools('windingTemperatureC', knee, 0.55) },
  backlash: { entry: { backlashRad: 0.02 }, undone: leavesNoTrace },
  oscillation: {
    entry: { amplitudeRad: 0.05 },
    undone: all(
      comesBack('positionCommandRad', knee, { withinMs: 0, to: 0 }),
      comesBack('positionRad', knee, { withinMs: 1000, to: 1e-6 }),
    ),
  },
  encoderDropout: { entry: { shareRatio: 0.5 }, undone: leavesNoTrace },
  cellImbalance: { entry: { sagV: 0.4, rampMs: 0 }, undone: comesBack('cellVoltageV', 'cell5', { withinMs: 1000, to: 0.001 }) },
  resistanceGrowth: { entry: { factorRatio: 4, rampMs: 0 }, undone: comesBack('voltageV', 'pack', { withinMs: 1000, to: 0.02 }) },
  packHeating: { entry: { riseC: 900, rampMs: 0 }, undone: cools('temperatureC', 'pack', 0.995) },
  impact: { entry: {}, undone: leavesNoTrace },
  fall: { entry: {}, undone: shiftsTheDuty(lengthMs) },
  vibration: { entry: {}, undone: leavesNoTrace },
  wetting: {
    entry: { rampMs: 1000 },
    undone: all(
      comesBack('relativeHumidityRatio', 'site', { withinMs: 0, to: 0 }),
      comesBack('temperatureC', 'site', { withinMs: 0, to: 0 }),
    ),
  },
  haste: { entry: { factorRatio: 1.6 }, undone: shiftsTheDuty(-0.6 * lengthMs) },
  protectiveStop: { entry: {}, undone: shiftsTheDuty(lengthMs) },
  emergencyStop: { entry: {}, undone: shiftsTheDuty(lengthMs) },
  modeChange: { entry: {}, undone: shiftsTheDuty(lengthMs) },
  takeover: { entry: {}, undone: leavesNoTrace },
  payloadChange: { entry: {}, undone: leavesNoTrace },
  safetyConfigurationChange: { entry: {}, undone: leavesNoTrace },
  sensorLoss: { entry: {}, undone: leavesNoTrace },
  clockStep: { entry: { stepMs: 5000 }, undone: leavesNoTrace },
  bridgeSilence: { entry: {}, undone: leavesNoTrace },
};

describe('a fault that is over', () => {
  it.each(faultNames)('%s: the robot is as it should be afterwards, and says so', async (fault) => {
    const { entry, undone } = endings[fault];
    const pair = await withAndWithout({ atMs: onsetMs, fault, durationMs: lengthMs, ...entry }, humanoidProfile, runMs);
    undone(pair);
    const safety = pair.faulty.messages.filter((message) => message.kind === 'safety').at(-1);
    expect(safety).toMatchObject({ emergencyStop: false, protectiveStop: false, drivesPowered: true });
    const mode = pair.faulty.messages.filter((message) => message.kind === 'mode').at(-1);
    expect(mode).toMatchObject({ robotMode: 'running', executionState: 'running', controlSource: 'autonomous' });
    const reports = pair.faulty.messages.filter((message) => message.kind === 'fault').map(({ active }) => active);
    expect(reports).toEqual(reports.map((_, k) => k % 2 === 0));
    expect(reports.length % 2).toBe(0);
  });

  it('may come again, and is the same as the first time', async () => {
    const entry = { fault: 'impact', peakMPerS2: 50 } as const;
    const [first, again] = [10_000, 30_000];
    const once = await simulate(humanoidProfile, { durationMs: 40_000, script: [{ ...entry, atMs: again }] });
    const twice = await simulate(humanoidProfile, {
      durationMs: 40_000,
      script: [
        { ...entry, atMs: first },
        { ...entry, atMs: again },
      ],
    });
    const late = ({ frames }: Pouring) => frames.filter(({ atMs }) => atMs >= again).map(({ values }) => [...values]);
    expect(late(twice)).toEqual(late(once));
  });
});
