import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildShim, compiler, compilerNote } from './build-shim.ts';
import { type CrashTally, runCrashCampaign } from './crash-campaign.ts';
import { fates } from './crash-disk.ts';
import { type LyingTally, runLyingCampaign } from './lying-campaign.ts';

/*
 * The real ledger on real SQLite, every write and sync logged below it, and the power cut at moments of the log: what a sync followed is
 * kept, the rest is lost, torn, reordered or garbage. `node tests/crash/run-crash.ts --seeds A..B` tries more.
 */
const campaignMsMax = 120_000;

describe.skipIf(compiler === undefined)(`a ledger whose power is cut${compilerNote}`, { timeout: 120_000 }, () => {
  let directory: string;
  let shimPath: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'shim-'));
    shimPath = buildShim(directory);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  describe('after each single write of its first start and first commits', () => {
    let tally: CrashTally;
    beforeAll(() => {
      tally = runCrashCampaign({ shimPath, seed: 11, generationCount: 1, operationCount: 5, imageCount: 'every' });
    }, campaignMsMax);

    it('starts by itself on every image, without a new epoch and with everything that was acknowledged', () => {
      expect(tally.violations).toEqual([]);
    });

    it('was cut while its files were being made: the database, the rollback journal, the write-ahead log', () => {
      expect(Object.keys(tally.imagesByPending).sort()).toEqual(
        ['ledger.sqlite', 'ledger.sqlite-journal', 'ledger.sqlite-wal', 'names', 'nothing'].sort(),
      );
      expect(new Set(Object.values(tally.imagesByFate)).size).toBe(1);
      expect(tally.imageCount).toBeGreaterThan(300);
    });
  });

  describe('at seeded moments of a life of commits, checkpoints, stops and starts, and of a second life on what was left', () => {
    let tally: CrashTally;
    beforeAll(() => {
      tally = runCrashCampaign({ shimPath, seed: 12, generationCount: 2, operationCount: 160, imageCount: 420 });
    }, campaignMsMax);

    it('is found in exactly the state after one operation, none before the last acknowledged, and goes on', () => {
      expect(tally.violations).toEqual([]);
    });

    it('was cut in every way, in the write-ahead log, in checkpoints and between sync and acknowledgement', () => {
      for (const fate of fates) expect(tally.imagesByFate[fate]).toBeGreaterThan(40);
      expect(tally.imagesByPending['ledger.sqlite']).toBeGreaterThan(120);
      expect(tally.imagesByPending['ledger.sqlite-wal']).toBeGreaterThan(100);
      expect(tally.aheadCount).toBeGreaterThan(0);
      expect(tally.tailStatedCount).toBeGreaterThan(0);
    });
  });

  describe('on a disk that said it had synced and had not', () => {
    let tally: LyingTally;
    beforeAll(() => {
      tally = runLyingCampaign({ shimPath, seed: 13, operationCount: 100, lieCount: 12, imagesPerLieCount: 7 });
    }, campaignMsMax);

    it('starts by itself, goes on with nothing that was never committed, and misses no report without saying so', () => {
      expect(tally.violations).toEqual([]);
    });

    it('lost what it had acknowledged: the model can tell a disk that keeps its word from one that does not', () => {
      expect(tally.imageCount).toBe(84);
      expect(tally.outcomes.rolledBack).toBeGreaterThan(10);
      expect(tally.outcomes.sinceMark).toBeGreaterThan(0);
      expect(tally.outcomes.whole).toBeGreaterThan(0);
    });
  });
});
