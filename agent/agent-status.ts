import type { Agent } from './agent.ts';
import { environmentText } from './assess/environment-text.ts';
import { riskStatement } from './assess/risk-messages.ts';
import type { Origin } from './contract/driver.ts';
import type { Profile } from './contract/profile.ts';
import type { AgentStatus, ChannelStatus, SourceStatus } from './contract/status.ts';
import { type Clock, monoMsOf } from './contract/time.ts';
import type { SourceBoard } from './ingest/source-board.ts';

export interface AgentStatusParts {
  readonly agent: Agent;
  readonly board: SourceBoard;
  readonly channels: readonly { status(): ChannelStatus }[];
  readonly clock: Clock;
  readonly startedMs: number;
  readonly origin: Origin;
  readonly profile: { readonly value: Profile };
  readonly key: { readonly kid: string };
}

/** The whole agent in one object: what the page, `status` and the demo's terminal show. */
export function agentStatus({ agent, board, channels, clock, startedMs, origin, profile, key }: AgentStatusParts): AgentStatus {
  const { state } = agent.pipeline;
  const { counters } = state.aggregate.meter;
  const now = clock.now();
  const risk = agent.assessor.assess(counters);
  const sources = board.statuses(state.intake);
  const channelStatuses = channels.map((channel) => channel.status());
  return {
    agentId: key.kid,
    origin,
    robot: `${profile.value.manufacturer} ${profile.value.model}`,
    wall: new Date(now.wallMs).toISOString(),
    uptimeMs: monoMsOf(now) - startedMs,
    sources,
    counters,
    gradeText: environmentText(agent.assessor.grade),
    riskIndex: risk.riskIndex,
    p05Index: risk.p05Index,
    p95Index: risk.p95Index,
    drivers: risk.drivers,
    eventCounts: agent.pipeline.eventCounts(),
    notObserved: risk.notObserved,
    anomaly: agent.assessor.anomalyStatus(),
    warnings: warningsOf(sources, channelStatuses),
    ledgerSize: agent.ledger.size,
    outbox: agent.ledger.outbox.counts(),
    channels: channelStatuses,
    statement: riskStatement,
  };
}

function warningsOf(sources: readonly SourceStatus[], channels: readonly ChannelStatus[]): string[] {
  return [
    ...sources
      .filter(({ state }) => state === 'silent' || state === 'backingOff')
      .map(({ sourceId, state, reason }) => `source ${sourceId} is ${state}: ${reason}`),
    ...channels.filter(({ state }) => state === 'waiting').map(({ recipientId, reason }) => `recipient ${recipientId} waits: ${reason}`),
  ];
}
