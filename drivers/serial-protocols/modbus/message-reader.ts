import type { Flag, Message, ModeMessage, SafetyMessage } from '../../../agent/contract/message.ts';
import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown, unknown } from '../../../agent/contract/unknown.ts';
import { FaultReader } from './fault-reader.ts';
import type { RegisterImage } from './register-image.ts';
import type { FlagEntry, ModeEntry, RegisterMap } from './register-map.ts';

/** Safety is said this often even when it has not changed, mode this often. */
const safetyPeriodMs = 1000;
const modePeriodMs = 10_000;

/** The slow facts of one device: safety and mode at every change and now and then, a fault when it appears and when it goes. */
export class MessageReader {
  readonly #map: RegisterMap;
  readonly #sourceId: string;
  readonly #faults: FaultReader;
  readonly #safety = new Repetition(safetyPeriodMs);
  readonly #mode = new Repetition(modePeriodMs);

  constructor(map: RegisterMap, options: { sourceId: string; jointNames: readonly string[] }) {
    this.#map = map;
    this.#sourceId = options.sourceId;
    this.#faults = new FaultReader(map.faults, options);
  }

  /** What is due after this round; an entry whose register was not answered says nothing, so a run of its condition continues. */
  read(image: RegisterImage, time: TimePoint): Message[] {
    return [...this.#safetyDue(image, time), ...this.#modeDue(image, time), ...this.#faults.read(image, time)];
  }

  #safetyDue(image: RegisterImage, time: TimePoint): SafetyMessage[] {
    const answered = this.#map.flags.filter((entry) => image.read(entry) !== undefined);
    const raw = answered.map((entry) => `${entry.at}=${image.read(entry)}`);
    if (!this.#safety.isDue(raw.join(), time)) return [];
    const names = [...new Set(answered.map(({ flag }) => flag))];
    const flags = Object.fromEntries(names.map((name) => [name, flagOf(name, answered, image)]));
    return [{ kind: 'safety', sourceId: this.#sourceId, time, ...flags, safetyModeRaw: [...new Set(raw)].join(' ') }];
  }

  #modeDue(image: RegisterImage, time: TimePoint): ModeMessage[] {
    const answered = this.#map.modes.filter((entry) => image.read(entry) !== undefined);
    const raw = answered.map((entry) => `${entry.at}=${image.read(entry)}`);
    if (!this.#mode.isDue(raw.join(), time)) return [];
    const words = Object.fromEntries(answered.map((entry) => [entry.mode, wordOf(entry, image)]));
    return [{ kind: 'mode', sourceId: this.#sourceId, time, ...words, modeRaw: [...new Set(raw)].join(' ') } satisfies ModeMessage];
  }
}

/** Whether to say something again: it differs from the last time, or that was long ago. Nothing answered is nothing to say. */
class Repetition {
  readonly #periodMs: number;
  #said: string | undefined;
  #saidMs = 0;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  isDue(spelled: string, time: TimePoint): boolean {
    const nowMs = monoMsOf(time);
    if (spelled === '' || (spelled === this.#said && nowMs - this.#saidMs < this.#periodMs)) return false;
    this.#said = spelled;
    this.#saidMs = nowMs;
    return true;
  }
}

/** True when one of its registers says so, false when all say no, else unknown. */
function flagOf(name: FlagEntry['flag'], entries: readonly FlagEntry[], image: RegisterImage): Flag {
  const said = entries
    .filter(({ flag }) => flag === name)
    .map((entry): Flag => {
      const value = image.read(entry) ?? Number.NaN;
      if (entry.trueAt.includes(value)) return true;
      return entry.falseAt.includes(value) ? false : unknown('outOfRange');
    });
  if (said.includes(true)) return true;
  return said.find(isUnknown) ?? false;
}

function wordOf(entry: ModeEntry, image: RegisterImage) {
  const value = image.read(entry);
  return entry.words.find((each) => each.value === value)?.word ?? unknown('outOfRange');
}
