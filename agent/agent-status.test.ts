import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fakeJoints, fakeSource, steadySteps } from '../tests/support/fake-source.ts';
import { openReplay } from '../tests/support/open-replay.ts';
import { scratchDirectory } from '../tests/support/replayed.ts';
import { epochWallMs, timeAt } from '../tests/support/telemetry.ts';
import type { Agent } from './agent.ts';
import { agentStatus } from './agent-status.ts';
import { readProfile } from './configuration/product-files.ts';
import type { AgentStatus, ChannelState, ChannelStatus, SourceState } from './contract/status.ts';
import { unknown } from './contract/unknown.ts';
import { SourceBoard } from './ingest/source-board.ts';
import { commitFailed } from './record/limits/outage.ts';

const profile = await readProfile('ur3e');

/** An agent that ran for so many seconds and closed a report every minute. */
async function ranFor(seconds: number): Promise<Agent> {
  const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steadySteps(0, seconds)) }];
  const agent = await openReplay(':memory:', { origin: 'live', sources, reportPeriodMs: 60_000 });
  await agent.run(new AbortController().signal);
  return agent;
}

function boardWith(state: SourceState, reason: string): SourceBoard {
  const board = new SourceBoard();
  board.add('arm', 'fake', [fakeJoints]);
  board.onStatus('arm', state, reason);
  return board;
}

const channelWith = (recipientId: string, state: ChannelState, reason: string): { status(): ChannelStatus } => ({
  status: () => ({
    recipientId,
    url: 'mqtt://broker.example',
    state,
    reason,
    protocolVersion: unknown('notObserved'),
    sentCount: 0,
    receiptedCount: 0,
  }),
});

interface Choice {
  readonly board?: SourceBoard;
  readonly channels?: readonly { status(): ChannelStatus }[];
}

function statusOf(agent: Agent, { board = boardWith('running', 'started'), channels = [] }: Choice = {}): AgentStatus {
  const clock = { now: () => timeAt(90_000), sleep: async () => undefined };
  return agentStatus({
    agent,
    board,
    channels,
    clock,
    startedMs: 30_000,
    origin: 'live',
    profile,
    key: { kid: 'kid-1' },
    serialNumber: 'serial-1',
  });
}

const quiet = await ranFor(30);
const threeReports = await ranFor(150);
const tenMinutes = await ranFor(610);

describe('the state of an agent', () => {
  it('says who it is, on which robot, since when and as of when', () => {
    expect(statusOf(quiet)).toMatchObject({
      agentId: 'kid-1',
      origin: 'live',
      robot: 'Universal Robots UR3e',
      usage: {
        serialNumber: 'serial-1',
        headerId: 1,
        operationCounters: { PowerOnDuration: quiet.pipeline.state.aggregate.meter.counters.powerOnMs },
      },
      wall: new Date(epochWallMs + 90_000).toISOString(),
      uptimeMs: 60_000,
      statement: expect.stringContaining('not a safety rating'),
    });
  });

  it('has the counters, events and records of the pipeline as they stand', () => {
    const status = statusOf(quiet);
    expect(status.counters).toEqual(quiet.pipeline.state.aggregate.meter.counters);
    expect(status.counters.powerOnMs).toBe(29_000);
    expect(status.ledgerSize).toBe(quiet.ledger.size);
    expect(status.outbox).toEqual({ closedCount: 1, receiptedCount: 0 });
    expect(status.eventCounts).toEqual({});
  });

  it('has the index that a report closed now would have', () => {
    const risk = quiet.assessor.assess(quiet.pipeline.state.aggregate.meter.counters);
    const { riskIndex, p05Index, p95Index, drivers, notObserved } = risk;
    expect(statusOf(quiet)).toMatchObject({ riskIndex, p05Index, p95Index, drivers, notObserved });
  });

  it('has the condition of the components: unknown at first, with the reason of each indicator', () => {
    const { health } = statusOf(quiet);
    expect(health?.index).toEqual(unknown('learning'));
    expect(health?.indicators.map(({ indicator, unknown: gaps }) => [indicator, ...gaps.map(({ reason }) => reason)])).toEqual([
      ['J1', 'learning'],
      ['J3', 'notDeclared'],
      ['J4', 'learning'],
      ['J10', 'notDeclared'],
      ['B3', 'learning'],
      ['B4', 'learning'],
    ]);
  });

  it('has the condition that is in force once ten minutes of operation were evaluated', () => {
    const { health } = statusOf(tenMinutes);
    expect(health?.index).toEqual(unknown('notReported'));
    expect(health?.indicators.find(({ indicator }) => indicator === 'J1')?.unknown).toEqual([{ reason: 'notReported', componentCount: 6 }]);
  });

  it('shows each source with what came from it', () => {
    expect(statusOf(quiet).sources).toMatchObject([{ sourceId: 'arm', driver: 'fake', state: 'running', frameCount: 30, flawCount: 0 }]);
  });

  it('can be sent as JSON without losing anything', () => {
    const status = statusOf(threeReports, { channels: [channelWith('insurer', 'connected', 'connected')] });
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
  });
});

describe('its storage', () => {
  it('is left out where nothing is limited', () => {
    expect(statusOf(quiet).storage).toBeUndefined();
  });

  it('has lanes, tick period, loss bound and flash of an agent with limits', async () => {
    const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steadySteps(0, 30)) }];
    const agent = await openReplay(':memory:', { origin: 'live', sources, limits: { lossBoundMs: 10_000, ledgerBytesMax: 8_000_000 } });
    await agent.run(new AbortController().signal);
    const { storage, warnings } = statusOf(agent);
    expect(storage).toMatchObject({ tickMs: 10_000, lossBoundMs: 10_000, trouble: null, heldRecordCount: 0, hasBallast: false });
    expect(storage?.lanes).toEqual([{ lane: 'ledger', sizeBytes: expect.any(Number), bytesMax: 8_000_000 }]);
    expect(storage?.lanes[0]?.sizeBytes).toBeGreaterThan(4000);
    expect(storage?.flash).toEqual(unknown('insufficientData'));
    expect(warnings).toEqual([]);
    const [report] = agent.ledger.reports();
    const payload = JSON.parse(Buffer.from(report?.jws.split('.')[1] ?? '', 'base64url').toString()) as { time: object };
    expect(payload.time).toMatchObject({ lossBoundMs: 10_000 });
  });
});

describe('a disk that refuses', () => {
  it('is a warning with what to do and what would be lost', async () => {
    const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steadySteps(0, 30)) }];
    const agent = await openReplay(':memory:', { origin: 'live', sources, limits: {} });
    await agent.run(new AbortController().signal);
    const { guard } = agent.pipeline.recorder.limits ?? {};
    if (guard === undefined) throw new Error('an agent without limits');
    const outage = commitFailed(undefined, 'record/disk-full', 0);
    vi.spyOn(guard, 'status').mockReturnValue({ outage, hasBallast: false, heldRecordCount: 2 });
    expect(statusOf(agent).warnings).toEqual([
      'the disk refuses (record/disk-full): The disk is full: make room in record.directory; 2 records wait in memory and would be lost with the power',
    ]);
  });
});

describe('its samples', () => {
  it('are counted, with their limit, and left out where none are kept', async () => {
    const incidentDirectory = join(scratchDirectory('status'), 'incidents');
    const sources = [{ sourceId: 'arm', driverName: 'fake', source: fakeSource(steadySteps(0, 90)) }];
    const lanes = { incidentDirectory, samples: { bytesMax: 5_000_000 } };
    const agent = await openReplay(':memory:', { origin: 'live', sources, limits: {}, lanes });
    await agent.run(new AbortController().signal);
    const { storage } = statusOf(agent);
    const counts = { bytesMax: 5_000_000, evictedBatchCount: 0, evictedBytes: 0, evictedToWallMs: null, droppedBatchCount: 0 };
    expect(storage?.samples).toEqual({ ...counts, batchCount: 2, sizeBytes: expect.any(Number) });
    expect(storage?.lanes[1]).toEqual({ lane: 'samples', sizeBytes: storage?.samples?.sizeBytes, bytesMax: 5_000_000 });
    expect(statusOf(quiet).storage?.samples).toBeUndefined();
  });
});

describe('its warnings', () => {
  it.each<[SourceState, string | undefined]>([
    ['starting', undefined],
    ['running', undefined],
    ['ended', undefined],
    ['stopped', undefined],
    ['silent', 'source arm is silent: nothing arrived for 7 s'],
    ['backingOff', 'source arm is backingOff: nothing arrived for 7 s'],
  ])('of a source that is %s: %s', (state, warning) => {
    const { warnings } = statusOf(quiet, { board: boardWith(state, 'nothing arrived for 7 s') });
    expect(warnings).toEqual(warning === undefined ? [] : [warning]);
  });

  it.each<[ChannelState, string | undefined]>([
    ['connected', undefined],
    ['stopped', undefined],
    ['connecting', 'recipient insurer is not connected: no answer'],
    ['waiting', 'recipient insurer is not connected: no answer'],
  ])('of a recipient whose channel is %s: %s', (state, warning) => {
    const { warnings } = statusOf(quiet, { channels: [channelWith('insurer', state, 'no answer')] });
    expect(warnings).toEqual(warning === undefined ? [] : [warning]);
  });

  it('say how many reports wait for a receipt, once it is more than the one just closed', () => {
    const channels = [channelWith('insurer', 'waiting', 'refused'), channelWith('lessor', 'connected', 'connected')];
    expect(statusOf(threeReports, { channels }).warnings).toEqual([
      'recipient insurer is not connected: refused; 3 reports wait for a receipt',
      expect.stringMatching(/^recipient lessor .*: connected; 3 reports wait for a receipt$/),
    ]);
  });

  it('say nothing of waiting reports when nobody is to get them', () => {
    expect(statusOf(threeReports).warnings).toEqual([]);
  });

  it('of sources come before those of recipients', () => {
    const { warnings } = statusOf(quiet, { board: boardWith('silent', 'x'), channels: [channelWith('insurer', 'waiting', 'y')] });
    expect(warnings.map((text) => text.split(' ')[0])).toEqual(['source', 'recipient']);
  });
});
