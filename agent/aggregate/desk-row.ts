import type { ClosedWindow } from '../contract/features.ts';
import type { Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import type { LedgerEntry } from '../contract/record.ts';
import type { TimePoint } from '../contract/time.ts';
import type { AggregateState } from './aggregate-state.ts';
import type { Desk, DeskOutput, ProcessStart } from './desk.ts';
import { addUnmetered } from './usage-meter.ts';

export interface DeskRowParts {
  readonly state: AggregateState;
  readonly profile: Profile;
  /** Hears what a desk puts on record. */
  readonly onRecord: (entry: LedgerEntry) => void;
}

/**
 * ```
 *  start, message, window, stop ─▶ every desk in turn ─▶ records, unmetered time on the meter, facts for the next assessment
 * ```
 */
export class DeskRow {
  readonly #desks: readonly Desk[];
  readonly #parts: DeskRowParts;
  #safetyConfigurationChanged = false;

  constructor(parts: DeskRowParts) {
    this.#parts = parts;
    this.#desks = [];
  }

  start(start: ProcessStart): void {
    for (const desk of this.#desks) this.#say(desk.start?.(start));
  }

  message(message: Message): void {
    for (const desk of this.#desks) this.#say(desk.message?.(message));
  }

  window(window: ClosedWindow, time: TimePoint): void {
    for (const desk of this.#desks) this.#say(desk.window?.(window, time));
  }

  stop(time: TimePoint): void {
    for (const desk of this.#desks) this.#say(desk.stop?.(time));
  }

  /** True once after safety configuration, limits, payload or TCP changed. */
  takeSafetyConfigurationChanged(): boolean {
    const changed = this.#safetyConfigurationChanged;
    this.#safetyConfigurationChanged = false;
    return changed;
  }

  #say(output: DeskOutput | undefined): void {
    if (output === undefined) return;
    const { state, onRecord } = this.#parts;
    for (const entry of output.entries) onRecord(entry);
    if (output.unmeteredMs !== undefined) state.meter = addUnmetered(state.meter, output.unmeteredMs);
    if (output.safetyConfigurationChanged === true) this.#safetyConfigurationChanged = true;
  }
}
