import { TransientError } from '../../contract/errors.ts';
import type { Logger } from '../../contract/logger.ts';
import type { LedgerEntry } from '../../contract/record.ts';
import { monoMsOf, type TimePoint } from '../../contract/time.ts';
import type { Commit } from '../commit.ts';
import type * as entries from '../entries.ts';
import type { Ledger } from '../ledger.ts';
import { type Ballast, ballastDefaults } from './ballast.ts';
import { diskText } from './disk-error.ts';
import { commitFailed, holdBack, type Outage } from './outage.ts';

/** Makers of what a guard has to say; handed in, for the folder of the records serves this one and not the other way round. */
export type GuardEntries = Pick<typeof entries, 'ledgerFull' | 'diskError'>;

/** What a guard may use: without a ballast nothing is given up, without a logger nothing is logged. */
export interface GuardMeans {
  readonly ballast?: Ballast | undefined;
  readonly logger?: Logger | undefined;
}

/** What the guard says of the disk. */
export interface GuardStatus {
  /** Undefined while commits succeed. */
  readonly outage: Outage | undefined;
  readonly hasBallast: boolean;
  readonly heldRecordCount: number;
}

/**
 * Carries commits over a disk that refuses.
 * ```
 *  commit ─▶ ledger ─ok─▶ durable ── after an outage: disk.error (what it was, how long, what was not recorded)
 *               └─TransientError─▶ full, with ballast: release it, ledger.full, once more
 *                                   else: outage ─▶ records wait in memory (bounded) ─▶ tried again with a pace
 * ```
 * Anything else is thrown: a damaged database is for recovery at the next start.
 */
export class LaneGuard {
  readonly #ledger: Ledger;
  readonly #ballast: Ballast | undefined;
  readonly #entries: GuardEntries;
  readonly #logger: Logger | undefined;
  #hasBallast: boolean;
  #ballastTriedMs: number | undefined;
  #outage: Outage | undefined;

  constructor(ledger: Ledger, guardEntries: GuardEntries, { ballast, logger }: GuardMeans = {}) {
    this.#ledger = ledger;
    this.#entries = guardEntries;
    this.#ballast = ballast;
    this.#logger = logger;
    this.#hasBallast = ballast?.hold() ?? false;
  }

  get isHolding(): boolean {
    return this.#outage !== undefined;
  }

  /** Whether a commit is worth trying at this moment. */
  mayTry(nowMs: number): boolean {
    return this.#outage === undefined || nowMs >= this.#outage.nextMs || nowMs < this.#outage.sinceMs;
  }

  /** False when the entry found no room in memory; it is counted. */
  admits(entry: LedgerEntry): boolean {
    const counted = this.#outage && holdBack(this.#outage, entry, this.#ledger.pendingCount);
    if (counted === undefined) return true;
    this.#outage = counted;
    return false;
  }

  /** Whether everything that waited is durable now. Throws what is no fault of the disk. */
  commit(commit: Commit, time: TimePoint): { readonly isDurable: boolean; readonly outageMs: number } {
    const code = this.#try(commit, time);
    const nowMs = monoMsOf(time);
    if (code !== undefined) {
      this.#fail(code, nowMs);
      return { isDurable: false, outageMs: nowMs - (this.#outage?.sinceMs ?? nowMs) };
    }
    const outageMs = this.#outage === undefined ? 0 : Math.max(0, nowMs - this.#outage.sinceMs);
    this.#recover(time, outageMs);
    return { isDurable: true, outageMs };
  }

  status(): GuardStatus {
    return { outage: this.#outage, hasBallast: this.#hasBallast, heldRecordCount: this.isHolding ? this.#ledger.pendingCount : 0 };
  }

  /** The code of what refused, undefined when it is durable. */
  #try(commit: Commit, time: TimePoint): string | undefined {
    const code = this.#attempt(commit);
    if (code !== 'record/disk-full' || !this.#release()) return code;
    this.#ballastTriedMs = monoMsOf(time);
    this.#ledger.append(this.#entries.ledgerFull(time, { heldRecordCount: this.#ledger.pendingCount }));
    return this.#attempt(commit);
  }

  #attempt(commit: Commit): string | undefined {
    try {
      this.#ledger.commit(commit);
      return undefined;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      return error.code === 'record/disk-io' && this.#ballast?.isReadOnly ? 'record/disk-read-only' : error.code;
    }
  }

  /** An outage is logged as it begins and as it ends; in between, the status has it. */
  #fail(code: string, nowMs: number): void {
    if (this.#outage === undefined) this.#logger?.warn('record/disk-refuses', { trouble: code, text: diskText(code) });
    this.#outage = commitFailed(this.#outage, code, nowMs);
  }

  #release(): boolean {
    const isFreed = this.#hasBallast && (this.#ballast?.release() ?? false);
    this.#hasBallast = false;
    return isFreed;
  }

  #recover(time: TimePoint, outageMs: number): void {
    const outage = this.#outage;
    this.#outage = undefined;
    this.#holdBallast(monoMsOf(time));
    if (outage === undefined) return;
    const { code, attemptCount, unrecorded } = outage;
    this.#ledger.append(this.#entries.diskError(time, { code, durationMs: outageMs, attemptCount, unrecordedByType: unrecorded }));
    const refused = this.#attempt({});
    if (refused === undefined) this.#logger?.info('record/disk-back', { trouble: code, durationMs: outageMs, attemptCount });
    else this.#outage = commitFailed(undefined, refused, monoMsOf(time));
  }

  #holdBallast(nowMs: number): void {
    if (this.#ballast === undefined || this.#hasBallast) return;
    const triedMs = this.#ballastTriedMs ?? Number.NEGATIVE_INFINITY;
    if (nowMs >= triedMs && nowMs - triedMs < ballastDefaults.retryMs) return;
    this.#ballastTriedMs = nowMs;
    this.#hasBallast = this.#ballast.hold();
  }
}
