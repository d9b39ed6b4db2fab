import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { humanoidProfile, simulate, valuesOf } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';
import { ringing, toppled } from './body-faults.ts';

const onsetMs = 20_000;

describe('a fall', () => {
  it.each([
    ['forward', 'pitchRad', 1],
    ['backward', 'pitchRad', -1],
    ['left', 'rollRad', -1],
    ['right', 'rollRad', 1],
  ] as const)(
    '%s goes beyond 60° in %s for more than half a second, through free fall and a blow, and gets up',
    async (direction, signal, sign) => {
      const script: ScriptEntry[] = [{ atMs: onsetMs, fault: 'fall', direction, durationMs: 15_000 }];
      const poured = await simulate(humanoidProfile, { durationMs: 45_000, script });
      const tilt = valuesOf(poured, signal, 'pelvis').map((value) => (sign * value * 180) / Math.PI);
      const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => valuesOf(poured, `acceleration${axis}MPerS2`, 'pelvis'));
      const force = (z ?? []).map((value, k) => Math.hypot(value, x?.[k] ?? 0, y?.[k] ?? 0));
      const onset = onsetMs / 50;
      expect(Math.max(...tilt.slice(0, onset))).toBeLessThan(10);
      expect(tilt.filter((degrees) => degrees > 60).length * 50).toBeGreaterThan(5000);
      const weightlessCount = force.slice(onset, onset + 20).filter((value) => value < 0.3 * 9.81).length;
      expect(weightlessCount * 50).toBeGreaterThan(100);
      expect(Math.max(...force.slice(onset, onset + 40))).toBeGreaterThan(6 * 9.81);
      expect(Math.abs(tilt.at(-1) ?? 90)).toBeLessThan(10);
      const modes = poured.messages.filter((message) => message.kind === 'mode').map(({ robotMode }) => robotMode);
      expect(modes).toContain('fault');
      expect(modes.at(-1)).toBe('running');
    },
  );
});

describe('the course of a fall', () => {
  it('goes over within 0.7 s, lies, and is up again exactly at its end', () => {
    const over = [0, 350, 700, 5000, 11_000, 13_000, 15_000].map((sinceMs) => toppled(sinceMs, 15_000));
    expect(over).toEqual([0, 0.25, 1, 1, 1, 0.5, 0]);
  });

  it('without an end never gets up', () => {
    expect(toppled(1e9, Number.POSITIVE_INFINITY)).toBe(1);
  });

  it('stays between standing and lying, however short', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 30_000 }), (sinceMs, durationMs) => {
        const over = toppled(sinceMs, durationMs);
        expect(over).toBeGreaterThanOrEqual(0);
        expect(over).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a blow', () => {
  it('is at its crest when it strikes, rings with a period of 100 ms, and has died away within a second', () => {
    expect([ringing(-1), ringing(0)]).toEqual([0, 1]);
    expect(ringing(50)).toBeLessThan(-0.6);
    expect(ringing(100)).toBeGreaterThan(0.4);
    expect(Math.abs(ringing(1000))).toBeLessThan(0.001);
  });

  it('shows above 3 g in at least two samples of a humanoid, its default', async () => {
    const poured = await simulate(humanoidProfile, { durationMs: 22_000, script: [{ atMs: onsetMs, fault: 'impact' }] });
    const peaks = valuesOf(poured, 'accelerationZMPerS2', 'pelvis')
      .slice(onsetMs / 50)
      .map((value) => Math.abs(value - 9.81));
    expect(peaks.filter((value) => value > 3 * 9.81).length).toBeGreaterThanOrEqual(2);
  });
});
