import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cobotProfile, humanoidProfile, simulate } from '../../tests/support/simulation-fixture.ts';

/** Decimals kept in the golden file: sine and exponential differ in their last bits between processors. */
const decimalCount = 6;
const everyMs = 10_000;

/** The first cell of every signal, every ten seconds: `component.signal` → values. */
async function digest(profile: typeof cobotProfile, scene: string): Promise<Record<string, number[]>> {
  const columns: Record<string, number[]> = {};
  for (const { atMs, layout, values } of (await simulate(profile, { seed: 42, scene, durationMs: 80_000 })).frames) {
    if (atMs % everyMs !== 0) continue;
    layout.signals.forEach((signal, s) => {
      const name = `${layout.component}.${signal}`;
      const value = Number((values[s * layout.parts.length] ?? 0).toFixed(decimalCount));
      columns[name] = [...(columns[name] ?? []), value];
    });
  }
  return columns;
}

describe.each([
  ['humanoid', humanoidProfile, 'fallOnStairs'],
  ['cobot', cobotProfile, 'crowdContact'],
] as const)('seed 42 of a %s', (name, profile, scene) => {
  const golden: Record<string, number[]> = JSON.parse(readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8'));

  it('is the robot it was: a change here changes every simulated figure ever published', async () => {
    const now = await digest(profile, scene);
    expect(Object.keys(now)).toEqual(Object.keys(golden));
    for (const [signal, values] of Object.entries(golden)) {
      expect(now[signal], signal).toHaveLength(values.length);
      values.forEach((value, k) => {
        expect(now[signal]?.[k], `${signal} at ${k * everyMs} ms`).toBeCloseTo(value, decimalCount - 1);
      });
    }
  });
});
