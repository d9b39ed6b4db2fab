import type { LedgerEntry } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import type { UsageCounters } from '../contract/usage.ts';
import * as entries from './entries.ts';
import type { Ledger, StoredReport } from './ledger.ts';

/** One `meter.tick` per minute at most, one of each slower total per quarter of an hour (decisions B2). */
export const tickMs = 60_000;
export const totalsMs = 900_000;

export interface RecorderState {
  tickedMs: number | null;
  tickedCounters: UsageCounters | null;
  totalsRecordedMs: number | null;
}

export function openingRecorder(): RecorderState {
  return { tickedMs: null, tickedCounters: null, totalsRecordedMs: null };
}

/** What the slower totals are made of; asked for only when due. */
export interface Totals {
  readonly counters: UsageCounters;
  readonly travelUrad: () => Readonly<Record<string, number>>;
  readonly intake: () => Json;
  readonly anomaly: () => Readonly<Record<string, Json>> | undefined;
}

/** Decides what goes on the ledger when, and when it must be durable. */
export class Recorder {
  readonly state: RecorderState;
  readonly #ledger: Ledger;
  #due = false;

  constructor(ledger: Ledger, state: RecorderState) {
    this.#ledger = ledger;
    this.state = state;
  }

  /** True when something on the ledger must be made durable now. */
  get commitDue(): boolean {
    return this.#due;
  }

  append(entry: LedgerEntry): void {
    this.#ledger.append(entry);
    if (entry.urgent) this.#due = true;
  }

  /** Appends the periodic totals that are due at `time`. */
  tick(time: TimePoint, totals: Totals): void {
    const nowMs = monoMsOf(time);
    this.state.tickedMs ??= nowMs;
    this.state.totalsRecordedMs ??= nowMs;
    if (nowMs - this.state.tickedMs >= tickMs) this.#recordCounters(time, totals.counters);
    if (nowMs - this.state.totalsRecordedMs >= totalsMs) this.#recordTotals(time, totals);
  }

  /** Appends all totals whether due or not: before a report, and at the end. */
  flush(time: TimePoint, totals: Totals): void {
    this.#recordCounters(time, totals.counters);
    this.#recordTotals(time, totals);
  }

  /** Makes records, state and at most one report durable together. */
  commit(state: Json, report?: StoredReport): void {
    this.#ledger.commit(report === undefined ? { state } : { state, report });
    this.#due = false;
  }

  #recordCounters(time: TimePoint, counters: UsageCounters): void {
    const before = this.state.tickedCounters;
    const entry = entries.meterTick(time, before, counters);
    this.state.tickedMs = monoMsOf(time);
    this.state.tickedCounters = counters;
    if (entry !== undefined) this.#ledger.append(entry);
    this.#due = true;
  }

  #recordTotals(time: TimePoint, totals: Totals): void {
    this.state.totalsRecordedMs = monoMsOf(time);
    this.#ledger.append(entries.meterJoints(time, totals.travelUrad()));
    this.#ledger.append(entries.intakeCounts(time, totals.intake()));
    const anomaly = totals.anomaly();
    if (anomaly !== undefined) this.#ledger.append(entries.anomalyWindows(time, anomaly));
  }
}
