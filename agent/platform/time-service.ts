import type { SyncState } from '../contract/time.ts';

/** Touched by systemd-timesyncd at every synchronisation since boot (systemd-timesyncd.service(8), files). */
export const synchronisedPath = '/run/systemd/timesync/synchronized';

/** The service asks at most every 2048 s; after six times that without an answer the clock runs on its own. */
const holdoverMs = 6 * 2048 * 1000;
const refreshMs = 10_000;

/**
 * Whether a time service keeps the wall clock, asked of the system once in 10 s. Where none says so it is `unsynced`: a claim nobody
 * checked is not made.
 */
export class TimeService {
  readonly #touchedMs: () => number | undefined;
  #askedMonoMs = Number.NEGATIVE_INFINITY;
  #synchronisedMs: number | undefined;

  /** `touchedMs` gives the wall time of the last synchronisation, undefined when there was none since boot. */
  constructor(touchedMs: () => number | undefined) {
    this.#touchedMs = touchedMs;
  }

  at(now: { readonly monoMs: number; readonly wallMs: number }): SyncState {
    if (now.monoMs - this.#askedMonoMs >= refreshMs) {
      this.#askedMonoMs = now.monoMs;
      this.#synchronisedMs = this.#touchedMs();
    }
    if (this.#synchronisedMs === undefined) return 'unsynced';
    return now.wallMs - this.#synchronisedMs > holdoverMs ? 'holdover' : 'synced';
  }

  /** The next moment asks again: the wall clock has just been moved. */
  forget(): void {
    this.#askedMonoMs = Number.NEGATIVE_INFINITY;
  }
}
