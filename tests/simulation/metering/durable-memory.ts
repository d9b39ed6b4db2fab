import type { LedgerEntry } from '../../../agent/contract/record.ts';
import type { PipelineState } from '../../../agent/pipeline-state.ts';
import type { Ledger } from '../../../agent/record/ledger.ts';

/** A durable record, as the audit reads it. */
export type KeptEntry = LedgerEntry;

/** Nothing is asked of these but how many there were. */
const uninteresting = new Set(['meter.tick', 'meter.joints', 'intake.counts', 'witness.readings', 'behaviour.hours', 'environment.grade']);

/**
 * What survives a cut of power: the records and the state of the last commit. Stands where the ledger stands; that SQLite keeps a commit whole
 * is shown elsewhere (`store-conformance.test.ts`).
 */
export class DurableMemory {
  readonly entries: KeptEntry[] = [];
  recordCount = 0;
  commitCount = 0;
  /** Hears each commit while it is made, with the state that is now durable. */
  onCommit: (state: PipelineState) => void = () => undefined;
  #pending: LedgerEntry[] = [];
  #text: string | undefined;

  /** What a new process finds; each time another copy. */
  saved(): PipelineState | undefined {
    return this.#text === undefined ? undefined : (JSON.parse(this.#text) as PipelineState);
  }

  /** Gone with the process that had not committed it. */
  forgetPending(): void {
    this.#pending = [];
  }

  /** The side of it that a pipeline sees. */
  asLedger(): Ledger {
    const head = { size: 0, root: '', head: '' };
    const side = {
      append: (entry: LedgerEntry) => {
        this.#pending.push(entry);
        return entry;
      },
      commit: ({ state }: { state: PipelineState }) => this.#commit(state),
      scrub: () => false,
      head: () => head,
      consistencyFrom: () => [],
      lastReceiptSha256: () => null,
      peaks: () => [],
    };
    return side as unknown as Ledger;
  }

  #commit(state: PipelineState): void {
    this.commitCount += 1;
    this.recordCount += this.#pending.length;
    this.entries.push(...this.#pending.filter(({ type }) => !uninteresting.has(type)));
    this.#pending = [];
    this.#text = JSON.stringify(state);
    this.onCommit(state);
  }
}
