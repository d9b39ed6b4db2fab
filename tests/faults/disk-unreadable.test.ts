import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { EpochStart } from '../../agent/contract/record.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { longLedger, unsignedOpening } from '../support/long-ledger.ts';
import { scratchDirectory } from '../support/replayed.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;
const scriptOf = (name: string): string => new URL(`../support/${name}.ts`, import.meta.url).pathname;

/** Runs a script on a ledger while strace lets these reads of its database fail, also once it was put aside. */
function runUnder(when: string, name: string, [path, ...more]: readonly [path: string, ...more: string[]]) {
  const aside = join(dirname(path), 'ledger.epoch-0.quarantined.sqlite');
  const files = [path, `${path}-wal`, aside].flatMap((file) => ['-P', file]);
  const traced = ['-f', '-qq', '-o', '/dev/null', ...files, '-e', 'trace=pread64', '-e', `inject=pread64:error=EIO:when=${when}`];
  return spawnSync('strace', [...traced, process.execPath, scriptOf(name), path, ...more], { encoding: 'utf8' });
}

describe.skipIf(!hasStrace)('a process that cannot read its ledger', { timeout: 60_000 }, () => {
  it.each(['300+', '300..301'])('ends over reads %s that fail, says what to do, and the next start has all that was durable', (when) => {
    const path = join(scratchDirectory('disk-unreadable'), 'ledger.sqlite');
    const { status, stdout, stderr } = runUnder(when, 'run-metering-uncached', [path, '300']);
    expect(status).toBe(1);
    expect(stderr).toContain('record/ledger-unreadable');
    expect(stderr).toMatch(/InvariantError: The ledger cannot be read: look for errors of the disk .*Start again/);
    const { ledger, began } = openLedger(unsignedOpening(path));
    const durableCount = Number(stdout);
    expect(durableCount).toBeGreaterThan(20);
    expect([began, [...ledger.lines()].length]).toEqual([undefined, durableCount]);
    ledger.close();
  });
});

describe.skipIf(!hasStrace)('a start that cannot read its ledger', { timeout: 120_000 }, () => {
  /** Starts under the fault, and once more without it where the new database could not be read either, as a service manager does. */
  function started(path: string, when: string): { epoch: number; began: EpochStart | null } {
    const first = runUnder(when, 'run-opening', [path]);
    const isUp = first.status === 0;
    const { stdout } = isUp ? first : spawnSync(process.execPath, [scriptOf('run-opening'), path], { encoding: 'utf8' });
    return JSON.parse(stdout) as { epoch: number; began: EpochStart | null };
  }

  it.each(['3', '8', '12..14', '20..25', '30..90', '40+'])(
    'over reads %s that fail: goes on by itself, and nothing is lost unsaid',
    (when) => {
      const path = longLedger(600);
      const { epoch, began } = started(path, when);
      const kept = heldIn(began === null ? path : join(dirname(path), began.quarantined ?? ''));
      expect([epoch, kept]).toEqual([began === null ? 0 : 1, { recordCount: 601, reportCount: 1 }]);
      if (began === null) return;
      expect(began.cause).toBe('databaseUnreadable');
      const isReportStated = isUnknown(began.lostReports) || began.lostReports.length === 1;
      expect(heldIn(path).reportCount).toBe(isReportStated ? 0 : 1);
    },
  );
});

function heldIn(path: string): { recordCount: number; reportCount: number } {
  const database = new Database(path, { readonly: true });
  const sql = 'SELECT (SELECT count(*) FROM record) AS recordCount, (SELECT count(*) FROM report) AS reportCount';
  const held = database.prepare<[], { recordCount: number; reportCount: number }>(sql).get();
  database.close();
  return held ?? { recordCount: 0, reportCount: 0 };
}
