import { describe, expect, it } from 'vitest';
import { momentsOf, stepsOf } from '../../../tests/support/moments.ts';
import { cobotProfile, humanoidProfile, type Pouring, seriesOf, simulate, valuesOf } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';

const gMPerS2 = 9.80665;
/** Noise of a sensor is never beyond this many of its standard deviations. */
const noiseSdMax = 3.47;

/** The largest distance between a rate and the difference quotient of what it is the rate of, in steps of `dtS`. */
function largestMismatch(positions: readonly number[], rates: readonly number[], dtS: number): number {
  return momentsOf(stepsOf(positions).map((step, index) => Math.abs(step / dtS - (rates[index + 1] ?? 0)))).max;
}

const robots = [
  ['humanoid', humanoidProfile, 0.05],
  ['cobot', cobotProfile, 0.1],
] as const;

describe.each(robots)('the joints of a %s, as a reader sees them', (_, profile, dtS) => {
  const poured = simulate(profile, { seed: 5, durationMs: 60_000 });

  it('change their positions by what their speeds say, to the noise of both sensors', async () => {
    const pouring = await poured;
    const allowed = noiseSdMax * ((2 * 1e-4) / dtS + 0.002);
    for (const { name } of profile.joints) {
      const mismatch = largestMismatch(valuesOf(pouring, 'positionRad', name), valuesOf(pouring, 'velocityRadPerS', name), dtS);
      expect(mismatch, name).toBeLessThan(allowed);
    }
  });

  it('trail their commands as a loop of 40 ms does: by its lag times their speed', async () => {
    const pouring = await poured;
    const leftRatio = Math.exp(-dtS / 0.04);
    const lagS = (dtS * leftRatio) / (1 - leftRatio);
    const allowed = noiseSdMax * (1e-4 + 0.002 * lagS);
    for (const { name } of profile.joints) {
      const [commands, rates] = [valuesOf(pouring, 'positionCommandRad', name), valuesOf(pouring, 'velocityRadPerS', name)];
      const misses = valuesOf(pouring, 'positionRad', name).map((value, k) => (commands[k] ?? 0) - value - lagS * (rates[k] ?? 0));
      expect(momentsOf(misses.map(Math.abs)).max, name).toBeLessThan(allowed);
    }
  });

  it('draw the current of their torque: one constant per joint explains both', async () => {
    const pouring = await poured;
    for (const { name } of profile.joints) {
      const torques = valuesOf(pouring, 'torqueNm', name);
      const currents = valuesOf(pouring, 'currentA', name);
      const squares = currents.reduce((sum, current) => sum + current * current, 0);
      const constant = currents.reduce((sum, current, k) => sum + current * (torques[k] ?? 0), 0) / squares;
      const residuals = currents.map((current, k) => (torques[k] ?? 0) - constant * current);
      expect(momentsOf(residuals).sd, name).toBeLessThan(0.006 * (profile.joints.find((joint) => joint.name === name)?.torqueNm ?? 0));
      expect(constant, name).toBeGreaterThan(0);
    }
  });
});

describe('the body of a humanoid, as a reader sees it', () => {
  const walk = simulate(humanoidProfile, { seed: 5, durationMs: 120_000 });

  it.each([
    ['rollRad', 'angularVelocityXRadPerS'],
    ['pitchRad', 'angularVelocityYRadPerS'],
    ['yawRad', 'angularVelocityZRadPerS'],
  ])('turns %s by what its gyroscope says', async (attitude, rate) => {
    const [angles, rates] = [attitude, rate].map((signal) => walk.then((pouring) => valuesOf(pouring, signal, 'pelvis')));
    const allowed = noiseSdMax * ((2 * 5e-4) / 0.05 + 0.004);
    expect(largestMismatch((await angles) ?? [], (await rates) ?? [], 0.05)).toBeLessThan(allowed);
  });

  it('covers the distance of its speed, and never backwards', async () => {
    const [speeds, distances] = ['velocityMPerS', 'distanceTotalM'].map((signal) => walk.then((each) => valuesOf(each, signal, 'body')));
    const travelled = (await distances) ?? [];
    const integralM = ((await speeds) ?? []).reduce((sum, speed) => sum + speed * 0.05, 0);
    expect(travelled.at(-1)).toBeGreaterThan(10);
    expect(Math.abs((travelled.at(-1) ?? 0) - integralM)).toBeLessThan(0.1);
    expect(momentsOf(stepsOf(travelled)).min).toBeGreaterThanOrEqual(0);
  });

  it('walks at most at 0.6 m/s, and stands for a good part of its duty', async () => {
    const speeds = valuesOf(await walk, 'velocityMPerS', 'body');
    expect(momentsOf(speeds).max).toBeLessThan(0.6 + noiseSdMax * 0.005);
    expect(speeds.filter((speed) => Math.abs(speed) < 0.02).length / speeds.length).toBeGreaterThan(0.15);
  });
});

/** Length of the acceleration over time. */
function forceOf(pouring: Pouring, part: string): [atMs: number, length: number][] {
  const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => seriesOf(pouring, `acceleration${axis}MPerS2`, part));
  return (z ?? []).map(([atMs, value], k) => [atMs, Math.hypot(value, x?.[k]?.[1] ?? 0, y?.[k]?.[1] ?? 0)]);
}

describe('an accelerometer at rest', () => {
  it('reads 1 g on the base of an arm that is stopped', async () => {
    const script: ScriptEntry[] = [{ atMs: 0, fault: 'emergencyStop', durationMs: 60_000 }];
    const lengths = forceOf(await simulate(cobotProfile, { durationMs: 60_000, script }), 'base').map(([, length]) => length);
    const { mean, min, max } = momentsOf(lengths);
    expect(Math.abs(mean - gMPerS2)).toBeLessThan(0.005);
    expect(Math.max(max - gMPerS2, gMPerS2 - min)).toBeLessThan(noiseSdMax * 0.02 * 1.01);
  });

  it.each(['forward', 'backward', 'left', 'right'] as const)('reads 1 g on a humanoid that has fallen %s and lies', async (direction) => {
    const script: ScriptEntry[] = [
      { atMs: 5000, fault: 'fall', direction, durationMs: 40_000 },
      { atMs: 5000, fault: 'emergencyStop', durationMs: 40_000 },
    ];
    const poured = await simulate(humanoidProfile, { durationMs: 45_000, script });
    const lying = forceOf(poured, 'pelvis').filter(([atMs]) => atMs >= 10_000 && atMs < 40_000);
    const { mean } = momentsOf(lying.map(([, length]) => length));
    expect(lying).toHaveLength(600);
    expect(Math.abs(mean - gMPerS2)).toBeLessThan(0.01);
    const axis = direction === 'forward' || direction === 'backward' ? 'X' : 'Y';
    const sign = direction === 'backward' || direction === 'right' ? 1 : -1;
    const side = seriesOf(poured, `acceleration${axis}MPerS2`, 'pelvis').filter(([atMs]) => atMs >= 10_000 && atMs < 40_000);
    expect(sign * momentsOf(side.map(([, value]) => value)).mean).toBeGreaterThan(0.99 * gMPerS2 * Math.sin((84 * Math.PI) / 180));
  });

  it('agrees with the attitude beside it, walking or not: gravity tells roll and pitch on average', async () => {
    const poured = await simulate(humanoidProfile, { seed: 9, durationMs: 60_000 });
    const mean = (signal: string) => momentsOf(valuesOf(poured, signal, 'pelvis')).mean;
    const [x, y, z] = [mean('accelerationXMPerS2'), mean('accelerationYMPerS2'), mean('accelerationZMPerS2')];
    expect(Math.atan2(-x, z)).toBeCloseTo(mean('pitchRad'), 2);
    expect(Math.atan2(y, z)).toBeCloseTo(mean('rollRad'), 2);
  });
});
