import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeStep, fakeSource, steadySteps } from '../tests/support/fake-source.ts';
import { openReplay } from '../tests/support/open-replay.ts';
import { scratchDirectory } from '../tests/support/replayed.ts';
import { timeAt } from '../tests/support/telemetry.ts';
import type { Agent, AgentParts } from './agent.ts';
import { reportProblems } from './commands/report-problems.ts';
import type { LedgerRecord } from './contract/record.ts';
import type { ReportPayload } from './contract/report.ts';
import { readKeyRegistry } from './evidence/key-registry.ts';
import { signingKeyFromSeed } from './evidence/keys.ts';
import { verifyEvidence } from './evidence/verify-evidence.ts';

const key = signingKeyFromSeed(Buffer.alloc(32, 7));

async function agentOn(steps: readonly FakeStep[], change: Partial<AgentParts> = {}): Promise<Agent> {
  const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steps) }];
  return openReplay(':memory:', { sources, ...change });
}

async function ran(steps: readonly FakeStep[], change: Partial<AgentParts> = {}): Promise<Agent> {
  const agent = await agentOn(steps, change);
  await agent.run(new AbortController().signal);
  return agent;
}

const recordsOf = (agent: Agent): LedgerRecord[] => [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
const typesOf = (agent: Agent): string[] => recordsOf(agent).map(({ type }) => type);
const payloadsOf = (agent: Agent): ReportPayload[] =>
  agent.ledger.reports().map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload);

function verdictOf(agent: Agent, role = 'replay') {
  const jwks = JSON.stringify({ keys: [{ ...key.publicJwk, kid: key.kid, role }] });
  return verifyEvidence({
    reports: agent.ledger.reports().map(({ reportSeq, jws }) => ({ name: `${reportSeq}.jws`, bytes: Buffer.from(jws) })),
    ledgers: [{ name: 'ledger.jsonl', bytes: Buffer.from([...agent.ledger.lines()].map((line) => `${line}\n`).join('')) }],
    registry: readKeyRegistry(jwks),
    validateSchema: reportProblems,
  });
}

describe('pipeline', () => {
  it('begins with what runs and in which grade, and ends with why it stopped, then a report', async () => {
    const agent = await ran(steadySteps(0, 10));
    expect(typesOf(agent).slice(0, 2)).toEqual(['agent.started', 'environment.grade']);
    expect(typesOf(agent).slice(2, 4)).toEqual(['meter.boot', 'agent.stopped']);
    expect(payloadsOf(agent)).toHaveLength(1);
    agent.close();
  });

  it('closes a report per period of power-on time, each going on where the one before ended', async () => {
    const agent = await ran(steadySteps(0, 1000), { reportPeriodMs: 300_000 });
    const payloads = payloadsOf(agent);
    expect(payloads.map(({ reportSeq }) => reportSeq)).toEqual([0, 1, 2, 3]);
    payloads.slice(1).forEach((payload, index) => {
      const before = payloads[index];
      expect(payload.exposure.opening).toEqual(before?.exposure.closing);
      expect(payload.assessmentState.opening).toEqual(before?.assessmentState.closing);
      expect(payload.log.firstSeq).toBe((before?.log.lastSeq ?? 0) + 1);
      expect(payload.period.from).toBe(before?.period.to);
    });
    expect(payloads.at(-1)?.exposure.closing.operatingMs).toBe(999_000);
    expect(verdictOf(agent)).toMatchObject({ verdict: 'pass', findings: [] });
    agent.close();
  });

  it('commits an event at once, and joins ticks to their minute (B2)', async () => {
    const stop = (ms: number, protectiveStop: boolean) => ({ kind: 'safety', sourceId: 'arm', time: timeAt(ms), protectiveStop }) as const;
    const agent = await agentOn([]);
    const commits: number[] = [];
    const { commit } = agent.ledger;
    agent.ledger.commit = (what) => {
      commits.push(agent.ledger.size);
      commit.call(agent.ledger, what);
    };
    agent.pipeline.accept({ kind: 'message', message: stop(0, false) });
    expect(commits).toEqual([2]);
    agent.pipeline.accept({ kind: 'message', message: stop(1000, false) });
    expect(commits).toEqual([2]);
    agent.pipeline.accept({ kind: 'message', message: stop(2000, true) });
    expect(commits).toEqual([2, 3]);
    agent.close();
  });

  it('records a gap when the data is back, and counts it in no counter', async () => {
    const agent = await ran([...steadySteps(0, 10), ...steadySteps(60, 70)]);
    const gap = recordsOf(agent).find(({ type }) => type === 'usage.gap');
    expect(gap?.data).toEqual({ sourceId: 'arm', durationMs: 48_000, cause: 'silence' });
    expect(payloadsOf(agent)[0]?.gaps).toMatchObject({ gapCount: 1, durationMs: 48_000 });
    expect(payloadsOf(agent)[0]?.exposure.closing).toMatchObject({ powerOnMs: 21_000, gapMs: 48_000 });
    agent.close();
  });

  it('records a step of the wall clock and bills nothing for it', async () => {
    const hourMs = 3_600_000;
    const steps = [...steadySteps(0, 10), ...steadySteps(10, 20).map((step) => ({ ...step, atWallOffsetMs: hourMs }))];
    const agent = await ran(steps);
    expect(recordsOf(agent).find(({ type }) => type === 'clock.step')?.data).toEqual({ stepMs: hourMs });
    expect(payloadsOf(agent)[0]?.time.maxStepMs).toBe(hourMs);
    expect(payloadsOf(agent)[0]?.exposure.closing.powerOnMs).toBe(19_000);
    agent.close();
  });

  it('tells a verifier how far all steps of one period together may have moved its labels', async () => {
    const hourMs = 3_600_000;
    const back = (fromS: number, byMs: number) => steadySteps(fromS, fromS + 10).map((step) => ({ ...step, atWallOffsetMs: -byMs }));
    const agent = await ran([...steadySteps(0, 1000), ...back(1000, hourMs), ...back(1010, 2 * hourMs)], { origin: 'live' });
    expect(payloadsOf(agent)[0]?.time.maxStepMs).toBe(2 * hourMs);
    expect(verdictOf(agent, 'agent').findings.map(({ code }) => code)).toEqual(['period.clockStep']);
    agent.close();
  });

  it('counts cells that cannot be true, and takes no motion from them', async () => {
    const agent = await ran(Array.from({ length: 10 }, (_, index) => ({ ms: index * 1000, velocity: 1e9 })));
    expect(payloadsOf(agent)[0]?.intake).toMatchObject({ arm: { frameCount: 10, cellOutOfRangeCount: 10 } });
    expect(payloadsOf(agent)[0]?.exposure.closing.operatingMs).toBe(0);
    agent.close();
  });
});

describe('a live pipeline started again', () => {
  it('goes on from its totals in the same log, and signs one chain of reports', async () => {
    const path = join(scratchDirectory('restart'), 'ledger.sqlite');
    const live = { origin: 'live', ledgerPath: path } as const;
    const first = await ran(steadySteps(0, 100), live);
    const before = payloadsOf(first)[0];
    first.close();
    const second = await ran(steadySteps(200, 300), live);
    const [, after] = payloadsOf(second);
    expect(after?.exposure.opening).toEqual(before?.exposure.closing);
    expect(after?.exposure.closing.operatingMs).toBe(99_000 + 99_000);
    expect(recordsOf(second).filter(({ type }) => type === 'agent.started')).toHaveLength(2);
    expect(verdictOf(second, 'agent').findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
    second.close();
  });

  it('says that the clock was set back while it was away, so that the report it left open still verifies', async () => {
    const path = join(scratchDirectory('set-back'), 'ledger.sqlite');
    const backMs = 7_200_000;
    const first = await agentOn(steadySteps(0, 600), { origin: 'live', ledgerPath: path });
    let itemCount = 0;
    const onItem = (): void => {
      itemCount++;
      if (itemCount === 590) throw new Error('the power is cut');
    };
    await expect(first.run(new AbortController().signal, { onItem })).rejects.toThrow('the power is cut');
    first.close();
    const second = await ran(
      steadySteps(700, 720).map((step) => ({ ...step, atWallOffsetMs: -backMs })),
      { origin: 'live', ledgerPath: path },
    );
    expect(recordsOf(second).find(({ type }) => type === 'clock.step')?.data).toEqual({ stepMs: -backMs });
    expect(verdictOf(second, 'agent').findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['finding period.clockStep']);
    second.close();
  });

  it('goes on with another version: a change on record, not a refusal', async () => {
    const path = join(scratchDirectory('update'), 'ledger.sqlite');
    (await ran(steadySteps(0, 10), { origin: 'live', ledgerPath: path })).close();
    const second = await ran(steadySteps(20, 30), { origin: 'live', ledgerPath: path, agentVersion: '9.9.9' });
    expect(payloadsOf(second).map(({ versions }) => versions.agent)).toEqual(['0.0.0-test', '9.9.9']);
    second.close();
  });
});
