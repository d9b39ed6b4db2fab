import type { Agent } from './agent.ts';
import { healthCondition } from './assess/health/health-condition.ts';
import { openingHealth } from './assess/health/health-watch.ts';
import { riskStatement } from './assess/risk-messages.ts';
import type { Origin } from './contract/driver.ts';
import type { OutboxCounts } from './contract/outbox.ts';
import type { Profile } from './contract/profile.ts';
import type { AgentStatus, ChannelStatus, SourceStatus } from './contract/status.ts';
import type { StorageStatus } from './contract/storage-status.ts';
import { type Clock, monoMsOf, type TimePoint } from './contract/time.ts';
import type { Knowable } from './contract/unknown.ts';
import { exportUsage, type UsageExport } from './contract/usage-export.ts';
import type { SourceBoard } from './ingest/source-board.ts';
import { diskText } from './record/limits/disk-error.ts';

export interface AgentStatusParts {
  readonly agent: Agent;
  readonly board: SourceBoard;
  readonly channels: readonly { status(): ChannelStatus }[];
  readonly clock: Clock;
  readonly startedMs: number;
  readonly origin: Origin;
  readonly profile: { readonly value: Profile };
  readonly key: { readonly kid: string };
  readonly serialNumber: Knowable<string>;
}

/** The whole agent in one object: what the page, `status` and the demo's terminal show. */
export function agentStatus(parts: AgentStatusParts): AgentStatus {
  const { agent, board, channels, clock, startedMs, origin, profile, key } = parts;
  const { state } = agent.pipeline;
  const { counters } = state.aggregate.meter;
  const { health = openingHealth, assessment } = agent.assessor.state;
  const now = clock.now();
  const risk = agent.assessor.assess(counters);
  const sources = board.statuses(state.intake);
  const channelStatuses = channels.map((channel) => channel.status());
  const outbox = agent.ledger.outbox.counts();
  const storage = storageOf(agent, monoMsOf(now));
  return {
    agentId: key.kid,
    origin,
    robot: `${profile.value.manufacturer} ${profile.value.model}`,
    wall: new Date(now.wallMs).toISOString(),
    uptimeMs: monoMsOf(now) - startedMs,
    sources,
    counters,
    usage: usageOf(parts, now, outbox.closedCount),
    gradeText: agent.assessor.gradeText(),
    health: healthCondition(health, assessment.health, profile.value),
    riskIndex: risk.riskIndex,
    p05Index: risk.p05Index,
    p95Index: risk.p95Index,
    drivers: risk.drivers,
    eventCounts: agent.pipeline.eventCounts(),
    notObserved: risk.notObserved,
    anomaly: agent.assessor.anomalyStatus(),
    warnings: [...diskWarnings(storage), ...agent.terms.warnings(), ...warningsOf(sources, channelStatuses, outbox)],
    documents: agent.terms.reported,
    ledgerSize: agent.ledger.size,
    outbox,
    ...(storage === undefined ? {} : { storage }),
    channels: channelStatuses,
    statement: riskStatement,
  };
}

function usageOf({ agent, profile, serialNumber, key }: AgentStatusParts, now: TimePoint, messageCount: number): UsageExport {
  return exportUsage(agent.pipeline.state.aggregate.meter.counters, {
    messageCount,
    wallMs: now.wallMs,
    manufacturer: profile.value.manufacturer,
    serialNumber,
    agentId: key.kid,
    startUpWallMs: now.wallMs - now.boottimeMs,
  });
}

function storageOf({ pipeline, ledger, lanes }: Agent, nowMs: number): StorageStatus | undefined {
  const { limits, state, lossBoundMs } = pipeline.recorder;
  if (limits === undefined) return undefined;
  const { outage, heldRecordCount, hasBallast } = limits.guard.status();
  const samples = lanes?.samples.counts();
  return {
    lanes: [
      { lane: 'ledger', sizeBytes: ledger.limits.bytes.sizeBytes, bytesMax: limits.bytesMax },
      ...(samples === undefined ? [] : [{ lane: 'samples', sizeBytes: samples.sizeBytes, bytesMax: samples.bytesMax } as const]),
    ],
    ...(samples === undefined ? {} : { samples }),
    tickMs: limits.period(state.thinningIndex ?? 0).periodMs,
    lossBoundMs,
    trouble: outage?.code ?? null,
    heldRecordCount,
    hasBallast,
    flash: limits.flash(nowMs),
  };
}

function diskWarnings(storage: StorageStatus | undefined): string[] {
  if (!storage?.trouble) return [];
  const { trouble, heldRecordCount } = storage;
  return [
    `the disk refuses (${trouble}): ${diskText(trouble)}; ${heldRecordCount} records wait in memory and would be lost with the power`,
  ];
}

/** A report waits a moment for its receipt; when two wait, the older one has waited for a whole report period. */
const waitingWarnedCount = 2;

function warningsOf(
  sources: readonly SourceStatus[],
  channels: readonly ChannelStatus[],
  { closedCount, receiptedCount }: OutboxCounts,
): string[] {
  const waitingCount = closedCount - receiptedCount;
  const waiting = waitingCount >= waitingWarnedCount ? `; ${waitingCount} reports wait for a receipt` : '';
  const away = channels.filter(({ state }) => state === 'waiting' || state === 'connecting');
  const unreceipted = channels.filter(({ state }) => state === 'connected' && waiting !== '');
  return [
    ...sources
      .filter(({ state }) => state === 'silent' || state === 'backingOff')
      .map(({ sourceId, state, reason }) => `source ${sourceId} is ${state}: ${reason}`),
    ...away.map(({ recipientId, reason }) => `recipient ${recipientId} is not connected: ${reason}${waiting}`),
    ...unreceipted.map(({ recipientId, reason }) => `recipient ${recipientId} sends no receipt that counts: ${reason}${waiting}`),
  ];
}
