import { describe, expect, it } from 'vitest';
import { atMsOf, cobotProfile, simulate } from '../../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from '../options-schema.ts';

describe('a stop', () => {
  it('is told at once and taken back when it ends', async () => {
    const script: ScriptEntry[] = [
      { atMs: 5300, fault: 'protectiveStop', durationMs: 2000 },
      { atMs: 12_400, fault: 'emergencyStop', durationMs: 3000 },
    ];
    const { messages } = await simulate(cobotProfile, { durationMs: 20_000, script });
    const safety = messages.filter((message) => message.kind === 'safety');
    const turns = safety.filter((message, k) => message.protectiveStop !== safety[k - 1]?.protectiveStop);
    expect(turns.map((message) => [atMsOf(message), message.protectiveStop])).toEqual([
      [0, false],
      [5300, true],
      [7300, false],
    ]);
    const presses = safety.filter((message) => message.emergencyStop === true);
    expect(presses.map(atMsOf)).toEqual([12_400, 13_000, 14_000, 15_000]);
    expect(presses.every(({ drivesPowered }) => drivesPowered === false)).toBe(true);
  });

  it('does not come from a change of mode, which takes the power all the same', async () => {
    const script: ScriptEntry[] = [{ atMs: 3000, fault: 'modeChange', robotMode: 'off', durationMs: 3000 }];
    const safety = (await simulate(cobotProfile, { script })).messages.filter((message) => message.kind === 'safety');
    expect(safety.some(({ emergencyStop, protectiveStop }) => emergencyStop === true || protectiveStop === true)).toBe(false);
    expect(safety.filter(({ drivesPowered }) => drivesPowered === false).map(atMsOf)).toEqual([3000, 4000, 5000]);
  });
});
