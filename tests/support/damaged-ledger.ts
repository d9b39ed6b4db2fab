import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Agent, AgentParts } from '../../agent/agent.ts';
import type { TimePoint } from '../../agent/contract/time.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { carryPipeline } from '../../agent/pipeline-state.ts';
import type { CarriedReport } from '../../agent/record/commit.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import type { OpenLedgerOptions } from '../../agent/record/recovery/open-ledger.ts';
import { ownReport } from '../../agent/record/recovery/own-report.ts';
import { fakeSource, steadySteps } from './fake-source.ts';
import { openReplay } from './open-replay.ts';
import { timeAt } from './telemetry.ts';

/** The key of `openReplay`. */
export const fixtureKey: SigningKey = signingKeyFromSeed(Buffer.alloc(32, 7));
/** Everything a ledger may be made of on the disk. */
export const ledgerFiles = ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm', 'ledger.sqlite.mark.json'] as const;
export type LedgerFile = (typeof ledgerFiles)[number];

const reportPeriodMs = 300_000;
const checkpointSeconds = 650;

/** A live agent on one arm that moves once a second from `fromS` to `toS`, with a report every five minutes. */
export function liveAgent(ledgerPath: string, [fromS, toS]: readonly [number, number], change: Partial<AgentParts> = {}): Promise<Agent> {
  const source = fakeSource(steadySteps(fromS, toS));
  return openReplay(ledgerPath, {
    origin: 'live',
    sources: [{ sourceId: 'arm', driverName: 'fake', source }],
    reportPeriodMs,
    clock: { now: () => timeAt(fromS * 1000), sleep: async () => undefined },
    ...change,
  });
}

/** How the ledger of the fixture's agent is opened. */
export function openingOf(path: string, now: () => TimePoint = () => timeAt(0)): OpenLedgerOptions {
  const readReport = ownReport(fixtureKey, 'live');
  return { path, agentId: fixtureKey.kid, origin: 'live', identity: {}, now, readReport, carry: carryPipeline };
}

/** What a life left on the disk at the moment its power went, and what was in it. */
export interface LivedLedger {
  readonly folder: string;
  readonly lines: readonly string[];
  readonly reports: readonly Pick<CarriedReport, 'reportSeq' | 'jws'>[];
}

/** Runs an agent for so many seconds and copies its files as they stand right after the last step, before anything is closed. */
export async function liveAndCut(folder: string, seconds: number, change: Partial<AgentParts> = {}): Promise<LivedLedger> {
  const running = join(folder, 'running');
  const cut = join(folder, 'cut');
  mkdirSync(running, { recursive: true });
  const agent = await liveAgent(join(running, 'ledger.sqlite'), [0, seconds], change);
  let itemCount = 0;
  await agent.run(new AbortController().signal, {
    onItem: () => {
      itemCount++;
      if (itemCount === reportPeriodMs / 1000 + 20) agent.ledger.outbox.storeReceipt({ reportSeq: 0, jws: 'a.receipt.jws' });
      if (itemCount === checkpointSeconds) checkpoint(join(running, 'ledger.sqlite'));
      if (itemCount === seconds) copyLedger(running, cut);
    },
  });
  agent.close();
  const reference = join(folder, 'reference');
  copyLedger(cut, reference);
  return { folder: cut, ...readLedger(join(reference, 'ledger.sqlite')) };
}

/** Pages of the WAL go into the database, so that both hold a part of the ledger. */
function checkpoint(path: string): void {
  const other = new Database(path);
  other.pragma('wal_checkpoint(PASSIVE)');
  other.close();
}

/** Changes one digit of the saved state behind its checksum's back; the WAL stays as a power cut leaves it. */
export function spoilState(path: string): void {
  const [folder, spoiled] = [dirname(path), join(dirname(path), 'spoiled')];
  const database = new Database(path);
  database.exec("UPDATE state SET value = replace(value, '\"version\":1', '\"version\":2') WHERE name = 'pipeline'");
  copyLedger(folder, spoiled);
  database.close();
  copyLedger(spoiled, folder);
  rmSync(spoiled, { recursive: true });
}

/** Copies what there is of a ledger into a folder that is made. */
export function copyLedger(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of ledgerFiles) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}
