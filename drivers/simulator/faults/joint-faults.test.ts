import { describe, expect, it } from 'vitest';
import {
  cobotProfile,
  humanoidProfile,
  meanOf,
  type Pouring,
  simulate,
  valuesOf,
  withAndWithout,
} from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';

const onsetMs = 20_000;
const knee = 'left_knee_joint';

describe('frictionRise', () => {
  it('costs torque in one direction of motion and the other, more as it grows', async () => {
    const { sound, faulty } = await withAndWithout(
      { atMs: onsetMs, fault: 'frictionRise', joint: 'shoulder_pan_joint', factorRatio: 2.5 },
      cobotProfile,
      120_000,
    );
    const effort = (pouring: Pouring) => meanOf(valuesOf(pouring, 'torqueNm', 'shoulder_pan_joint').slice(-300).map(Math.abs));
    expect(effort(faulty) / effort(sound)).toBeGreaterThan(1.5);
    const other = (pouring: Pouring) => meanOf(valuesOf(pouring, 'torqueNm', 'elbow_joint').slice(-300).map(Math.abs));
    expect(other(faulty) / other(sound)).toBeCloseTo(1, 6);
  });
});

describe('overheating', () => {
  it('takes the winding beyond 85 °C, which the robot reports once, and again when it is cool', async () => {
    const script: ScriptEntry[] = [{ atMs: 0, fault: 'overheating', joint: knee, riseC: 200, durationMs: 100_000 }];
    const poured = await simulate(humanoidProfile, { durationMs: 400_000, script });
    expect(Math.max(...valuesOf(poured, 'windingTemperatureC', knee))).toBeGreaterThan(85);
    const faults = poured.messages.filter((message) => message.kind === 'fault');
    expect(faults.map(({ codeRaw, part, active, category }) => ({ codeRaw, part, active, category }))).toEqual([
      { codeRaw: 'motorTemperature', part: knee, active: true, category: 'overTemperature' },
      { codeRaw: 'motorTemperature', part: knee, active: false, category: 'overTemperature' },
    ]);
  });
});

describe('backlash', () => {
  it('shifts the position by half its play to the side the torque pushes to', async () => {
    const script: ScriptEntry = { atMs: onsetMs, fault: 'backlash', joint: 'elbow_joint', backlashRad: 0.02 };
    const { sound, faulty } = await withAndWithout(script, cobotProfile, 60_000);
    const torque = valuesOf(faulty, 'torqueNm', 'elbow_joint');
    const shifts = valuesOf(faulty, 'positionRad', 'elbow_joint').map(
      (value, k) => value - (valuesOf(sound, 'positionRad', 'elbow_joint')[k] ?? 0),
    );
    shifts.forEach((shift, k) => {
      if (k * 100 < onsetMs || Math.abs(torque[k] ?? 0) < 0.5) return;
      expect(shift).toBeCloseTo(0.01 * Math.sign(torque[k] ?? 0), 9);
    });
  });
});

describe('encoderDropout', () => {
  it('loses about its share of the cells of its joint, of no other, and ends', async () => {
    const script: ScriptEntry[] = [{ atMs: onsetMs, fault: 'encoderDropout', joint: knee, shareRatio: 0.5, durationMs: 30_000 }];
    const poured = await simulate(humanoidProfile, { durationMs: 60_000, script });
    const missing = valuesOf(poured, 'positionRad', knee).map(Number.isNaN);
    expect(missing.slice(0, 400).some(Boolean)).toBe(false);
    const lostCount = missing.slice(400, 1000).filter(Boolean).length;
    expect(lostCount).toBeGreaterThan(240);
    expect(lostCount).toBeLessThan(360);
    expect(missing.slice(1000).some(Boolean)).toBe(false);
    expect(valuesOf(poured, 'positionRad', 'right_knee_joint').some(Number.isNaN)).toBe(false);
    expect(valuesOf(poured, 'torqueNm', knee).some(Number.isNaN)).toBe(false);
    expect(poured.messages.filter((message) => message.kind === 'fault').map(({ active }) => active)).toEqual([true, false]);
  });
});
