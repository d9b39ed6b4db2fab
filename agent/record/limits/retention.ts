const dayMs = 86_400_000;

/** How long what is kept, ms; byte caps stand above it (decisions D4, D6). */
export const retentionMs = {
  /** After the receipt of every required recipient. */
  afterReceipt: 30 * dayMs,
  /** Where nobody is required to receipt. */
  unbound: 90 * dayMs,
  /** Events, boots, gaps, configuration and safety: 24 months of 30.44 days, rounded up. */
  events: 731 * dayMs,
} as const;

/** From here on the byte cap stands above the retention of periodic rows, and from the second on above that of events too. */
export const capRatios = { periodic: 0.98, events: 1 } as const;

/** What is known of a stretch of records and of the report that sealed it. */
export interface Stretch {
  readonly nowMs: number;
  /** Wall label of its last record. */
  readonly lastMs: number;
  readonly fillRatio: number;
  /** Whether a recipient must receipt reports. */
  readonly isBound: boolean;
  /** When the report that sealed it was receipted; undefined while it was not. */
  readonly receiptedMs: number | undefined;
}

/** Whether the periodic rows of a finished, sealed day may be replaced by their aggregate. */
export function mayCoalesce({ nowMs, lastMs, fillRatio, isBound, receiptedMs }: Stretch): boolean {
  if (fillRatio >= capRatios.periodic) return true;
  if (receiptedMs !== undefined) return nowMs - receiptedMs >= retentionMs.afterReceipt;
  return !isBound && nowMs - lastMs >= retentionMs.unbound;
}

/** Whether events may go: after 24 months, and not before their day's periodic rows. */
export function mayDropEvents(stretch: Stretch): boolean {
  if (stretch.fillRatio >= capRatios.events) return true;
  return mayCoalesce(stretch) && stretch.nowMs - stretch.lastMs >= retentionMs.events;
}

/** Whether the signed reports of a day, all but its last, may go: they are evidence, so the byte cap spares what nobody has receipted. */
export function mayDropReports(stretch: Stretch): boolean {
  return mayCoalesce({ ...stretch, fillRatio: stretch.isBound && stretch.receiptedMs === undefined ? 0 : stretch.fillRatio });
}
