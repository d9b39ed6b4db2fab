import { describe, expect, it } from 'vitest';
import { atMsOf, cobotProfile, simulate, withAndWithout } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';

describe('clockStep', () => {
  it('moves the wall clock for good and not the monotonic one', async () => {
    const { frames } = await simulate(cobotProfile, {
      durationMs: 30_000,
      script: [{ atMs: 10_000, fault: 'clockStep', stepMs: -7_200_000 }],
    });
    const offsets = new Set(frames.map(({ atMs, wallMs }) => [atMs >= 10_000, wallMs - atMs - Date.parse('2026-05-04T08:00:00Z')].join()));
    expect(offsets).toEqual(new Set(['false,0', 'true,-7200000']));
    expect(frames.every(({ atMs }, k) => k === 0 || atMs >= (frames[k - 1]?.atMs ?? 0))).toBe(true);
  });
});

describe('what is lost on the way', () => {
  it('sensorLoss stops one stream only, for its time', async () => {
    const script: ScriptEntry[] = [{ atMs: 5000, fault: 'sensorLoss', stream: 'imu', durationMs: 10_000 }];
    const { frames } = await simulate(cobotProfile, { durationMs: 20_000, script });
    const during = (component: string) =>
      frames.filter((frame) => frame.component === component && frame.atMs >= 5000 && frame.atMs < 15_000);
    expect([during('imu').length, during('joint').length]).toEqual([0, 100]);
    expect(frames.filter((frame) => frame.component === 'imu' && frame.atMs >= 15_000)).toHaveLength(50);
  });

  it('bridgeSilence stops everything, messages too, while the robot goes on', async () => {
    const script: ScriptEntry = { atMs: 5000, fault: 'bridgeSilence', durationMs: 10_000 };
    const { sound, faulty } = await withAndWithout(script, cobotProfile, 30_000);
    const silent = (atMs: number) => atMs >= 5000 && atMs < 15_000;
    expect(faulty.frames.some(({ atMs }) => silent(atMs)) || faulty.messages.some((message) => silent(atMsOf(message)))).toBe(false);
    expect(faulty.frames).toEqual(sound.frames.filter(({ atMs }) => !silent(atMs)));
  });
});
