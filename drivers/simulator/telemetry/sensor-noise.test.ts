import { describe, expect, it } from 'vitest';
import { correlationOf, momentsOf, stepsOf } from '../../../tests/support/moments.ts';
import { cobotProfile, humanoidProfile, simulate, valuesOf } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';

const stopped: ScriptEntry[] = [{ atMs: 0, fault: 'emergencyStop', durationMs: 400_000 }];
/** Nothing moves, so that what is left is the sensors' own; 4000 readings estimate a spread to about 1 %. */
const arm = simulate(cobotProfile, { seed: 12, durationMs: 400_000, script: stopped });
const humanoid = simulate(humanoidProfile, { seed: 12, durationMs: 200_000, script: stopped });

/** Noise of a signal that stands or creeps: the differences of neighbours have √2 of its spread. */
const noiseSd = (values: readonly number[]): number => momentsOf(stepsOf(values)).sd / Math.SQRT2;

describe('the noise of a joint at rest', () => {
  it.each([
    ['positionRad', 1e-4],
    ['velocityRadPerS', 0.002],
    ['motorTemperatureC', 0.06],
    ['windingTemperatureC', 0.06],
  ])('of %s has the spread its sensor has: %f', async (signal, sd) => {
    for (const joint of ['shoulder_pan_joint', 'wrist_3_joint']) {
      expect(noiseSd(valuesOf(await arm, signal, joint)) / sd, joint).toBeCloseTo(1, 1);
    }
  });

  it('of torque is 0.3 % of the limit of the joint, about nothing', async () => {
    for (const { name, torqueNm = 0 } of cobotProfile.joints) {
      const { mean, sd } = momentsOf(valuesOf(await arm, 'torqueNm', name));
      expect(sd / (0.003 * torqueNm), name).toBeCloseTo(1, 1);
      expect(Math.abs(mean), name).toBeLessThan(0.0003 * torqueNm);
    }
  });

  it('is none in the command, which is no sensor', async () => {
    const atRest = valuesOf(await arm, 'positionCommandRad', 'elbow_joint').slice(10);
    expect(new Set(atRest).size).toBe(1);
  });
});

describe('the noise of a body at rest', () => {
  it.each([
    ['rollRad', 5e-4],
    ['pitchRad', 5e-4],
    ['angularVelocityZRadPerS', 0.004],
    ['accelerationXMPerS2', 0.02],
    ['accelerationZMPerS2', 0.02],
  ])('of %s has the spread its sensor has: %f', async (signal, sd) => {
    expect(momentsOf(valuesOf(await arm, signal, 'base')).sd / sd).toBeCloseTo(1, 1);
  });

  it('is about the truth: level, still, and 1 g', async () => {
    const mean = async (signal: string) => momentsOf(valuesOf(await arm, signal, 'base')).mean;
    expect(Math.abs(await mean('rollRad'))).toBeLessThan(5e-5);
    expect(Math.abs(await mean('angularVelocityXRadPerS'))).toBeLessThan(4e-4);
    expect(await mean('accelerationZMPerS2')).toBeCloseTo(9.80665, 2);
  });
});

describe('the noise of the slow streams', () => {
  it('of cells is half a millivolt, each its own', async () => {
    const cells = await Promise.all(['cell1', 'cell2', 'cell13'].map(async (cell) => valuesOf(await humanoid, 'cellVoltageV', cell)));
    for (const cell of cells) expect(noiseSd(cell)).toBeGreaterThan(0.0004);
    for (const cell of cells) expect(noiseSd(cell)).toBeLessThan(0.0006);
    expect(Math.abs(correlationOf(stepsOf(cells[0] ?? []), stepsOf(cells[1] ?? [])))).toBeLessThan(0.3);
  });

  it('is none in what a battery computes of itself: power is voltage times current, to the digit', async () => {
    const [voltage, current, power] = await Promise.all(
      ['voltageV', 'currentA', 'powerW'].map(async (signal) => valuesOf(await humanoid, signal, 'pack')),
    );
    power?.forEach((each, k) => {
      expect(each).toBe((voltage?.[k] ?? 0) * (current?.[k] ?? 0));
    });
  });
});

describe('noise at all', () => {
  it('knows nothing of the reading before it', async () => {
    for (const signal of ['positionRad', 'velocityRadPerS', 'torqueNm']) {
      const values = valuesOf(await arm, signal, 'elbow_joint');
      expect(Math.abs(correlationOf(values.slice(1), values.slice(0, -1))), signal).toBeLessThan(0.08);
    }
  });

  it('is another for every joint, signal and stream', async () => {
    const pouring = await arm;
    const columns = [
      valuesOf(pouring, 'positionRad', 'elbow_joint'),
      valuesOf(pouring, 'velocityRadPerS', 'elbow_joint'),
      valuesOf(pouring, 'positionRad', 'wrist_1_joint'),
      valuesOf(pouring, 'torqueNm', 'wrist_1_joint'),
      valuesOf(pouring, 'rollRad', 'base'),
      valuesOf(pouring, 'accelerationZMPerS2', 'base'),
    ];
    columns.forEach((column, k) => {
      for (const other of columns.slice(k + 1)) expect(Math.abs(correlationOf(column, other))).toBeLessThan(0.08);
    });
  });

  it('is as often above as below, and beyond twice its spread about once in twenty', async () => {
    const values = valuesOf(await arm, 'velocityRadPerS', 'elbow_joint');
    const aboveRatio = values.filter((value) => value > 0).length / values.length;
    const farRatio = values.filter((value) => Math.abs(value) > 2 * 0.002).length / values.length;
    expect(aboveRatio).toBeGreaterThan(0.47);
    expect(aboveRatio).toBeLessThan(0.53);
    expect(farRatio).toBeGreaterThan(0.025);
    expect(farRatio).toBeLessThan(0.065);
    expect(momentsOf(values.map(Math.abs)).max).toBeLessThan(3.47 * 0.002);
  });
});
