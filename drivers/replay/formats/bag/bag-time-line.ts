import { monoNs, type TimePoint, wallMs } from '../../../../agent/contract/time.ts';

/** A message this far ahead of the last is believed only when the next one agrees: one corrupt time must not void all later ones. */
export const forwardJumpNsMax = 30n * 86_400_000_000_000n;
const nsPerMs = 1_000_000n;

export type LogTimeFault = 'replay/time-backwards' | 'replay/time-jump';

/**
 * The clocks of a recording of ROS: wall time is when the recorder received a message, monotonic time runs from the first one
 * (decisions A6). Equal times are allowed, a step back is not. Whole nanoseconds throughout.
 */
export class BagTimeLine {
  readonly #bootId: string;
  #firstNs: bigint | undefined;
  #lastNs = 0n;
  #suspectNs: bigint | undefined;

  constructor(bootId: string) {
    this.#bootId = bootId;
  }

  /** The moment of this log time, or why it cannot follow the one before; `followingNs` is the log time after it, where one is known. */
  accept(logTimeNs: bigint, followingNs?: bigint): TimePoint | LogTimeFault {
    if (logTimeNs < 0n) return 'replay/time-backwards';
    if (this.#firstNs === undefined) {
      if (followingNs !== undefined && followingNs - logTimeNs > forwardJumpNsMax) return 'replay/time-jump';
      this.#firstNs = logTimeNs;
      this.#lastNs = logTimeNs;
    }
    if (logTimeNs < this.#lastNs) return 'replay/time-backwards';
    if (logTimeNs - this.#lastNs > forwardJumpNsMax && !this.#confirms(logTimeNs)) {
      this.#suspectNs = logTimeNs;
      return 'replay/time-jump';
    }
    this.#suspectNs = undefined;
    this.#lastNs = logTimeNs;
    return this.#timeOf(logTimeNs - this.#firstNs, logTimeNs);
  }

  #confirms(logTimeNs: bigint): boolean {
    return this.#suspectNs !== undefined && logTimeNs >= this.#suspectNs && logTimeNs - this.#suspectNs <= forwardJumpNsMax;
  }

  #timeOf(elapsedNs: bigint, logTimeNs: bigint): TimePoint {
    return {
      wallMs: wallMs(Number(logTimeNs / nsPerMs)),
      monoNs: monoNs(elapsedNs),
      bootId: this.#bootId,
      boottimeMs: Number(elapsedNs / nsPerMs),
      syncState: 'unsynced',
    };
  }
}
