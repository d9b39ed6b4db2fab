import { faultEventClass } from '../../../agent/contract/fault-class.ts';
import type { FaultMessage } from '../../../agent/contract/message.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { kindsByClass } from './observable-classes.ts';
import { placesOf } from './plan-reads.ts';
import type { RegisterImage } from './register-image.ts';
import { type FaultEntry, registerTypes } from './register-map.ts';

interface Watched {
  readonly entry: FaultEntry;
  readonly at: number;
  /** The joint this register belongs to; undefined when it speaks for the whole device. */
  readonly joint: string | undefined;
  /** Undefined before the first answer. */
  value: number | undefined;
}

/**
 * Fault registers of one device. A code that appears is a message, and one when it goes, also when that was while nobody listened.
 * The first answer is always said: "no fault" proves that this source can report one (decisions B5).
 */
export class FaultReader {
  readonly #sourceId: string;
  readonly #jointNames: readonly string[];
  readonly #watched: readonly Watched[];
  readonly #proven = new Set<FaultEntry>();

  constructor(entries: readonly FaultEntry[], { sourceId, jointNames }: { sourceId: string; jointNames: readonly string[] }) {
    this.#sourceId = sourceId;
    this.#jointNames = jointNames;
    this.#watched = entries.flatMap((entry) => watch(entry, jointNames));
  }

  read(image: RegisterImage, time: TimePoint): FaultMessage[] {
    return this.#watched.flatMap((watched) => {
      const before = watched.value;
      const value = image.read({ ...watched.entry, at: watched.at });
      if (value === undefined || value === before) return [];
      watched.value = value;
      const over = before !== undefined && isFault(watched.entry, before) ? [this.#message(watched, before, { time, active: false })] : [];
      const proofs = before === undefined ? this.#proofs(watched, value, time) : [];
      if (isFault(watched.entry, value)) return [...proofs, ...over, this.#message(watched, value, { time, active: true })];
      return before === undefined ? [...proofs, this.#message(watched, value, { time, active: false })] : over;
    });
  }

  /** "No such fault" once for each event class a table of codes can show, besides what its first reading says itself. */
  #proofs(watched: Watched, value: number, time: TimePoint): FaultMessage[] {
    const { entry } = watched;
    if (this.#proven.has(entry)) return [];
    this.#proven.add(entry);
    const own = isFault(entry, value) ? undefined : faultEventClass(entry);
    return [...kindsByClass(entry)]
      .filter(([eventClass]) => eventClass !== own)
      .map(([, kind]) => ({ ...this.#message(watched, 0, { time, active: false }), ...kind }));
  }

  #message({ entry, joint }: Watched, value: number, { time, active }: { time: TimePoint; active: boolean }): FaultMessage {
    const listed = entry.codes.find((code) => code.value === value);
    const part = joint ?? (listed?.jointIndex === undefined ? undefined : this.#jointNames[listed.jointIndex]);
    return {
      kind: 'fault',
      sourceId: this.#sourceId,
      time,
      codeSpace: entry.codeSpace,
      codeRaw: String(value),
      component: part === undefined ? entry.component : 'joint',
      part: part ?? unknown('notReported'),
      severity: listed?.severity ?? entry.severity,
      category: listed?.category ?? entry.category,
      active,
      text: listed?.text ?? (isFault(entry, value) ? `code ${value}` : 'no fault'),
    };
  }
}

function watch(entry: FaultEntry, jointNames: readonly string[]): Watched[] {
  return Array.from({ length: placesOf(entry, jointNames.length) }, (_, index) => ({
    entry,
    at: entry.at + index * registerTypes[entry.type],
    joint: entry.perJoint ? jointNames[index] : undefined,
    value: undefined,
  }));
}

/** 0 is never a fault. */
function isFault(entry: FaultEntry, value: number): boolean {
  return value !== 0 && (entry.others === 'reported' || entry.codes.some((code) => code.value === value));
}
