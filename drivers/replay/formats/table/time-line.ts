import { monoNs, type TimePoint, wallMs } from '../../../../agent/contract/time.ts';

/** A row this far ahead of the last is believed only when the next one agrees: one corrupt stamp must not void all later rows. */
export const forwardJumpMsMax = 30 * 86_400_000;

export type StampFault = 'replay/time-backwards' | 'replay/time-jump';

/**
 * The clocks of a recording: wall time is its own stamp, monotonic time runs from its first row (decisions A6).
 * Equal stamps are allowed, a step back is not.
 */
export class TimeLine {
  readonly #bootId: string;
  readonly #startWallMs: number | undefined;
  #firstMs: number | undefined;
  #lastMs = 0;
  #suspectMs: number | undefined;

  /** `startWallMs` labels the first row when stamps only tell elapsed time. */
  constructor(bootId: string, startWallMs: number | undefined) {
    this.#bootId = bootId;
    this.#startWallMs = startWallMs;
  }

  /** The moment of this stamp (ms), or why it cannot follow the one before. */
  accept(stampMs: number): TimePoint | StampFault {
    const firstMs = this.#firstMs ?? stampMs;
    if (this.#firstMs === undefined) this.#lastMs = stampMs;
    if (stampMs < this.#lastMs) return 'replay/time-backwards';
    if (stampMs - this.#lastMs > forwardJumpMsMax && !this.#confirms(stampMs)) {
      this.#suspectMs = stampMs;
      return 'replay/time-jump';
    }
    this.#suspectMs = undefined;
    this.#firstMs = firstMs;
    this.#lastMs = stampMs;
    return this.#timeOf(stampMs - firstMs, stampMs);
  }

  #confirms(stampMs: number): boolean {
    return this.#suspectMs !== undefined && stampMs >= this.#suspectMs && stampMs - this.#suspectMs <= forwardJumpMsMax;
  }

  #timeOf(elapsedMs: number, stampMs: number): TimePoint {
    const elapsedNs = BigInt(Math.round(elapsedMs * 1e6));
    return {
      wallMs: wallMs(Math.floor(this.#startWallMs === undefined ? stampMs : this.#startWallMs + elapsedMs)),
      monoNs: monoNs(elapsedNs),
      bootId: this.#bootId,
      boottimeMs: Number(elapsedNs / 1_000_000n),
      syncState: 'unsynced',
    };
  }
}
