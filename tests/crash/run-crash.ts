import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildShim } from './build-shim.ts';
import { type CrashTally, runCrashCampaign } from './crash-campaign.ts';
import { runKillCampaign } from './kill-campaign.ts';
import { runLyingCampaign } from './lying-campaign.ts';

/*
 * More of what `npm test` tries a little of:
 *   node tests/crash/run-crash.ts --seeds 1..20 --images 900 --lies 30 --kills 900
 * Prints one JSON line per campaign; the exit code is 1 when anything that must not be was found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1..5' },
    images: { type: 'string', default: '900' },
    lies: { type: 'string', default: '30' },
    kills: { type: 'string', default: '0' },
  },
});
const imagesPerLieCount = 10;
const generationCount = 3;
const operationCount = 250;

const [first = 1, last = first] = values.seeds.split('..').map(Number);
const shimDirectory = mkdtempSync(join(tmpdir(), 'shim-'));
const shimPath = buildShim(shimDirectory);
for (let seed = first; seed <= last; seed++) {
  const crash: CrashTally = runCrashCampaign({ shimPath, seed, generationCount, operationCount, imageCount: Number(values.images) });
  print('power cuts', seed, crash);
  print('lying disk', seed, runLyingCampaign({ shimPath, seed, operationCount, lieCount: Number(values.lies), imagesPerLieCount }));
}
const killCount = Number(values.kills);
if (killCount > 0) print('kills', first, await runKillCampaign({ seed: first, killCount }));
rmSync(shimDirectory, { recursive: true });

function print(campaign: string, seed: number, tally: { readonly violations: readonly string[] }): void {
  process.stdout.write(`${JSON.stringify({ campaign, seed, ...tally })}\n`);
  if (tally.violations.length > 0) process.exitCode = 1;
}
