/** Linux answers by reading a file: asked for every message, that alone cost 14 µs of a driver's 60. */
const refreshMs = 100;
const nsPerMs = 1_000_000n;

/**
 * Time since boot, suspend included, ms: asked of the system once in 100 ms of the monotonic clock, told from that clock in between.
 * A suspend is seen 100 ms after the resume at the latest. It never runs backwards.
 */
export class Boottime {
  readonly #uptimeS: () => number;
  #askedMonoMs = Number.NEGATIVE_INFINITY;
  #offsetMs = 0;
  #lastMs = 0;

  /** `uptimeS` gives seconds since boot, as `os.uptime` does. */
  constructor(uptimeS: () => number) {
    this.#uptimeS = uptimeS;
  }

  /** The next moment asks again: the host may have slept just now. */
  forget(): void {
    this.#askedMonoMs = Number.NEGATIVE_INFINITY;
  }

  at(monoNs: bigint): number {
    const monoMs = Number(monoNs / nsPerMs);
    if (monoMs - this.#askedMonoMs >= refreshMs) {
      this.#askedMonoMs = monoMs;
      this.#offsetMs = Math.floor(this.#uptimeS() * 1000) - monoMs;
    }
    this.#lastMs = Math.max(this.#lastMs, monoMs + this.#offsetMs);
    return this.#lastMs;
  }
}
