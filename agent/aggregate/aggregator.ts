import type { EnvironmentGrade } from '../contract/assessment.ts';
import type { ClosedWindow } from '../contract/features.ts';
import type { Frame, FrameLayout } from '../contract/frame.ts';
import type { FaultMessage, Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import { type MonoMs, monoMs, monoMsOf } from '../contract/time.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import type { DetectedEvent, EndedEvent, FaultOccurrence, Gap } from '../contract/usage.ts';
import type { AggregateState } from './aggregate-state.ts';
import { type BodyMotionLayout, bodyMotionLayout, bodyObservable, openingBodyMotion, stepBodyMotion } from './body-motion.ts';
import { stepEventRuns } from './event-runs.ts';
import { stepFaultOccurrences } from './fault-occurrences.ts';
import { type JointMotionLayout, jointMotionLayout, openingJointMotion, stepJointMotion } from './joint-motion.ts';
import { beginShown, endShown } from './merge-evidence.ts';
import { silenceMsOf } from './silence-limit.ts';
import { countUsage, gapBefore, seeMotion, seePresence } from './usage-meter.ts';
import { WindowAccumulator } from './window-accumulator.ts';

export const windowMs = 1000;
const presenceMsMin = 3000;

/** What the aggregate stage tells the next one, as it happens. */
export interface AggregateOutput {
  /** A window of source time has closed; `operatingMs` counts since the last one. */
  onWindow(window: ClosedWindow): void;
  onEventStart(event: DetectedEvent): void;
  onEventEnd(event: EndedEvent): void;
  onGap(gap: Gap): void;
  onFault(occurrence: FaultOccurrence): void;
}

interface Stream {
  readonly key: string;
  readonly accumulator: WindowAccumulator;
  readonly silenceMs: number;
  readonly motion: JointMotionLayout | undefined;
  readonly body: BodyMotionLayout | undefined;
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
  readonly #profile: Profile;
  readonly #output: AggregateOutput;
  readonly #streams = new Map<FrameLayout, Stream>();
  readonly #fastestSilenceMs = new Map<string, number>();
  #grade: EnvironmentGrade;

  constructor(options: { state: AggregateState; profile: Profile; grade: EnvironmentGrade; output: AggregateOutput }) {
    this.state = options.state;
    this.#profile = options.profile;
    this.#grade = options.grade;
    this.#output = options.output;
  }

  /** Makes a stream's buffers before its first frame, and takes up its saved window. */
  open(layout: FrameLayout): void {
    const prefix = `${layout.sourceId}/${layout.component}`;
    const key = `${prefix}/${[...this.#streams.values()].filter((stream) => stream.key.startsWith(`${prefix}/`)).length}`;
    const accumulator = new WindowAccumulator(layout);
    const saved = this.state.windows[key];
    if (saved !== undefined) accumulator.restore(saved);
    const silenceMs = silenceMsOf(layout.periodMs);
    const motion = layout.component === 'joint' ? jointMotionLayout(layout, this.#profile, silenceMs) : undefined;
    if (motion !== undefined) this.state.motion[key] ??= openingJointMotion(motion.jointCount);
    const body = bodyMotionLayout(layout, this.#profile, silenceMs);
    if (body !== undefined) this.state.body[key] ??= openingBodyMotion();
    this.#streams.set(layout, { key, accumulator, silenceMs, motion, body });
    const fastestMs = Math.min(this.#fastestSilenceMs.get(layout.sourceId) ?? silenceMs, silenceMs);
    this.#fastestSilenceMs.set(layout.sourceId, fastestMs);
  }

  /** The grade from now on; what was counted before keeps the old one. */
  setGrade(grade: EnvironmentGrade): void {
    this.#grade = grade;
  }

  /** A checked frame, whose time is not before that of the item before it. */
  frame(frame: Frame): void {
    const stream = this.#streams.get(frame.layout);
    if (stream === undefined) return;
    const nowMs = monoMsOf(frame.time);
    this.advance(nowMs);
    this.#seeSource(frame.layout.sourceId, nowMs, this.#presenceMs(frame.layout.sourceId, stream.silenceMs));
    if (stream.motion !== undefined) this.#seeJoints(stream, stream.motion, frame);
    if (stream.body !== undefined) this.#seeBody(stream.key, stream.body, frame);
    stream.accumulator.add(frame);
  }

  message(message: Message): void {
    const nowMs = monoMsOf(message.time);
    this.advance(nowMs);
    const { state, started, ended } = stepEventRuns(this.state.events, message);
    this.state.events = state;
    if (message.kind === 'safety' && message.drivesPowered !== undefined) this.#setDrives(message.drivesPowered, nowMs);
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

  /** Travel of every joint so far, whole microradians, by joint name. */
  travelUrad(): Record<string, number> {
    const travel: Record<string, number> = {};
    for (const [layout, { key }] of this.#streams) {
      layout.parts.forEach((part, joint) => {
        const travelled = this.state.motion[key]?.travelUrad[joint];
        if (travelled !== undefined) travel[part] = travelled;
      });
    }
    return travel;
  }

  /** Copies the open windows into the state, for saving. */
  save(): AggregateState {
    for (const stream of this.#streams.values()) this.state.windows[stream.key] = stream.accumulator.save();
    return this.state;
  }

  #closeWindow(endMs: MonoMs): void {
    const { state } = this;
    this.#count(endMs);
    const startMs = monoMs(state.windowStartMs ?? endMs);
    const streams = [...this.#streams.values()].flatMap((stream) => stream.accumulator.close(startMs, endMs) ?? []);
    const operatingMs = state.meter.counters.operatingMs - state.operatingMsAtWindowStart;
    state.windowStartMs = endMs;
    state.operatingMsAtWindowStart = state.meter.counters.operatingMs;
    this.#output.onWindow({ startMs, endMs, operatingMs, streams });
  }

  #count(toMs: MonoMs): void {
    this.state.meter = countUsage(this.state.meter, toMs, { grade: this.#grade, drivesPowered: this.state.drivesPowered });
  }

  #seeSource(sourceId: string, nowMs: MonoMs, silenceMs: number): void {
    const heldUntilMs = this.state.heldUntilMs[sourceId];
    const gap = gapBefore(sourceId, heldUntilMs, nowMs);
    if (gap !== undefined) this.#output.onGap(gap);
    if (nowMs > this.state.meter.presentUntilMs) this.#count(nowMs);
    this.state.meter = seePresence(this.state.meter, nowMs, silenceMs);
    this.state.heldUntilMs[sourceId] = Math.max(heldUntilMs ?? 0, nowMs + silenceMs);
  }

  /**
   * How long a reading shows that its source lives: its own silence limit, but a slow stream must not hide the silence of a fast
   * source for longer than three seconds.
   */
  #presenceMs(sourceId: string, silenceMs: number): number {
    return Math.min(silenceMs, Math.max(presenceMsMin, this.#fastestSilenceMs.get(sourceId) ?? silenceMs));
  }

  #seeJoints(stream: Stream, motion: JointMotionLayout, frame: Frame): void {
    const state = this.state.motion[stream.key];
    if (state === undefined) return;
    const nowMs = monoMsOf(frame.time);
    const moving = stepJointMotion(state, frame, motion);
    if (isUnknown(moving)) return;
    if (moving !== this.state.meter.moving || nowMs > this.state.meter.motionKnownUntilMs) this.#count(nowMs);
    this.state.meter = seeMotion(this.state.meter, { nowMs, silenceMs: stream.silenceMs, moving });
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
  }
}
