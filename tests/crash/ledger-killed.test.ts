import { expect, it } from 'vitest';
import { runKillCampaign } from './kill-campaign.ts';

/** `node tests/crash/run-crash.ts --kills 900` does it oftener. */
const killCount = 20;

it(`a ledger whose writer is killed ${killCount} times holds all that was acknowledged, once, and no half transaction`, {
  timeout: 120_000,
}, async () => {
  const tally = await runKillCampaign({ seed: 20261122, killCount });
  expect(tally.violations).toEqual([]);
  expect(tally.killCount).toBe(killCount);
  expect(tally.earlyKillCount).toBeLessThan(killCount / 2);
  expect(tally.acknowledgedCount).toBeGreaterThan(killCount);
});
