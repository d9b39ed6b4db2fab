import type { Agent, AgentParts } from '../../agent/agent.ts';
import { reportProblems } from '../../agent/commands/report-problems.ts';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import type { UsageCounters } from '../../agent/contract/usage.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import { verifyEvidence } from '../../agent/evidence/verify-evidence.ts';
import { fixtureKey, liveAgent } from './damaged-ledger.ts';
import { type FakeStep, fakeSource } from './fake-source.ts';
import { openReplay } from './open-replay.ts';

/** What a live agent's ledger holds once it is closed. */
export interface MeteredLife {
  readonly records: readonly LedgerRecord[];
  readonly reports: readonly ReportPayload[];
  readonly counters: UsageCounters;
  readonly verdict: Verdict;
}

/** Lives from second to second on this ledger, and stops. */
export async function live(
  path: string,
  span: readonly [fromS: number, toS: number],
  change: Partial<AgentParts> = {},
): Promise<MeteredLife> {
  return lived(await liveAgent(path, span, change));
}

/** Lives through these steps, and stops. */
export async function liveThrough(path: string, steps: readonly FakeStep[], change: Partial<AgentParts> = {}): Promise<MeteredLife> {
  const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steps) }];
  return lived(await openReplay(path, { origin: 'live', sources, ...change }));
}

/** Lives until its power is cut right after so many steps. */
export async function liveUntilCut(path: string, span: readonly [fromS: number, toS: number], stepCount: number): Promise<void> {
  const agent = await liveAgent(path, span);
  let itemCount = 0;
  const onItem = (): void => {
    itemCount++;
    if (itemCount >= stepCount) throw new Error('the power is cut');
  };
  await agent.run(new AbortController().signal, { onItem }).catch(() => undefined);
  agent.close();
}

async function lived(agent: Agent): Promise<MeteredLife> {
  await agent.run(new AbortController().signal);
  const lines = [...agent.ledger.lines()];
  const stored = agent.ledger.reports();
  const { counters } = agent.pipeline.state.aggregate.meter;
  agent.close();
  return {
    records: lines.map((line) => JSON.parse(line) as LedgerRecord),
    reports: stored.map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload),
    counters,
    verdict: verifyEvidence({
      reports: stored.map(({ reportSeq, jws }) => ({ name: `${reportSeq}.jws`, bytes: Buffer.from(jws) })),
      ledgers: [{ name: 'ledger.jsonl', bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) }],
      registry: readKeyRegistry(JSON.stringify({ keys: [{ ...fixtureKey.publicJwk, kid: fixtureKey.kid, role: 'agent' }] })),
      validateSchema: reportProblems,
    }),
  };
}

/** The facts of every record of this type. */
export function factsOf({ records }: Pick<MeteredLife, 'records'>, type: string): LedgerRecord['data'][] {
  return records.filter((record) => record.type === type).map(({ data }) => data);
}
