import { Aggregator } from './aggregate/aggregator.ts';
import { ClockWatch } from './aggregate/clock-watch.ts';
import { DeskRow } from './aggregate/desk-row.ts';
import { instanceIdOf } from './aggregate/process-life.ts';
import type { Assessor } from './assess/assessor.ts';
import type { DocumentTerms } from './assess/document-terms.ts';
import type { Origin } from './contract/driver.ts';
import type { ClosedWindow } from './contract/features.ts';
import type { Frame, FrameLayout } from './contract/frame.ts';
import type { HostRole } from './contract/host-role.ts';
import type { Message } from './contract/message.ts';
import type { Profile } from './contract/profile.ts';
import type { Json } from './contract/schema.ts';
import { type MonoMs, monoMsOf, type TimePoint, timePointAt } from './contract/time.ts';
import type { DetectedEvent, Gap } from './contract/usage.ts';
import { checkFrame, type FrameGates, gatesFor } from './ingest/check-frame.ts';
import { countFlaw, type IntakeCounts, openingIntakeCounts } from './ingest/intake-counts.ts';
import type { IntakeItem } from './ingest/intake-queue.ts';
import { type ClosingStages, periodClosing, totalsOf } from './period-closing.ts';
import { countEvent, openingPipeline, type PipelineState, restartPipeline, restoreTime, saveTime } from './pipeline-state.ts';
import * as entries from './record/entries.ts';
import type { Ledger } from './record/ledger.ts';
import type { LaneLimits } from './record/limits/recorder-limits.ts';
import type { RecordLanes } from './record/record-lanes.ts';
import { Recorder } from './record/recorder.ts';
import type { ClosedReport } from './report/close-report.ts';
import type { Reporter } from './report/reporter.ts';

export interface PipelineParts {
  readonly origin: Origin;
  readonly profile: Profile;
  readonly assessor: Assessor;
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  /** The saved state of an earlier run, if any: a replay goes on in it, a live agent starts afresh on its totals. */
  readonly saved: PipelineState | undefined;
  /** Facts of the first record: versions, hashes, source identity. */
  readonly started: Readonly<Record<string, Json>>;
  /** Samples and black box; a replay has none, so that two runs write the same bytes. */
  readonly lanes?: RecordLanes | undefined;
  readonly limits?: LaneLimits | undefined;
  /** Which signed documents are in force; without it nothing ends. */
  readonly terms?: DocumentTerms | undefined;
  readonly hostRole?: HostRole | undefined;
  readonly onReport?: (report: ClosedReport) => void;
}

/**
 * Carries items through the stages, in order, synchronously; time comes only with the items.
 * ```
 *  item ─▶ check ─▶ Aggregator ──1 s window──▶ Assessor ─▶ Recorder ─▶ Ledger ─▶ Reporter
 *                       └── events, gaps, desks ────────────▲
 *  after each item: commit when a record is urgent or a tick was due
 * ```
 */
export class Pipeline {
  readonly state: PipelineState;
  readonly #parts: PipelineParts;
  readonly #aggregator: Aggregator;
  readonly #desks: DeskRow;
  readonly clocks: ClockWatch;
  readonly #stages: ClosingStages;
  /** Says how full the ledger is and what its disk refuses. */
  readonly recorder: Recorder;
  readonly #gates = new Map<FrameLayout, FrameGates>();
  /** The last moment of the run before this process, if there was one. */
  readonly #before: TimePoint | undefined;
  #now: TimePoint | undefined;

  constructor(parts: PipelineParts) {
    const { saved, origin, reporter, hostRole } = parts;
    const continues = saved !== undefined && origin === 'replay';
    this.#parts = parts;
    this.#before = saved?.time ? restoreTime(saved.time) : undefined;
    this.#now = continues ? this.#before : undefined;
    this.state = saved === undefined ? openingPipeline(parts.assessor.state) : continues ? saved : restartPipeline(saved);
    this.recorder = new Recorder(parts.ledger, this.state.recorder, parts.limits);
    this.#aggregator = new Aggregator({
      state: this.state.aggregate,
      ...{ profile: parts.profile, hostRole },
      grade: parts.assessor.grade,
      output: {
        onWindow: (window) => this.#assess(window),
        onEventStart: (event) => this.#eventStarted(event),
        onEventEnd: (event) => this.#desks.eventEnded(event, entries.eventEnded(event)),
        onGap: (gap) => this.#gap(gap),
        onFault: (occurrence) => this.recorder.append(entries.fault(occurrence)),
      },
    });
    this.#stages = { state: this.state, aggregator: this.#aggregator, assessor: parts.assessor, ledger: parts.ledger };
    this.#desks = new DeskRow({ ...parts, state: this.state.aggregate, recorder: this.recorder });
    this.recorder.hearers.push(reporter, this.#desks);
    this.clocks = new ClockWatch({ state: this.state.aggregate, recorder: this.recorder, reporter, hostRole });
  }

  /** Events by class since the very first record. */
  eventCounts(): Readonly<Record<string, number>> {
    return this.state.eventCounts;
  }

  /** Prepares the buffers of a stream; before its first frame. */
  open(layout: FrameLayout): void {
    this.#gates.set(layout, gatesFor(layout, this.#parts.profile));
    this.#aggregator.open(layout);
    this.#parts.lanes?.open(layout);
  }

  /** Takes one item through all stages and makes durable what must be. */
  accept(item: IntakeItem): void {
    if (item.kind !== 'flaw') this.advance(item.kind === 'frame' ? item.frame.time : item.message.time);
    this.state.itemCount++;
    if (item.kind === 'frame') this.#frame(item.frame);
    else if (item.kind === 'message') this.#message(item.message);
    else countFlaw(this.#countsOf(item.sourceId), item.flaw);
    if (this.recorder.commitDue) this.#commit();
  }

  /** Closes open windows and the report period; `reason` goes on record. */
  finish(reason: string): void {
    if (this.#now === undefined || this.state.finished) return;
    this.state.finished = true;
    this.#aggregator.finish(monoMsOf(this.#now));
    this.#desks.stop(this.#now);
    this.clocks.stop(this.#now);
    for (const entry of this.#parts.lanes?.finish(this.#now) ?? []) this.recorder.append(entry);
    this.recorder.append(entries.agentStopped(this.#now, reason));
    if (this.recorder.limits !== undefined) this.#commit(); // What the disk refused is said before the report that seals it.
    this.#closeReport(this.#now);
  }

  #frame(frame: Frame): void {
    const gates = this.#gates.get(frame.layout);
    if (gates === undefined) return;
    const counts = this.#countsOf(frame.layout.sourceId);
    counts.frameCount++;
    counts.cellOutOfRangeCount += checkFrame(frame, gates);
    this.#parts.lanes?.frame(frame);
    this.#aggregator.frame(frame);
  }

  #message(message: Message): void {
    this.#countsOf(message.sourceId).messageCount++;
    this.#parts.lanes?.message(message);
    this.#aggregator.message(message);
    this.#desks.message(message);
  }

  /**
   * Moves time on, with an item or, while a live source is silent, without: windows close, ticks and reports fall due. Before an item
   * itself is taken: what ends here commits without it, so that a run killed right then takes the item again.
   */
  advance(time: TimePoint): void {
    const before = this.#now;
    this.#now = time;
    this.recorder.see(time);
    if (before === undefined) this.#start(time);
    this.clocks.see(before ?? this.#before, time);
    this.#aggregator.advance(monoMsOf(time));
    if (this.recorder.commitDue) this.#commit();
  }

  /** The first moment of this process: what runs here goes on record, and the very first opens the first report period. */
  #start(time: TimePoint): void {
    const { assessor, reporter, started } = this.#parts;
    const resumed = this.#before === undefined ? {} : { resumedFrom: new Date(this.#before.wallMs).toISOString() };
    this.recorder.append(entries.agentStarted(time, { ...started, instanceId: instanceIdOf(time), ...resumed }));
    this.recorder.append(entries.environmentGrade(time, assessor.grade));
    this.#findings(time, this.#parts.terms?.outOfTerm());
    this.clocks.start({ time, before: this.#before });
    this.#desks.start({ time, before: this.#before, versions: started.versions });
    assessor.begin(time, this.#before);
    if (reporter.period === null) reporter.open(time, this.state.aggregate.meter.counters, assessor.assessmentState());
  }

  #timeAt(atMs: MonoMs): TimePoint {
    if (this.#now === undefined) throw new RangeError('no item has brought a time yet');
    return timePointAt(this.#now, atMs);
  }

  #assess(window: ClosedWindow): void {
    const { assessor, reporter } = this.#parts;
    const time = this.#timeAt(window.endMs);
    this.#desks.window(window, time);
    const outcome = assessor.step(window, {
      eventCounts: this.state.pendingEvents,
      ...this.#aggregator.windowFacts(),
      safetyConfigurationChanged: this.#desks.takeSafetyConfigurationChanged(),
    });
    this.state.pendingEvents = {};
    this.#findings(time, outcome.findings);
    if (outcome.gradeChanged) {
      this.#aggregator.setGrade(assessor.grade);
      this.recorder.append(entries.environmentGrade(time, assessor.grade));
    }
    if (outcome.alarm !== undefined) {
      reporter.countAlarm();
      this.recorder.append(entries.anomalyAlarm(time, outcome.alarm));
      this.#parts.lanes?.alarm(time);
    }
    for (const entry of this.#parts.lanes?.window(window, time) ?? []) this.recorder.append(entry);
    for (const stretch of assessor.takeExposures(false)) this.recorder.append(entries.assessmentExposure(time, stretch));
    this.recorder.tick(time, totalsOf(this.#stages));
    const turns = this.#parts.terms?.turnsAt(time.wallMs) === true;
    if (!(turns || reporter.due(this.state.aggregate.meter.counters)) || this.recorder.isHolding) return;
    this.#closeReport(time);
    this.#findings(time, this.#parts.terms?.turn(time.wallMs));
  }

  #findings(time: TimePoint, findings: readonly { code: string; data: Readonly<Record<string, Json>> }[] = []): void {
    for (const { code, data } of findings) this.recorder.append(entries.finding(time, code, data));
  }

  #eventStarted(event: DetectedEvent): void {
    this.#parts.lanes?.event(event.eventClass, event.start);
    if (!this.#desks.event(event)) return;
    countEvent(this.state, event.eventClass);
    this.#parts.reporter.countEvent(event.eventClass);
    this.recorder.append(entries.eventStarted(event));
  }

  #gap(gap: Gap): void {
    const time = this.#timeAt(gap.toMs);
    this.#parts.reporter.addGap(gap, this.#timeAt(gap.fromMs).wallMs);
    this.#desks.gap(gap, entries.usageGap(time, gap));
  }

  #closeReport(time: TimePoint): void {
    const { assessor, ledger, reporter } = this.#parts;
    if (reporter.period === null) return;
    for (const stretch of assessor.takeExposures(true)) this.recorder.append(entries.assessmentExposure(time, stretch));
    this.recorder.flush(time, totalsOf(this.#stages));
    const closing = periodClosing(this.#stages, reporter.period, { time, lossBoundMs: this.recorder.lossBoundMs });
    const report = reporter.close(closing, ledger.peaks());
    if (report !== undefined) this.#commit(report);
  }

  #commit(report?: ClosedReport): void {
    this.#aggregator.save();
    this.state.period = this.#parts.reporter.period;
    this.state.assessor = this.#parts.assessor.state;
    this.state.time = this.#now === undefined ? null : saveTime(this.#now);
    const announce = () => report && this.#parts.onReport?.(report);
    this.recorder.commit(this.state as unknown as Json, report && { reportSeq: report.payload.reportSeq, jws: report.jws, announce });
  }

  #countsOf(sourceId: string): IntakeCounts {
    this.state.intake[sourceId] ??= openingIntakeCounts();
    return this.state.intake[sourceId];
  }
}
