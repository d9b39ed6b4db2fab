import type { ClosedWindow } from '../contract/features.ts';
import type { Message } from '../contract/message.ts';
import type { LedgerEntry, LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import type { TimePoint } from '../contract/time.ts';
import type { DetectedEvent, EndedEvent, Gap } from '../contract/usage.ts';

/** What a desk has to say after a call; usually nothing. */
export interface DeskOutput {
  /** For the ledger, in order. */
  readonly entries: readonly LedgerEntry[];
  /** Operating time nobody metered, to be imputed (decisions B4), ms. */
  readonly unmeteredMs?: number;
  /** True when safety configuration, limits, payload or TCP changed (decisions B7). */
  readonly safetyConfigurationChanged?: boolean;
  /** False when an event counts in no class: it is put down to something else (risk model §3.6). */
  readonly isCounted?: false;
}

export const nothingToSay: DeskOutput = { entries: [] };

/** The first moment of a process, and the last one known of the process before it. */
export interface ProcessStart {
  readonly time: TimePoint;
  readonly before: TimePoint | undefined;
  /** Version words of everything that runs here, by name. */
  readonly versions?: Json | undefined;
}

/**
 * Watches one sort of slow fact beside the usage meter: witnesses, behaviour, the clocks. A desk keeps plain JSON in the aggregate's state, has no
 * clock of its own, and never throws over what a robot says.
 */
export interface Desk {
  start?(start: ProcessStart): DeskOutput;
  message?(message: Message): DeskOutput;
  event?(event: DetectedEvent): DeskOutput;
  eventEnded?(event: EndedEvent): DeskOutput;
  /** A source is heard again after a silence; `time` is its end. */
  gap?(gap: Gap, time: TimePoint): DeskOutput;
  /** After each closed window; `time` is its end. */
  window?(window: ClosedWindow, time: TimePoint): DeskOutput;
  stop?(time: TimePoint): DeskOutput;
  /** What was put on the ledger, by whomever; periodic totals are not told. */
  record?(record: LedgerRecord): void;
}
