import { describe, expect, it } from 'vitest';
import { ratedEventClasses } from '../../../agent/contract/usage.ts';
import { atMsOf, type PouredFrame, type Pouring, withAndWithout } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';
import { clearEffects, createEffects } from '../plant/effects.ts';
import { type FaultName, faultKinds, faultNames } from './fault-kinds.ts';

const onsetMs = 20_000;

/** Every signal whose cells differ between two runs, as `component.signal`, and when first. */
function differences({ frames: a }: Pouring, { frames: b }: Pouring): { firstMs: number; signals: string[] } {
  const keyOf = ({ atMs, layout }: PouredFrame): string => `${atMs} ${layout.component} ${layout.signals[0]}`;
  const others = new Map(b.map((frame) => [keyOf(frame), frame]));
  const signals = new Set<string>();
  let firstMs = Number.POSITIVE_INFINITY;
  for (const frame of a) {
    for (const signal of differing(frame, others.get(keyOf(frame)))) {
      signals.add(signal);
      firstMs = Math.min(firstMs, frame.atMs);
    }
  }
  return { firstMs, signals: [...signals].sort() };
}

function differing(frame: PouredFrame, other: PouredFrame | undefined): string[] {
  const { component, signals, parts } = frame.layout;
  return signals.flatMap((signal, s) => {
    const column = (values: Float64Array | undefined) => [...(values?.slice(s * parts.length, (s + 1) * parts.length) ?? [])].join();
    return column(frame.values) === column(other?.values) ? [] : [`${component}.${signal}`];
  });
}

const mechanical = ['joint.positionRad', 'joint.torqueNm', 'joint.currentA'];
const all = (component: string) => new RegExp(`^${component}\\.`);

/** What each fault must change; `only` says that nothing else may. */
const effects: Readonly<Record<FaultName, { entry: Omit<ScriptEntry, 'atMs' | 'fault'>; changes: string[]; only?: RegExp }>> = {
  frictionRise: { entry: { factorRatio: 3, rampMs: 1000 }, changes: mechanical },
  overheating: { entry: {}, changes: ['joint.motorTemperatureC', 'joint.windingTemperatureC'] },
  backlash: { entry: { backlashRad: 0.02 }, changes: ['joint.positionRad'], only: /^joint\.positionRad$/ },
  oscillation: { entry: {}, changes: [...mechanical, 'joint.positionCommandRad', 'joint.velocityRadPerS'] },
  encoderDropout: {
    entry: {},
    changes: ['joint.positionRad', 'joint.velocityRadPerS'],
    only: /^joint\.(?:positionRad|velocityRadPerS)$/,
  },
  cellImbalance: { entry: { rampMs: 1000 }, changes: ['battery.cellVoltageV', 'battery.voltageV'], only: /^(?:battery|controller)\./ },
  resistanceGrowth: { entry: { rampMs: 1000 }, changes: ['battery.voltageV', 'battery.cellVoltageV'], only: /^(?:battery|controller)\./ },
  packHeating: { entry: { rampMs: 1000 }, changes: ['battery.temperatureC'], only: /^(?:battery|controller)\./ },
  impact: { entry: {}, changes: ['imu.accelerationXMPerS2', 'imu.accelerationZMPerS2'], only: /^imu\.acceleration/ },
  fall: {
    entry: {},
    changes: ['imu.pitchRad', 'imu.accelerationZMPerS2', 'imu.angularVelocityYRadPerS', 'joint.positionRad', 'joint.torqueNm'],
  },
  vibration: { entry: {}, changes: ['imu.accelerationXMPerS2'], only: /^imu\.acceleration/ },
  wetting: { entry: {}, changes: ['ambient.relativeHumidityRatio', 'ambient.temperatureC'] },
  haste: { entry: {}, changes: ['joint.velocityRadPerS', 'joint.torqueNm', 'base.velocityMPerS'] },
  protectiveStop: { entry: {}, changes: ['joint.velocityRadPerS'] },
  emergencyStop: { entry: {}, changes: ['joint.velocityRadPerS', 'joint.torqueNm', 'joint.currentA', 'battery.currentA'] },
  modeChange: { entry: {}, changes: ['joint.torqueNm', 'controller.currentA'] },
  takeover: { entry: {}, changes: [], only: /^nothing$/ },
  payloadChange: { entry: {}, changes: [], only: /^nothing$/ },
  safetyConfigurationChange: { entry: {}, changes: [], only: /^nothing$/ },
  sensorLoss: { entry: {}, changes: ['imu.rollRad', 'imu.accelerationZMPerS2'], only: all('imu') },
  clockStep: { entry: {}, changes: [], only: /^nothing$/ },
  bridgeSilence: { entry: { durationMs: 15_000 }, changes: ['joint.positionRad', 'battery.voltageV', 'imu.rollRad', 'base.velocityMPerS'] },
};

describe('every fault', () => {
  it('has a row in this test', () => {
    expect(Object.keys(effects).sort()).toEqual([...faultNames].sort());
  });

  it.each(faultNames)('%s changes the signals it should, nothing before its onset, and spares the others', async (fault) => {
    const { entry, changes, only } = effects[fault];
    const { sound, faulty } = await withAndWithout({ atMs: onsetMs, fault, ...entry });
    const { firstMs, signals } = differences(sound, faulty);
    expect(firstMs).toBeGreaterThanOrEqual(onsetMs);
    expect(signals).toEqual(expect.arrayContaining(changes));
    if (only !== undefined) expect(signals.filter((signal) => !only.test(signal))).toEqual([]);
    expect(faulty.messages.filter((message) => atMsOf(message) < onsetMs)).toEqual(
      sound.messages.filter((message) => atMsOf(message) < onsetMs),
    );
  });

  it.each(faultNames)('%s says in one sentence what it is, and expects only known classes and indicators', (fault) => {
    const { about, expected } = faultKinds[fault];
    expect(about.length).toBeGreaterThan(20);
    const indicators = /^(?:J\d+|B\d|D\d)$/;
    const findings = ['streamLost', 'clockStep', 'gap'];
    const strange = expected.filter((name) => !indicators.test(name) && ![...findings, ...ratedEventClasses].includes(name));
    expect(strange).toEqual([]);
  });

  it.each(faultNames)('%s does something, and leaves a sound robot once it is no longer applied', (fault) => {
    const effects = createEffects(3, 13);
    const moment = { sinceMs: 800, durationMs: 5000, jointIndex: 1, jointName: 'j1', parameters: {}, chanceRatio: 0 };
    faultKinds[fault].apply(effects, moment);
    expect(effects).not.toEqual(createEffects(3, 13));
    clearEffects(effects);
    expect(effects).toEqual(createEffects(3, 13));
  });
});
