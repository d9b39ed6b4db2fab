import type { DriverSink } from '../../../agent/contract/driver.ts';
import { type CountableCode, type Counts, countedCodes } from '../protocols/counted-codes.ts';

/** Poured per code and round, so that a flood of bad messages does not fill the queue; the rest is owed, not forgotten. */
const flawsPerRoundMax = 64;

/**
 * ```
 *  client.counts ──what is new──▶ owed per code ──at most so many a round──▶ sink
 * ```
 * A client only counts what it could not use as it came; here each becomes a flaw, exactly once, through all clients of a source.
 */
export class CountedFlaws {
  readonly #owed = new Map<CountableCode, number>();
  #counted: Counts = {};

  /** A new client, which counts from nothing. */
  begin(): void {
    this.#counted = {};
  }

  pour(counts: Counts, sink: Pick<DriverSink, 'flaw'>, place: string): void {
    for (const [code, count] of Object.entries(counts) as [CountableCode, number][]) {
      this.#owed.set(code, (this.#owed.get(code) ?? 0) + count - (this.#counted[code] ?? 0));
    }
    this.#counted = { ...counts };
    for (const [code, owedCount] of this.#owed) {
      const pouredCount = Math.min(owedCount, flawsPerRoundMax);
      for (let index = 0; index < pouredCount; index++) sink.flaw({ code, place, ...countedCodes[code] });
      this.#owed.set(code, owedCount - pouredCount);
    }
  }
}
