import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { reportKind, signEnvelope } from '../../../agent/evidence/envelope.ts';
import { sha256Prefixed } from '../../../agent/evidence/hash.ts';
import { Ledger } from '../../../agent/record/ledger.ts';
import { checkLedger } from '../../../agent/record/recovery/check-ledger.ts';
import { HighWaterMarkFile } from '../../../agent/record/recovery/high-water-mark.ts';
import { openLedger } from '../../../agent/record/recovery/open-ledger.ts';
import { fixtureKey, openingOf } from '../../support/damaged-ledger.ts';
import { timeAt } from '../../support/telemetry.ts';
import type { BenchRequest, BenchResult, Scenario } from '../scenario.ts';
import { median } from '../scenario.ts';

/*
 *  a full 64 MiB lane ─▶ openLedger: as a power cut left it │ with a bit of its state flipped (quarantine, salvage, new epoch)
 */
const laneBytes = 67_108_864;
const recordsPerCommitCount = 600;
const reportFillerChars = 6_000;
const startBar = { atMost: 5_000, source: 'issue 6' };

/** How long a start takes when the ledger is full, sound and damaged. */
export const ledgerStartScenario: Scenario = {
  name: 'ledger-start',
  summary: 'the start with a full 64 MiB ledger: sound, and damaged so that a new epoch is begun',
  run,
};

async function run({ roundCount, tell }: BenchRequest): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rra-bench-start-'));
  try {
    tell('filling a ledger');
    const full = join(folder, 'full.sqlite');
    const held = fill(full);
    tell(`${held.recordCount} records, ${held.reportCount} reports`);
    const rounds = Array.from({ length: roundCount }, (_, round) => startOnce(full, join(folder, `round-${round}.sqlite`)));
    const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
    return {
      figures: [
        { name: 'start, sound', value: of(({ soundMs }) => soundMs), unit: 'ms', bar: startBar },
        { name: 'start, damaged: quarantine and new epoch', value: of(({ damagedMs }) => damagedMs), unit: 'ms', bar: startBar },
        { name: 'memory the damaged start grew by', value: of(({ grownMiB }) => grownMiB), unit: 'MiB' },
        { name: 'ledger check, everything', value: of(({ checkMs }) => checkMs), unit: 'ms' },
      ],
      notes: [
        `${held.recordCount} records and ${held.reportCount} reports without a receipt in ${(statSync(full).size / 1_048_576).toFixed(0)} MiB; the file is in the page cache.`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(path: string): { recordCount: number; reportCount: number } {
  const ledger = new Ledger({ path, agentId: fixtureKey.kid, origin: 'live', epoch: 0, identity: {}, mark: new HighWaterMarkFile(path) });
  const data = { note: 'x'.repeat(300) };
  let reportSeq = 0;
  let prevReport: string | null = null;
  while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < laneBytes) {
    for (let count = 0; count < recordsPerCommitCount; count++) {
      ledger.append({ type: 'meter.tick', time: timeAt(ledger.size * 60_000), data, urgent: false });
    }
    const jws = reportOf(reportSeq, prevReport);
    prevReport = sha256Prefixed(jws);
    ledger.commit({ state: { reportSeq }, report: { reportSeq, jws } });
    reportSeq++;
  }
  const recordCount = ledger.size;
  ledger.close();
  return { recordCount, reportCount: reportSeq };
}

/** As long as a report is, and of no log. */
function reportOf(reportSeq: number, prevReport: string | null): string {
  const log = { size: 0, root: `sha256:${'0'.repeat(64)}` };
  const payload = { agentId: fixtureKey.kid, reportSeq, prevReport, log, filler: 'x'.repeat(reportFillerChars) };
  return signEnvelope({ payload, key: fixtureKey, ...reportKind });
}

interface Round {
  readonly soundMs: number;
  readonly damagedMs: number;
  readonly grownMiB: number;
  readonly checkMs: number;
}

function startOnce(full: string, path: string): Round {
  copyFileSync(full, path);
  copyFileSync(`${full}.mark.json`, `${path}.mark.json`);
  const soundMs = openMs(path, 0);
  const before = performance.now();
  const { flawCount } = checkLedger(path);
  const checkMs = performance.now() - before;
  if (flawCount > 0) throw new Error(`the full ledger has ${flawCount} flaws`);
  const database = new Database(path);
  database.exec("UPDATE state SET value = value || ' ' WHERE name = 'pipeline'");
  database.close();
  const rssBytes = process.memoryUsage().rss;
  const damagedMs = openMs(path, 1);
  return { soundMs, damagedMs, checkMs, grownMiB: (process.memoryUsage().rss - rssBytes) / 1_048_576 };
}

function openMs(path: string, epoch: number): number {
  const before = performance.now();
  const { ledger } = openLedger({ ...openingOf(path), carry: ({ state }) => ({ state, totalsFrom: 'state' }) });
  const lengthMs = performance.now() - before;
  const found = ledger.epoch;
  ledger.close();
  if (found !== epoch) throw new Error(`opened epoch ${found}, expected ${epoch}`);
  return lengthMs;
}
