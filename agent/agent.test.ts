import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type FakeStep, fakeJoints, fakeSource, steadySteps } from '../tests/support/fake-source.ts';
import { openReplay } from '../tests/support/open-replay.ts';
import { scratchDirectory } from '../tests/support/replayed.ts';
import { payloadOf } from '../tests/support/report-folder.ts';
import { frameOf, timeAt } from '../tests/support/telemetry.ts';
import type { Agent, AgentParts } from './agent.ts';
import type { Source } from './contract/driver.ts';
import { TransientError } from './contract/errors.ts';
import type { Scorer } from './contract/features.ts';
import type { LedgerRecord } from './contract/record.ts';
import type { NamedSource } from './ingest/source-facts.ts';

const never = new AbortController().signal;
const as = (sourceId: string, source: Source): NamedSource => ({ sourceId, driverName: 'fake', source });
const onSource = (source: Source, change: Partial<AgentParts> = {}): Partial<AgentParts> => ({ sources: [as('arm', source)], ...change });
const recordsOf = (agent: Agent): LedgerRecord[] => [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
const typesOf = (agent: Agent): string[] => recordsOf(agent).map(({ type }) => type);

/** Pours its steps one by one, and stops when it is told to. */
function stoppableSource(steps: readonly FakeStep[]): Source {
  return {
    ...fakeSource([]),
    run: async (sink, signal) => {
      for (const { ms, velocity } of steps) {
        if (signal.aborted) return;
        sink.frame(frameOf(fakeJoints, ms, [velocity]));
        await sink.ready();
      }
    },
  };
}

/** Does nothing until it is told to stop. */
const waitingSource = (sourceId: string): Source => ({
  ...fakeSource([], { ...fakeJoints, sourceId }),
  run: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
});

/** Runs an agent and stops it when it has taken so many items. */
async function stoppedAfter(agent: Agent, itemCount: number): Promise<void> {
  const stop = new AbortController();
  let seenCount = 0;
  await agent.run(stop.signal, {
    onItem: () => {
      seenCount++;
      if (seenCount === itemCount) stop.abort();
    },
  });
}

describe('an agent that is stopped', () => {
  it('in a replay leaves it unfinished: no report, no record of a stop, ready to go on', async () => {
    const agent = await openReplay(':memory:', onSource(stoppableSource(steadySteps(0, 300))));
    await stoppedAfter(agent, 200);
    expect(agent.pipeline.state.finished).toBe(false);
    expect(agent.ledger.reports()).toEqual([]);
    expect(typesOf(agent)).not.toContain('agent.stopped');
    agent.close();
  });

  it('goes on in a replay behind its last commit, and ends with the same bytes as without the stop', async () => {
    const path = join(scratchDirectory('agent'), 'ledger.sqlite');
    const source = () => onSource(stoppableSource(steadySteps(0, 300)));
    const whole = await openReplay(':memory:', source());
    await whole.run(never);
    for (const moment of [70, 150, 299]) {
      const stopped = await openReplay(path, source());
      await stoppedAfter(stopped, moment);
      stopped.close();
    }
    const last = await openReplay(path, source());
    expect(last.pipeline.state.itemCount).toBeGreaterThan(200);
    let toldCount = 0;
    await last.run(never, { onItem: () => toldCount++ });
    expect(toldCount).toBe(300);
    expect([...last.ledger.lines()]).toEqual([...whole.ledger.lines()]);
    expect(last.ledger.reports()).toEqual(whole.ledger.reports());
    last.close();
  });

  it('live finishes: the stop is on record and the open report is closed', async () => {
    const agent = await openReplay(':memory:', onSource(stoppableSource(steadySteps(0, 300)), { origin: 'live' }));
    await stoppedAfter(agent, 50);
    const stop = recordsOf(agent).find(({ type }) => type === 'agent.stopped');
    expect(stop?.data).toEqual({ reason: 'stopped' });
    expect(agent.ledger.reports()).toHaveLength(1);
    expect(agent.pipeline.state.finished).toBe(true);
    agent.close();
  });

  it('before anything came has nothing to report', async () => {
    const agent = await openReplay(':memory:', onSource(stoppableSource(steadySteps(0, 10)), { origin: 'live' }));
    await agent.run(AbortSignal.abort());
    expect(agent.ledger.size).toBe(0);
    expect(agent.ledger.reports()).toEqual([]);
    agent.close();
  });
});

describe('an agent with several sources', () => {
  const gripper = { ...fakeJoints, sourceId: 'gripper', component: 'tool', parts: ['tool'], signals: ['currentA'] } as const;
  const two = (): Partial<AgentParts> => ({
    origin: 'live',
    sources: [
      as('arm', fakeSource(steadySteps(0, 60))),
      as('gripper', { ...fakeSource(steadySteps(0, 20), gripper), observable: ['gripLost'], identity: { protocol: 'other' } }),
    ],
  });

  it('counts what came from each, and ends when the last one has ended', async () => {
    const agent = await openReplay(':memory:', two());
    const ended: string[] = [];
    await agent.run(never, { onStatus: (sourceId, status) => status === 'ended' && ended.push(sourceId) });
    expect(ended.sort()).toEqual(['arm', 'gripper']);
    expect(agent.pipeline.state.intake).toMatchObject({ arm: { frameCount: 60 }, gripper: { frameCount: 20 } });
    expect(typesOf(agent).filter((type) => type === 'agent.stopped')).toHaveLength(1);
    agent.close();
  });

  it('puts each on record with driver, identity, streams and what it can report', async () => {
    const agent = await openReplay(':memory:', two());
    await agent.run(never);
    const stream = { component: 'joint', periodMs: 1000, parts: ['shoulder_pan_joint'], signals: ['velocityRadPerS'] };
    expect(recordsOf(agent)[0]?.data.sources).toEqual([
      { sourceId: 'arm', driver: 'fake', identity: { protocol: 'fake' }, reportable: ['protectiveStop'], streams: [stream] },
      {
        sourceId: 'gripper',
        driver: 'fake',
        identity: { protocol: 'other' },
        reportable: ['gripLost'],
        streams: [{ component: 'tool', periodMs: 1000, parts: ['tool'], signals: ['currentA'] }],
      },
    ]);
    agent.close();
  });

  it('stops all of them when one breaks, says what broke, and only then lets go', async () => {
    const defect = new TypeError('a driver’s own bug');
    const broken: Source = { ...fakeSource([]), run: () => Promise.reject(defect) };
    const agent = await openReplay(':memory:', { origin: 'live', sources: [as('arm', broken), as('other', waitingSource('other'))] });
    const states: string[] = [];
    const running = agent.run(never, { onStatus: (sourceId, status) => states.push(`${sourceId} ${status}`) });
    await expect(running).rejects.toBe(defect);
    expect(states).toEqual(['arm running', 'other running', 'other stopped']);
    agent.close();
  });

  it('goes on with the others while one backs off', async () => {
    let tryCount = 0;
    const flaky: Source = {
      ...fakeSource([], { ...fakeJoints, sourceId: 'flaky' }),
      run: async () => {
        tryCount++;
        if (tryCount < 3) throw new TransientError('fake/port-closed', 'The port closed');
      },
    };
    const clock = { now: () => timeAt(0), sleep: async () => undefined };
    const sources = [as('flaky', flaky), as('arm', fakeSource(steadySteps(0, 30)))];
    const agent = await openReplay(':memory:', { origin: 'live', clock, sources });
    await agent.run(never);
    expect(tryCount).toBe(3);
    expect(agent.pipeline.state.intake).toMatchObject({ arm: { frameCount: 30 } });
    agent.close();
  });

  it('stops when the ledger cannot be written: what is not durable is not metered on', async () => {
    const source = stoppableSource(steadySteps(0, 500));
    const agent = await openReplay(':memory:', { origin: 'live', sources: [as('arm', source), as('other', waitingSource('other'))] });
    vi.spyOn(agent.ledger, 'commit').mockImplementation(() => {
      throw new Error('disk full');
    });
    await expect(agent.run(never)).rejects.toThrow('disk full');
    expect(agent.pipeline.state.itemCount).toBeLessThan(500);
    agent.close();
  });
});

describe('the versions an agent reports', () => {
  const scorer: Scorer = {
    backend: 'cpu',
    weightsSha256: 'c0ffee',
    modelVersion: 'test-1',
    score: () => undefined,
    close: vi.fn(),
  };
  async function versionsOf(change: Partial<AgentParts>) {
    const agent = await openReplay(':memory:', onSource(fakeSource(steadySteps(0, 5)), change));
    await agent.run(never);
    const [report] = agent.ledger.reports();
    const { versions } = payloadOf(report?.jws ?? '');
    expect(recordsOf(agent)[0]?.data.versions).toEqual(versions);
    agent.close();
    return versions;
  }

  it('are the product’s, and the hash of every document; what is not there is said', async () => {
    expect(await versionsOf({ agentVersion: '1.2.3' })).toEqual({
      agent: '1.2.3',
      riskModel: 'robot-risk/1',
      referenceModel: expect.stringMatching(/^sha256:/),
      profile: expect.stringMatching(/^sha256:/),
      context: 'notDeclared',
      anomalyModel: 'none',
    });
  });

  it('name the weights of the anomaly model, and the agent closes it at the end', async () => {
    expect((await versionsOf({ scorer })).anomalyModel).toBe('c0ffee');
    expect(scorer.close).toHaveBeenCalledOnce();
  });

  it('name the declared context and the description of a recording by their hashes', async () => {
    const context = { value: { trl: 9 }, sha256: 'sha256:11' };
    const described = { ...fakeSource(steadySteps(0, 5)), identity: { descriptionSha256: 'sha256:22' } };
    expect(await versionsOf({ context, sources: [as('arm', described)] })).toMatchObject({
      context: 'sha256:11',
      description: 'sha256:22',
    });
  });
});

describe('closed reports', () => {
  it('are told one by one as they are closed, already stored', async () => {
    const told: [reportSeq: number, storedCount: number][] = [];
    const agent: Agent = await openReplay(
      ':memory:',
      onSource(fakeSource(steadySteps(0, 700)), {
        reportPeriodMs: 300_000,
        onReport: ({ payload }) => told.push([payload.reportSeq, agent.ledger.reports().length]),
      }),
    );
    await agent.run(never);
    expect(told).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    agent.close();
  });
});
