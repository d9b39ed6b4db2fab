export interface ReconnectLimits {
  readonly reconnectFirstDelayMs: number;
  readonly reconnectDelayMsMax: number;
  /** A connection that lasted this long forgives the failures before it. */
  readonly stableAfterMs: number;
}

/** How one connection or attempt ended. */
export interface EndedConnection {
  /** 0 when it never was connected. */
  readonly connectedMs: number;
  /** The reason will not go away by itself, so the longest wait is taken at once. */
  readonly isStanding: boolean;
}

/**
 * How long to wait before the next connection. Full jitter, so that the robots of a fleet do not all come back in one moment after
 * a broker's restart; a connection that ended early counts as a failure, or two clones of one robot would kick each other without pause.
 */
export class ReconnectDelay {
  readonly #limits: ReconnectLimits;
  readonly #random: () => number;
  #failureCount = 0;

  constructor(limits: ReconnectLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  next({ connectedMs, isStanding }: EndedConnection): number {
    const { reconnectFirstDelayMs, reconnectDelayMsMax, stableAfterMs } = this.#limits;
    if (connectedMs >= stableAfterMs) this.#failureCount = 0;
    const ceilingMs = Math.min(reconnectDelayMsMax, reconnectFirstDelayMs * 2 ** this.#failureCount);
    this.#failureCount++;
    // Half the limit for certain: a draw near zero would ask a broker that said no again at once.
    if (isStanding) return (reconnectDelayMsMax * (1 + this.#random())) / 2;
    return ceilingMs * this.#random();
  }
}
