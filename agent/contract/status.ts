import type { AnomalyStatus } from './anomaly.ts';
import type { RiskDriver } from './assessment.ts';
import type { Origin } from './driver.ts';
import type { HealthCondition } from './health.ts';
import type { OutboxCounts } from './outbox.ts';
import type { ReportedDocuments } from './signed-document.ts';
import type { StorageStatus } from './storage-status.ts';
import type { Knowable } from './unknown.ts';
import type { UsageCounters } from './usage.ts';
import type { UsageExport } from './usage-export.ts';

/** `silent`: the source runs, but nothing has arrived for its silence limit: alive but collecting nothing. */
export type SourceState = 'starting' | 'running' | 'silent' | 'backingOff' | 'ended' | 'stopped';

export interface SourceStatus {
  readonly sourceId: string;
  readonly driver: string;
  readonly state: SourceState;
  readonly reason: string;
  readonly frameCount: number;
  readonly flawCount: number;
  readonly restartCount: number;
}

export type ChannelState = 'connecting' | 'connected' | 'waiting' | 'stopped';

export interface ChannelStatus {
  readonly recipientId: string;
  readonly url: string;
  readonly state: ChannelState;
  readonly reason: string;
  /** 5, 4 (which is 3.1.1), or unknown before the first connection. */
  readonly protocolVersion: Knowable<number>;
  readonly sentCount: number;
  readonly receiptedCount: number;
  /** Whatever else the channel counts, by name: sent again, refused, rejected, ignored. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** What `status`, the page and the terminal show of a running agent; the whole agent in one object. */
export interface AgentStatus {
  readonly agentId: string;
  readonly origin: Origin;
  readonly robot: string;
  readonly wall: string;
  readonly uptimeMs: number;
  readonly sources: readonly SourceStatus[];
  readonly counters: UsageCounters;
  /** The same in the words of OPC UA and VDA 5050. */
  readonly usage: UsageExport;
  readonly gradeText: string;
  /** Condition of the components; agents of earlier versions do not say. */
  readonly health?: HealthCondition;
  readonly riskIndex: Knowable<number>;
  /** 90 % interval of the index; left out where nobody computed it. */
  readonly p05Index?: Knowable<number>;
  readonly p95Index?: Knowable<number>;
  readonly drivers: readonly RiskDriver[];
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly notObserved: readonly string[];
  readonly anomaly: AnomalyStatus;
  readonly warnings: readonly string[];
  /** Whose signatures stand behind context and reference model; agents of earlier versions do not say. */
  readonly documents?: ReportedDocuments;
  readonly ledgerSize: number;
  readonly outbox: OutboxCounts;
  /** Left out where nothing is limited, as in a replay. */
  readonly storage?: StorageStatus;
  readonly channels: readonly ChannelStatus[];
  readonly statement: string;
}
