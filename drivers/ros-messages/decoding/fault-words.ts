import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';
import type { CodeTable } from './code-table.ts';
import { FaultWatch, healMsDefault } from './fault-watch.ts';
import type { DecodedSink } from './message-type.ts';

/**
 * One fault word per part, read at the rate of the joints: a word is taken apart only when it changes and for the healing time after
 * that, so a fault that stands costs nothing and the words beside it neither.
 * ```
 *  word changed ──▶ FaultWatch: the old word when it was last seen, then the new one
 *  until healMs later ──▶ FaultWatch every time, so that it heals what is gone
 *  then ──▶ nothing, until it changes
 * ```
 * What is said is what a FaultWatch would say that is asked every time.
 */
export class FaultWords {
  readonly #watch: FaultWatch;
  readonly #table: CodeTable;
  readonly #parts: readonly (string | undefined)[];
  readonly #healMs: number;
  readonly #value: Float64Array;
  /** When the word last changed; −1 once everything that was gone has been healed. */
  readonly #changedMs: Float64Array;
  readonly #seen: TimePoint[] = [];

  constructor(sourceId: string, options: { table: CodeTable; parts: readonly (string | undefined)[]; healMs?: number }) {
    this.#healMs = options.healMs ?? healMsDefault;
    this.#watch = new FaultWatch(sourceId, this.#healMs);
    this.#table = options.table;
    this.#parts = options.parts;
    this.#value = new Float64Array(options.parts.length).fill(Number.NaN);
    this.#changedMs = new Float64Array(options.parts.length).fill(-1);
  }

  /** Takes a part's word and pours what is due. A word that is no number says nothing: what stood goes on standing. */
  read(partIndex: number, word: number, { time, out }: { time: TimePoint; out: DecodedSink }): void {
    if (!Number.isFinite(word) || partIndex < 0 || partIndex >= this.#parts.length) return;
    const before = this.#value[partIndex] ?? Number.NaN;
    const changedMs = this.#changedMs[partIndex] ?? -1;
    const isSettled = changedMs < 0;
    const seen = this.#seen[partIndex] ?? time;
    this.#seen[partIndex] = time;
    if (word === before && isSettled) return;
    const nowMs = monoMsOf(time);
    if (word !== before) {
      if (isSettled) this.#say(partIndex, before, { time: seen, out });
      this.#value[partIndex] = word;
      this.#changedMs[partIndex] = nowMs;
    } else if (nowMs - changedMs >= this.#healMs) this.#changedMs[partIndex] = -1;
    this.#say(partIndex, word, { time, out });
  }

  #say(partIndex: number, value: number, { time, out }: { time: TimePoint; out: DecodedSink }): void {
    for (const message of this.#watch.read({ table: this.#table, part: this.#parts[partIndex], value }, time)) out.message(message);
  }
}
