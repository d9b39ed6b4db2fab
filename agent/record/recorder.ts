import type { LedgerEntry, LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { sha256Prefixed } from '../evidence/hash.ts';
import type { CarriedReport, StoredReport } from './commit.ts';
import * as entries from './entries.ts';
import type { Ledger } from './ledger.ts';
import { type LaneLimits, lossBoundMsDefault, RecorderLimits } from './limits/recorder-limits.ts';

/** One `meter.tick` per minute at most, one of each slower total per quarter of an hour (decisions B2). */
export const tickMs = lossBoundMsDefault;
export const totalsMs = 900_000;
const secondMs = 1000;

export interface RecorderState {
  tickedMs: number | null;
  tickedCounters: UsageCounters | null;
  totalsRecordedMs: number | null;
  /** How much the filling lane has thinned the ticks; absent in what earlier versions saved. */
  thinningIndex?: number;
  /** Longest time since the last report that nothing was made durable, or might not have been; absent: the tick period. */
  boundMs?: number;
}

export function openingRecorder(): RecorderState {
  return { tickedMs: null, tickedCounters: null, totalsRecordedMs: null };
}

/** A report to be made durable, and who is to know when it is. */
export interface WaitingReport extends StoredReport {
  readonly announce?: () => void;
}

/** What the slower totals are made of; asked for only when due. */
export interface Totals {
  readonly counters: UsageCounters;
  readonly travelUrad: () => Readonly<Record<string, number>>;
  readonly intake: () => Json;
  readonly anomaly: () => Readonly<Record<string, Json>> | undefined;
}

/**
 * Decides what goes on the ledger when, and when it must be durable. With limits, as in a live agent, ticks thin as the lane fills, old days
 * are replaced, and a disk that refuses does not stop the metering; without them every refusal is thrown.
 */
export class Recorder {
  readonly state: RecorderState;
  readonly limits: RecorderLimits | undefined;
  /** Hear every record but the periodic totals. */
  readonly hearers: { seeRecord(record: LedgerRecord): void }[] = [];
  readonly #ledger: Ledger;
  #periodMs: number;
  #due = false;
  #now: TimePoint | undefined;
  #waiting: readonly WaitingReport[] = [];

  constructor(ledger: Ledger, state: RecorderState, limits?: LaneLimits) {
    this.#ledger = ledger;
    this.state = state;
    this.limits = limits && new RecorderLimits(ledger, limits, entries);
    this.#periodMs = this.limits?.period(state.thinningIndex ?? 0).periodMs ?? tickMs;
  }

  /** True when something on the ledger must be made durable now. */
  get commitDue(): boolean {
    return (this.#due || this.isHolding) && (this.#now === undefined || this.limits?.guard.mayTry(monoMsOf(this.#now)) !== false);
  }

  /** True while the disk refuses: nothing that can wait should be closed now. */
  get isHolding(): boolean {
    return this.limits?.guard.isHolding ?? false;
  }

  /** What a power cut could have cost at most since the last report, ms. */
  get lossBoundMs(): number {
    return Math.max(this.#periodMs, this.state.boundMs ?? 0);
  }

  /** Moves time on: the pace of what is tried again, and from a process's first moment that of its ticks. */
  see(time: TimePoint): void {
    this.#now = time;
    // Down to the second on which windows end, or the first tick of a process would come later than the loss bound allows.
    this.state.tickedMs ??= Math.floor(monoMsOf(time) / secondMs) * secondMs;
  }

  /** As the names of programs stand on record. */
  hashOf(text: string): string {
    return sha256Prefixed(text);
  }

  append(entry: LedgerEntry): void {
    this.#now ??= entry.time;
    if (this.limits?.guard.admits(entry) === false) return;
    const record = this.#ledger.append(entry);
    for (const hearer of this.hearers) hearer.seeRecord(record);
    if (entry.urgent) this.#due = true;
  }

  /** Appends the periodic totals that are due at `time`; none while the disk refuses: the first ones after it say them all. */
  tick(time: TimePoint, totals: Totals): void {
    this.#now = time;
    const nowMs = monoMsOf(time);
    if (this.#ledger.scrub(nowMs)) this.#due = true;
    this.state.tickedMs ??= nowMs;
    this.state.totalsRecordedMs ??= nowMs;
    if (this.isHolding) return;
    if (nowMs - this.state.tickedMs >= this.#periodMs) this.#recordCounters(time, totals.counters);
    if (nowMs - this.state.totalsRecordedMs >= Math.max(totalsMs, this.#periodMs)) this.#recordTotals(time, totals);
  }

  /** Appends all totals whether due or not: before a report, and at the end. A lane that fills up leaves it at what is due. */
  flush(time: TimePoint, totals: Totals): void {
    if ((this.state.thinningIndex ?? 0) > 0) {
      this.tick(time, totals);
      return;
    }
    this.#recordCounters(time, totals.counters);
    this.#recordTotals(time, totals);
  }

  /** Makes records, state and at most one report durable together; with limits, as soon as the disk lets it. */
  commit(state: Json, report?: WaitingReport): void {
    if (report !== undefined) this.#waiting = [...this.#waiting, report];
    const durable = this.#waiting;
    if (!this.#write(state, durable)) return;
    this.#waiting = [];
    this.#due = false;
    for (const { announce } of durable) announce?.();
  }

  #write(state: Json, reports: readonly WaitingReport[]): boolean {
    const newest = reports.at(-1);
    const carried = reports.slice(0, -1).map(({ reportSeq, jws }): CarriedReport => ({ reportSeq, jws, receipt: null }));
    const commit = { state, carried, ...(newest === undefined ? {} : { report: { reportSeq: newest.reportSeq, jws: newest.jws } }) };
    if (this.limits === undefined || this.#now === undefined) {
      this.#ledger.commit(commit);
      return true;
    }
    const { isDurable, outageMs } = this.limits.guard.commit(commit, this.#now);
    if (isDurable && newest !== undefined) delete this.state.boundMs;
    if (outageMs > this.lossBoundMs) this.state.boundMs = outageMs;
    return isDurable;
  }

  #recordCounters(time: TimePoint, counters: UsageCounters): void {
    const before = this.state.tickedCounters;
    const entry = entries.meterTick(time, before, counters);
    this.state.tickedMs = monoMsOf(time);
    this.state.tickedCounters = counters;
    if (entry !== undefined) this.#ledger.append(entry);
    this.#due = true;
    this.#keepWithinLimits(time);
  }

  /** At each tick: a day that may go is replaced, then the lane's fill gives the next tick period. */
  #keepWithinLimits(time: TimePoint): void {
    if (this.limits === undefined) return;
    const aggregate = this.limits.upkeep(time);
    if (aggregate !== undefined) this.#ledger.append(aggregate);
    const period = this.limits.period(this.state.thinningIndex ?? 0);
    if (period.levelIndex === (this.state.thinningIndex ?? 0)) return;
    this.state.boundMs = this.lossBoundMs;
    this.state.thinningIndex = period.levelIndex;
    this.#periodMs = period.periodMs;
    this.#ledger.append(this.limits.thinned(time, period));
  }

  #recordTotals(time: TimePoint, totals: Totals): void {
    this.state.totalsRecordedMs = monoMsOf(time);
    this.#ledger.append(entries.meterJoints(time, totals.travelUrad()));
    this.#ledger.append(entries.intakeCounts(time, totals.intake()));
    const anomaly = totals.anomaly();
    if (anomaly !== undefined) this.#ledger.append(entries.anomalyWindows(time, anomaly));
  }
}
