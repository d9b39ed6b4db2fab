import type { ClosedWindow } from '../contract/features.ts';
import type { HostRole } from '../contract/host-role.ts';
import type { Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import type { LedgerEntry, LedgerRecord } from '../contract/record.ts';
import type { TimePoint } from '../contract/time.ts';
import type { DetectedEvent, EndedEvent, Gap, UsageCounters } from '../contract/usage.ts';
import type { AggregateState } from './aggregate-state.ts';
import { BehaviourDesk } from './behaviour-desk.ts';
import type { Desk, DeskOutput, ProcessStart } from './desk.ts';
import { EventDesk } from './event-desk.ts';
import { RecommissioningDesk } from './recommissioning-desk.ts';
import { SilenceDesk } from './silence-desk.ts';
import { addAmounts } from './usage-meter.ts';
import { VersionDesk } from './version-desk.ts';
import { WitnessDesk } from './witness-desk.ts';

export interface DeskRowParts {
  readonly state: AggregateState;
  readonly profile: Profile;
  readonly recorder: DeskRecorder;
  /** Left out, the host is on the robot. */
  readonly hostRole?: HostRole | undefined;
  /** Says how much of a time without a witness counts as operating. */
  readonly assessor: GapDuty;
}

export interface GapDuty {
  /** Operating time assumed per time that nothing witnesses, 0…1. */
  gapDutyRatio(counters: UsageCounters): number;
}

/** Hears what a desk puts on record; names of programs go there as hashes. */
export interface DeskRecorder {
  append(entry: LedgerEntry): void;
  /** `sha256:` and hex of a text. */
  hashOf(text: string): string;
}

/**
 * ```
 *  start, message, event, gap, window, stop ─▶ every desk in turn ─▶ records, unmetered time on the meter, facts for the next assessment
 * ```
 */
export class DeskRow {
  readonly #desks: readonly Desk[];
  readonly #parts: DeskRowParts;

  constructor(parts: DeskRowParts) {
    this.#parts = parts;
    const { profile, recorder } = parts;
    const { desks: states } = parts.state;
    const hashOf = (text: string): string => recorder.hashOf(text);
    this.#desks = [
      new VersionDesk({ states }),
      new EventDesk({ states, profile, hashOf }),
      new BehaviourDesk({ states, hashOf }),
      new SilenceDesk({ states, profile }),
      new RecommissioningDesk({ states }),
      new WitnessDesk({ ...parts, witnesses: states.witnesses }),
    ];
  }

  start(start: ProcessStart): void {
    for (const desk of this.#desks) this.#say(desk.start?.(start));
  }

  message(message: Message): void {
    for (const desk of this.#desks) this.#say(desk.message?.(message));
  }

  /** False when the event counts in no class; then a desk has put it on record. */
  event(event: DetectedEvent): boolean {
    const outputs = this.#desks.map((desk) => desk.event?.(event));
    for (const output of outputs) this.#say(output);
    return outputs.every((output) => output?.isCounted !== false);
  }

  eventEnded(event: EndedEvent, ended: LedgerEntry): void {
    this.#parts.recorder.append(ended);
    for (const desk of this.#desks) this.#say(desk.eventEnded?.(event));
  }

  gap(gap: Gap, recorded: LedgerEntry): void {
    this.#parts.recorder.append(recorded);
    for (const desk of this.#desks) this.#say(desk.gap?.(gap, recorded.time));
  }

  window(window: ClosedWindow, time: TimePoint): void {
    for (const desk of this.#desks) this.#say(desk.window?.(window, time));
  }

  stop(time: TimePoint): void {
    for (const desk of this.#desks) this.#say(desk.stop?.(time));
  }

  seeRecord(record: LedgerRecord): void {
    for (const desk of this.#desks) desk.record?.(record);
  }

  /** True once after safety configuration, limits, payload or TCP changed. */
  takeSafetyConfigurationChanged(): boolean {
    const { desks } = this.#parts.state;
    const changed = desks.safetyConfigurationChanged;
    desks.safetyConfigurationChanged = false;
    return changed;
  }

  #say(output: DeskOutput | undefined): void {
    if (output === undefined) return;
    const { state, recorder } = this.#parts;
    for (const entry of output.entries) recorder.append(entry);
    if (output.unmeteredMs !== undefined) state.meter = addAmounts(state.meter, { unmeteredMs: output.unmeteredMs });
    if (output.safetyConfigurationChanged === true) state.desks.safetyConfigurationChanged = true;
  }
}
