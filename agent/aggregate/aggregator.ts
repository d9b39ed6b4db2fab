import type { EnvironmentGrade } from '../contract/assessment.ts';
import type { ClosedWindow } from '../contract/features.ts';
import type { Frame, FrameLayout } from '../contract/frame.ts';
import type { HostRole } from '../contract/host-role.ts';
import type { FaultMessage, Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import { type MonoMs, monoMs, monoMsOf } from '../contract/time.ts';
import { isUnknown, type Knowable, knownOr } from '../contract/unknown.ts';
import type { DetectedEvent, EndedEvent, FaultOccurrence, Gap, WindowFacts } from '../contract/usage.ts';
import type { AggregateState } from './aggregate-state.ts';
import { type BodyMotionLayout, bodyObservable, commandPosture, stepBodyMotion } from './body-motion.ts';
import { stepEventRuns } from './event-runs.ts';
import { stepFaultOccurrences } from './fault-occurrences.ts';
import { FlowMeter, type FlowRise, movingFloorMPerS } from './flow-meter.ts';
import { type JointMotionLayout, stepJointMotion } from './joint-motion.ts';
import { beginShown, endShown } from './merge-evidence.ts';
import { programRuns, seeMode } from './program-run.ts';
import { type Stream, StreamRow } from './stream-row.ts';
import { addAmounts, countUsage, gapBefore, type MotionKind, seeMotion, seePresence } from './usage-meter.ts';

export const windowMs = 1000;

/** What the aggregate stage tells the next one, as it happens. */
export interface AggregateOutput {
  /** A window of source time has closed; `operatingMs` counts since the last one. */
  onWindow(window: ClosedWindow): void;
  onEventStart(event: DetectedEvent): void;
  onEventEnd(event: EndedEvent): void;
  onGap(gap: Gap): void;
  onFault(occurrence: FaultOccurrence): void;
}

export interface AggregatorParts {
  readonly state: AggregateState;
  readonly profile: Profile;
  readonly grade: EnvironmentGrade;
  readonly output: AggregateOutput;
  /** Left out, the host is on the robot. */
  readonly hostRole?: HostRole | undefined;
}

/**
 * ```
 *  frame ──▶ presence, motion ──▶ usage meter (hours by grade)
 *        └─▶ window sums ──1 s──▶ features ─▶ onWindow
 *  message ─▶ event runs ─▶ onEventStart / onEventEnd      silence ─▶ onGap
 *          └▶ fault occurrences ─▶ onFault
 * ```
 * Time comes only with the items; `advance` moves it without one.
 */
export class Aggregator {
  readonly state: AggregateState;
  readonly #output: AggregateOutput;
  readonly #streams: StreamRow;
  readonly #flows: FlowMeter;
  readonly #balances: boolean;
  #grade: EnvironmentGrade;

  constructor(options: AggregatorParts) {
    this.state = options.state;
    this.#grade = options.grade;
    this.#output = options.output;
    this.#streams = new StreamRow(options.state, options.profile, options.hostRole);
    this.#flows = new FlowMeter(options.state.flows);
    this.#balances = options.profile.locomotion === 'legged';
  }

  /** Makes a stream's buffers before its first frame, and takes up its saved window. */
  open(layout: FrameLayout): void {
    this.#flows.open(this.#streams.open(layout).key, layout);
  }

  /** The grade from now on; what was counted before keeps the old one. */
  setGrade(grade: EnvironmentGrade): void {
    this.#grade = grade;
  }

  /** A checked frame, whose time is not before that of the item before it. */
  frame(frame: Frame): void {
    const stream = this.#streams.of(frame.layout);
    if (stream === undefined) return;
    const nowMs = monoMsOf(frame.time);
    this.advance(nowMs);
    if (this.#streams.showsPresence(stream)) this.#seeSource(frame.layout.sourceId, nowMs, this.#streams.presenceMs(stream));
    if (stream.motion !== undefined) this.#seeJoints(stream, stream.motion, frame);
    if (stream.body !== undefined) this.#seeBody(stream.key, stream.body, frame);
    const flow = this.#flows.step(frame);
    if (flow !== undefined) this.#seeFlow(flow, nowMs, stream.silenceMs);
    stream.accumulator.add(frame);
  }

  message(message: Message): void {
    const nowMs = monoMsOf(message.time);
    this.advance(nowMs);
    const { state, started, ended } = stepEventRuns(this.state.events, message);
    this.state.events = state;
    if (message.kind === 'safety' && message.drivesPowered !== undefined) this.#setDrives(message.drivesPowered, nowMs);
    if (message.kind === 'mode') {
      this.state.programs[message.sourceId] = seeMode(this.state.programs[message.sourceId], message);
      this.#seeProgram(nowMs);
      for (const body of Object.values(this.state.body)) commandPosture(body, message, nowMs);
    }
    this.#showEvents(started, ended);
    if (message.kind === 'fault') this.#fault(message);
  }

  #fault(message: FaultMessage): void {
    const { state, occurrences } = stepFaultOccurrences(this.state.faults, message);
    this.state.faults = state;
    for (const occurrence of occurrences) this.#output.onFault(occurrence);
  }

  /** Closes every window that ends at or before `nowMs`; an empty stretch is one window. */
  advance(nowMs: MonoMs): void {
    const { state } = this;
    if (state.windowStartMs === null) {
      state.windowStartMs = Math.floor(nowMs / windowMs) * windowMs;
      this.#count(nowMs);
    }
    if (nowMs < state.windowStartMs + windowMs) return;
    this.#closeWindow(monoMs(state.windowStartMs + windowMs));
    const currentStartMs = Math.floor(nowMs / windowMs) * windowMs;
    if (currentStartMs > state.windowStartMs) this.#closeWindow(monoMs(currentStartMs));
  }

  /** Counts up to `nowMs` and closes what is open: the end of a recording, or a stop. */
  finish(nowMs: MonoMs): void {
    this.advance(nowMs);
    if (this.state.windowStartMs !== null && nowMs > this.state.windowStartMs) this.#closeWindow(nowMs);
  }

  /** Classes that a live source has proven it can report (decisions B5). */
  observable(): string[] {
    const byMessage = Object.values(this.state.events.proven).flat();
    const byBody = Object.values(this.state.body).flatMap(bodyObservable);
    return [...new Set([...byMessage, ...byBody])].sort();
  }

  /** What is said of a window besides its features, as it closes. */
  windowFacts(): WindowFacts {
    const ongoing = Object.entries(this.state.shown).filter(([, { evidenceCount }]) => evidenceCount > 0);
    return { observable: this.observable(), ongoing: ongoing.map(([eventClass]) => eventClass) };
  }

  /** Travel of every joint so far, whole microradians, by joint name. */
  travelUrad(): Record<string, number> {
    return this.#streams.travelUrad();
  }

  /** Copies the open windows into the state, for saving. */
  save(): AggregateState {
    this.#streams.save();
    return this.state;
  }

  #closeWindow(endMs: MonoMs): void {
    const { state } = this;
    this.#count(endMs);
    const startMs = monoMs(state.windowStartMs ?? endMs);
    const streams = this.#streams.close(startMs, endMs);
    const operatingMs = state.meter.counters.operatingMs - state.operatingMsAtWindowStart;
    state.meter = addAmounts(state.meter, { loadMs: Math.round(operatingMs * knownOr(this.#streams.loadRatio(streams), 0)) });
    state.windowStartMs = endMs;
    state.operatingMsAtWindowStart = state.meter.counters.operatingMs;
    this.#output.onWindow({ startMs, endMs, operatingMs, streams });
  }

  #count(toMs: MonoMs): void {
    const conditions = { grade: this.#grade, drivesPowered: this.state.drivesPowered, balances: this.#balances };
    this.state.meter = countUsage(this.state.meter, toMs, conditions);
  }

  #seeSource(sourceId: string, nowMs: MonoMs, silenceMs: number): void {
    const heldUntilMs = this.state.heldUntilMs[sourceId];
    const gap = gapBefore(sourceId, heldUntilMs, nowMs);
    if (gap !== undefined) this.#output.onGap(gap);
    if (nowMs > this.state.meter.presentUntilMs) this.#count(nowMs);
    this.state.meter = seePresence(this.state.meter, nowMs, silenceMs);
    this.state.heldUntilMs[sourceId] = Math.max(heldUntilMs ?? 0, nowMs + silenceMs);
  }

  #seeJoints(stream: Stream, motion: JointMotionLayout, frame: Frame): void {
    const state = this.state.motion[stream.key];
    if (state === undefined) return;
    const nowMs = monoMsOf(frame.time);
    const moving = stepJointMotion(state, frame, motion);
    if (isUnknown(moving)) return;
    this.#seeMoving('joints', nowMs, { moving, knownUntilMs: nowMs + stream.silenceMs });
  }

  /** What the base travelled or the robot drew; a base above 0.02 m/s is operating (risk model §2.1). */
  #seeFlow({ quantity, riseValue, ratePerS }: FlowRise, nowMs: MonoMs, silenceMs: number): void {
    if (riseValue > 0) this.state.meter = addAmounts(this.state.meter, { [quantity]: riseValue });
    if (quantity !== 'distanceUm' || isUnknown(ratePerS)) return;
    this.#seeMoving('base', nowMs, { moving: ratePerS > movingFloorMPerS, knownUntilMs: nowMs + silenceMs });
  }

  #seeProgram(nowMs: MonoMs): void {
    const { programs, drivesPowered } = this.state;
    this.#count(nowMs);
    const seen = programRuns(programs, { nowMs, drivesPowered, balances: this.#balances });
    this.state.meter = seeMotion(this.state.meter, 'program', seen);
  }

  #seeMoving(kind: MotionKind, nowMs: MonoMs, seen: { readonly moving: boolean; readonly knownUntilMs: number }): void {
    const { moving, knownUntilMs } = this.state.meter.motion[kind];
    if (seen.moving !== moving || nowMs > knownUntilMs) this.#count(nowMs);
    this.state.meter = seeMotion(this.state.meter, kind, seen);
  }

  #seeBody(key: string, body: BodyMotionLayout, frame: Frame): void {
    const state = this.state.body[key];
    if (state === undefined) return;
    const { started, ended } = stepBodyMotion(state, frame, body);
    this.#showEvents(started, ended);
  }

  /** One event per class at a time, however many signals show it. */
  #showEvents(started: readonly DetectedEvent[], ended: readonly EndedEvent[]): void {
    const { shown } = this.state;
    for (const event of started) {
      const begun = beginShown(shown[event.eventClass], event);
      shown[event.eventClass] = begun.shown;
      if (begun.isNew) this.#output.onEventStart(event);
    }
    for (const event of ended) {
      const over = endShown(shown[event.eventClass], event);
      shown[event.eventClass] = over.shown;
      if (over.ended !== undefined) this.#output.onEventEnd(over.ended);
    }
  }

  #setDrives(drivesPowered: Knowable<boolean>, nowMs: MonoMs): void {
    this.#count(nowMs);
    this.state.drivesPowered = drivesPowered;
    this.#seeProgram(nowMs);
  }
}
