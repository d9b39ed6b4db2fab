import type { Knowable } from './unknown.ts';

/** One lane of what the agent keeps on its disk; the limit is left out where the lane does not say it. */
export interface LaneStatus {
  readonly lane: 'ledger' | 'samples';
  readonly sizeBytes: number;
  readonly bytesMax?: number;
}

/** What the lane of samples has on the disk, and what it gave up there; `evictedToWallMs` is null before the first eviction. */
export interface StoredSamples {
  readonly batchCount: number;
  readonly sizeBytes: number;
  readonly evictedBatchCount: number;
  readonly evictedBytes: number;
  readonly evictedToWallMs: number | null;
}

/** Of a running lane. */
export interface SampleCounts extends StoredSamples {
  readonly bytesMax: number;
  /** Batches that no commit took in time. */
  readonly droppedBatchCount: number;
}

/** What the agent wears of its flash, and what it takes for granted in saying so. */
export interface FlashWear {
  /** Since the process started. */
  readonly writtenBytes: number;
  readonly bytesPerDay: number;
  /** Until the assumed endurance is used up, were the agent the only writer. */
  readonly lifeYears: number;
  readonly assumed: { readonly enduranceTb: number; readonly amplificationRatio: number };
}

/** The disk as the agent sees it. */
export interface StorageStatus {
  readonly lanes: readonly LaneStatus[];
  /** Left out where no samples are kept. */
  readonly samples?: SampleCounts;
  /** Period of the ticks now, and what a power cut could have cost since the last report. */
  readonly tickMs: number;
  readonly lossBoundMs: number;
  /** Code of what the disk refuses, null while it is well. */
  readonly trouble: string | null;
  /** Records that wait in memory for the disk. */
  readonly heldRecordCount: number;
  /** False when the room that is kept for saying "full" is used up, or was never to be had. */
  readonly hasBallast: boolean;
  readonly flash: Knowable<FlashWear>;
}
