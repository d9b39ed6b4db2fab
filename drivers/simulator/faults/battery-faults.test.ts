import { describe, expect, it } from 'vitest';
import { atMsOf, humanoidProfile, meanOf, simulate, valuesOf, withAndWithout } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';

describe('cellImbalance', () => {
  it('takes one cell below the others, grows over its ramp, and is reported beyond 100 mV', async () => {
    const script: ScriptEntry[] = [{ atMs: 10_000, fault: 'cellImbalance', cellIndex: 7, sagV: 0.2, rampMs: 40_000 }];
    const poured = await simulate(humanoidProfile, { durationMs: 80_000, script });
    const gap = valuesOf(poured, 'cellVoltageV', 'cell1').map((other, k) => other - (valuesOf(poured, 'cellVoltageV', 'cell8')[k] ?? 0));
    expect(Math.abs(gap[5] ?? 1)).toBeLessThan(0.02);
    expect(gap[30]).toBeCloseTo(0.1, 1);
    expect(gap[70]).toBeGreaterThan(0.18);
    const faults = poured.messages.filter((message) => message.kind === 'fault');
    expect(faults.map((message) => [message.codeRaw, message.part, message.active, atMsOf(message)])).toEqual([
      ['cellImbalance', 'cell8', true, 30_000],
    ]);
  });

  it('strikes the last cell when the pack has fewer', async () => {
    const script: ScriptEntry[] = [{ atMs: 0, fault: 'cellImbalance', cellIndex: 99, sagV: 0.3, rampMs: 0 }];
    const poured = await simulate(humanoidProfile, { durationMs: 3000, script });
    expect(meanOf(valuesOf(poured, 'cellVoltageV', 'cell12')) - meanOf(valuesOf(poured, 'cellVoltageV', 'cell13'))).toBeGreaterThan(0.28);
  });
});

describe('resistanceGrowth', () => {
  it('makes the voltage sag by the added resistance times the current', async () => {
    const { sound, faulty } = await withAndWithout({ atMs: 10_000, fault: 'resistanceGrowth', factorRatio: 3, rampMs: 0 });
    const current = valuesOf(faulty, 'currentA', 'pack');
    const before = valuesOf(sound, 'voltageV', 'pack');
    valuesOf(faulty, 'voltageV', 'pack').forEach((voltage, k) => {
      const addedVPerA = k < 10 ? 0 : 2 * 0.06;
      expect(Math.abs(voltage - (before[k] ?? 0) - addedVPerA * (current[k] ?? 0))).toBeLessThan(0.05);
    });
  });
});

describe('packHeating', () => {
  it('warms the pack faster and faster, well beyond its load', async () => {
    const script: ScriptEntry = { atMs: 0, fault: 'packHeating', riseC: 600, rampMs: 200_000 };
    const { sound, faulty } = await withAndWithout(script, humanoidProfile, 300_000);
    const [before, after] = [sound, faulty].map((pouring) => valuesOf(pouring, 'temperatureC', 'pack'));
    expect((after?.at(-1) ?? 0) - (before?.at(-1) ?? 0)).toBeGreaterThan(20);
    expect((after?.[200] ?? 0) - (after?.[100] ?? 0)).toBeGreaterThan(2 * ((after?.[100] ?? 0) - (after?.[0] ?? 0)));
  });
});
