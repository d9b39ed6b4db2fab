/** What a service manager waits before it starts a process again: twice as long after each one that did not live long. */
export const restartLimitsMs = { first: 5_000, max: 60_000 } as const;
/** A process that lived so long was well. */
const wellAfterMs = 120_000;
/** Starts in a row that may fail before somebody would have to look. */
export const failedStartsMax = 200;

/** The pace of a service manager, and how often it was told that a start failed. */
export class RestartDelay {
  failedStartCount = 0;
  #startedMs = Number.NEGATIVE_INFINITY;
  #waitMs: number = restartLimitsMs.first;

  started(nowMs: number): void {
    this.#startedMs = nowMs;
    this.failedStartCount = 0;
  }

  next(nowMs: number): number {
    const wasWell = nowMs - this.#startedMs >= wellAfterMs;
    this.#waitMs = wasWell ? restartLimitsMs.first : Math.min(restartLimitsMs.max, this.#waitMs * 2);
    return this.#waitMs;
  }
}
