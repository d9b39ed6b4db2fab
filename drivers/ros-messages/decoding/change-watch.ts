import type { BehaviourMessage, ModeMessage, SafetyMessage } from '../../../agent/contract/message.ts';
import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';

/** What a topic says of safety now; a flag it does not carry is left out. */
export type SafetyReading = Omit<SafetyMessage, 'kind' | 'sourceId' | 'time'>;
/** What a topic says of the mode now; a word it does not carry is left out. */
export type ModeReading = Omit<ModeMessage, 'kind' | 'sourceId' | 'time'>;
/** What a topic says of the use now; a word it does not carry is left out. */
export type BehaviourReading = Omit<BehaviourMessage, 'kind' | 'sourceId' | 'time'>;

/** Said again this often when nothing changes, so that an agent that was restarted learns it. */
const repeatMsDefault = 10_000;
const nothing: readonly never[] = Object.freeze([]);

/** Safety, mode and use of one topic: one message at first sight, at every change, and again every `repeatMs`. A reading without fields says nothing. */
export class ChangeWatch {
  readonly #sourceId: string;
  readonly #safety: Repetition;
  readonly #mode: Repetition;
  readonly #behaviour: Repetition;

  constructor(sourceId: string, repeatMs: number = repeatMsDefault) {
    this.#sourceId = sourceId;
    this.#safety = new Repetition(repeatMs);
    this.#mode = new Repetition(repeatMs);
    this.#behaviour = new Repetition(repeatMs);
  }

  /** The safety message that is due: none or one. */
  safety(reading: SafetyReading, time: TimePoint): readonly SafetyMessage[] {
    return this.#safety.isDue(reading, time) ? [{ kind: 'safety', sourceId: this.#sourceId, time, ...reading }] : nothing;
  }

  /** The mode message that is due: none or one. */
  mode(reading: ModeReading, time: TimePoint): readonly ModeMessage[] {
    return this.#mode.isDue(reading, time) ? [{ kind: 'mode', sourceId: this.#sourceId, time, ...reading }] : nothing;
  }

  /** The behaviour message that is due: none or one. */
  behaviour(reading: BehaviourReading, time: TimePoint): readonly BehaviourMessage[] {
    return this.#behaviour.isDue(reading, time) ? [{ kind: 'behaviour', sourceId: this.#sourceId, time, ...reading }] : nothing;
  }
}

class Repetition {
  readonly #repeatMs: number;
  #said: object | undefined;
  #saidMs = 0;

  constructor(repeatMs: number) {
    this.#repeatMs = repeatMs;
  }

  isDue(reading: object, time: TimePoint): boolean {
    const nowMs = monoMsOf(time);
    const isFresh = nowMs >= this.#saidMs && nowMs - this.#saidMs < this.#repeatMs;
    if (Object.keys(reading).length === 0 || (isFresh && this.#said !== undefined && isSame(this.#said, reading))) return false;
    this.#said = { ...reading };
    this.#saidMs = nowMs;
    return true;
  }
}

/** Field by field; unknowns are one object per reason, so identity is equality. */
function isSame(first: object, second: object): boolean {
  const [one, other] = [Object.entries(first), Object.entries(second)];
  const byName = new Map(one);
  return one.length === other.length && other.every(([name, value]) => byName.has(name) && byName.get(name) === value);
}
