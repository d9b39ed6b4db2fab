import type { Knowable } from './unknown.ts';

/** One lane of what the agent keeps on its disk; the limit is left out where the lane does not say it. */
export interface LaneStatus {
  readonly lane: 'ledger' | 'samples';
  readonly sizeBytes: number;
  readonly bytesMax?: number;
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
