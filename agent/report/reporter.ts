import type { TalliedRecord } from '../contract/finding.ts';
import type { Json } from '../contract/schema.ts';
import type { TimePoint } from '../contract/time.ts';
import type { Gap, UsageCounters } from '../contract/usage.ts';
import type { SigningKey } from '../evidence/keys.ts';
import { type ClosedReport, closeReport, type PeriodClosing, type ReportSubject } from './close-report.ts';
import { addGap, countEvent, countFinding, openPeriod, type PeriodState } from './period.ts';

/** A report closes after this much monotonic power-on time, at a stop, or at the end of a replay (decisions D2). */
export const reportPeriodMs = 3_600_000;

/** Keeps the open period and closes it into a signed report. Its state is null until the first moment is known. */
export class Reporter {
  readonly #subject: ReportSubject;
  readonly #key: SigningKey;
  readonly #periodMs: number;
  period: PeriodState | null;

  constructor(options: { subject: ReportSubject; key: SigningKey; period: PeriodState | null; periodMs?: number }) {
    this.#subject = options.subject;
    this.#key = options.key;
    this.#periodMs = options.periodMs ?? reportPeriodMs;
    this.period = options.period;
  }

  /** Opens the very first period. */
  open(time: TimePoint, counters: UsageCounters, assessment: Json): void {
    this.period = openPeriod({
      reportSeq: 0,
      prevReport: null,
      openedWallMs: time.wallMs,
      opening: counters,
      openingAssessment: assessment,
      logSize: 0,
      logPeaks: [],
    });
  }

  countEvent(eventClass: string): void {
    if (this.period !== null) this.period = countEvent(this.period, eventClass);
  }

  /** Hears every record but the periodic totals. */
  seeRecord(record: TalliedRecord): void {
    if (this.period !== null) this.period = countFinding(this.period, record);
  }

  countAlarm(): void {
    if (this.period !== null) this.period = { ...this.period, alarmCount: this.period.alarmCount + 1 };
  }

  addGap(gap: Gap, fromWallMs: number): void {
    if (this.period !== null) this.period = addGap(this.period, gap, fromWallMs);
  }

  /** The most that all steps of the wall clock in this period can have moved its labels, for a verifier's tolerance. */
  seeClockStep(stepMs: number): void {
    if (this.period === null) return;
    this.period = { ...this.period, maxStepMs: this.period.maxStepMs + Math.abs(stepMs) };
  }

  /** The clock was set for the first time: a period that opened under the clock that was wrong is labelled anew, by the same step. */
  seeSynchronised(stepMs: number, labelled: { readonly fromWallMs: number; readonly toWallMs: number }): void {
    if (this.period === null) return;
    const { openedWallMs } = this.period;
    if (openedWallMs < labelled.fromWallMs || openedWallMs > labelled.toWallMs) return;
    this.period = { ...this.period, openedWallMs: openedWallMs + stepMs };
  }

  due(counters: UsageCounters): boolean {
    return this.period !== null && counters.powerOnMs - this.period.opening.powerOnMs >= this.#periodMs;
  }

  /** Signs the period's report and opens the next period where this one ended. */
  close(closing: PeriodClosing, logPeaks: readonly string[]): ClosedReport | undefined {
    if (this.period === null) return undefined;
    const report = closeReport(this.#subject, this.period, { closing, key: this.#key });
    this.period = openPeriod({
      reportSeq: this.period.reportSeq + 1,
      prevReport: report.sha256,
      openedWallMs: closing.time.wallMs,
      opening: closing.counters,
      openingAssessment: closing.assessment,
      logSize: closing.log.size,
      logPeaks,
    });
    return report;
  }
}
