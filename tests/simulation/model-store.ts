import type { Outbox, OutboxCounts, OutboxReport } from '../../agent/contract/outbox.ts';

/** What a history does to a ledger; `n` makes texts differ. */
export type StoreStep =
  | { readonly kind: 'append'; readonly n: number }
  | { readonly kind: 'commit'; readonly n: number }
  | { readonly kind: 'report' }
  | { readonly kind: 'receipt'; readonly reportSeq: number }
  | { readonly kind: 'kill' };

/** All that anybody can ask of a store. */
export interface StoreAnswers {
  readonly size: number;
  readonly pendingCount: number;
  readonly lines: readonly string[];
  readonly savedState: unknown;
  readonly reports: readonly OutboxReport[];
  readonly unreceipted: readonly OutboxReport[];
  readonly counts: OutboxCounts;
  readonly lastReceipt: string | undefined;
}

/**
 * The ledger and its outbox as arrays: what a commit means, without a disk.
 * ```
 *  append ─▶ pending ──commit──▶ committed, state, report      kill: pending is gone, the rest stays
 * ```
 */
export class ModelStore implements Pick<Outbox, 'unreceipted' | 'counts'> {
  readonly #committed: string[] = [];
  readonly #reports: { readonly reportSeq: number; readonly jws: string; receipt?: string }[] = [];
  #pending: string[] = [];
  #state: unknown;

  append(line: string): void {
    this.#pending.push(line);
  }

  /** Records, state and report together, or nothing. */
  commit(state: unknown, jws?: string): void {
    this.#committed.push(...this.#pending);
    this.#pending = [];
    this.#state = state;
    if (jws !== undefined) this.#reports.push({ reportSeq: this.#reports.length, jws });
  }

  storeReceipt(reportSeq: number, jws: string): void {
    const report = this.#reports[reportSeq];
    if (report !== undefined) report.receipt ??= jws;
  }

  kill(): void {
    this.#pending = [];
  }

  unreceipted(countMax: number): readonly OutboxReport[] {
    return this.#plain(({ receipt }) => receipt === undefined).slice(0, countMax);
  }

  counts(): OutboxCounts {
    return { closedCount: this.#reports.length, receiptedCount: this.#reports.filter(({ receipt }) => receipt !== undefined).length };
  }

  answers(): StoreAnswers {
    return {
      size: this.#committed.length + this.#pending.length,
      pendingCount: this.#pending.length,
      lines: this.#committed,
      savedState: this.#state,
      reports: this.#plain(() => true),
      unreceipted: this.unreceipted(3),
      counts: this.counts(),
      lastReceipt: this.#reports.findLast(({ receipt }) => receipt !== undefined)?.receipt,
    };
  }

  #plain(holds: (report: { readonly receipt?: string }) => boolean): OutboxReport[] {
    return this.#reports.filter(holds).map(({ reportSeq, jws }) => ({ reportSeq, jws }));
  }
}
