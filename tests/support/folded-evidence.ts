import type { Agent } from '../../agent/agent.ts';
import { reportProblems } from '../../agent/commands/report-problems.ts';
import { type KeyRegistry, readKeyRegistry, roleOfOrigin } from '../../agent/evidence/key-registry.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import { verifyEvidence } from '../../agent/evidence/verify-evidence.ts';
import * as entries from '../../agent/record/entries.ts';
import type { Ledger } from '../../agent/record/ledger.ts';
import type { UpkeepSituation } from '../../agent/record/limits/upkeep.ts';
import { jwksOf } from './evidence-fixture.ts';
import { fakeSource } from './fake-source.ts';
import { openReplay } from './open-replay.ts';
import { epochWallMs, timeAt } from './telemetry.ts';

const dayMs = 86_400_000;
/** Operating time of each day of the fixture. */
const daySeconds = 150;
const registry: KeyRegistry = readKeyRegistry(jwksOf([{ key: signingKeyFromSeed(Buffer.alloc(32, 7)), role: roleOfOrigin.live }]));

/** Years after the fixture's days, where nobody receipts: everything that may ever go may go. */
export const longAfter: UpkeepSituation = { nowMs: epochWallMs + 3000 * dayMs, fillRatio: 0.1, isBound: false };

/** Runs the real agent on this ledger for some days, a few minutes each, with a report a minute. */
export async function runDays(ledgerPath: string, fromDay: number, toDay: number): Promise<Agent> {
  const steps = Array.from({ length: (toDay - fromDay) * daySeconds }, (_, index) => {
    const day = fromDay + Math.floor(index / daySeconds);
    return { ms: day * dayMs + (index % daySeconds) * 1000, velocity: 1 };
  });
  const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steps) }];
  const agent = await openReplay(ledgerPath, { origin: 'live', sources, reportPeriodMs: 60_000, limits: {} });
  await agent.run(new AbortController().signal);
  return agent;
}

/** Replaces every day that may go; how many aggregates that took. */
export function replaceDays(ledger: Ledger, situation: UpkeepSituation = longAfter): number {
  let aggregateCount = 0;
  for (let plan = ledger.limits.stage(situation); plan !== undefined; plan = ledger.limits.stage(situation)) {
    ledger.append(entries.dayAggregate(timeAt(50 * dayMs), plan.data));
    ledger.commit({});
    aggregateCount++;
  }
  return aggregateCount;
}

export function verdictOf(lines: readonly string[], reports: readonly { readonly reportSeq: number; readonly jws: string }[]): Verdict {
  return verifyEvidence({
    reports: reports.map(({ reportSeq, jws }) => ({ name: `${reportSeq}.jws`, bytes: Buffer.from(jws) })),
    ledgers: [{ name: 'ledger.jsonl', bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) }],
    registry,
    validateSchema: reportProblems,
  });
}
