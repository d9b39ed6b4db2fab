import type { LinkFailure } from './broker-link.ts';

/** How a connection that had been made came to its end. */
export interface EndedSession {
  readonly failure: LinkFailure;
  readonly connectedMs: number;
  /** Nothing of ours was under way that the broker could have disliked. */
  readonly isIdle: boolean;
}

/** So many in a row are no accident. */
const closedIdleCountMax = 3;

/**
 * Suspects a second machine with this robot's identity where the broker does not name it: MQTT 3.1.1 has no word for it, and
 * Mosquitto 2.0 closes an MQTT 5 connection without its DISCONNECT. The sign is a broker that lets us in and closes soon after, with
 * nothing under way, again and again.
 */
export class TakeoverSuspicion {
  readonly #stableAfterMs: number;
  #closedIdleCount = 0;

  constructor(stableAfterMs: number) {
    this.#stableAfterMs = stableAfterMs;
  }

  /** The failure, or `takenOver` when it has become the likelier reason. */
  judge({ failure, connectedMs, isIdle }: EndedSession): LinkFailure {
    const isSign = failure.kind === 'closed' && isIdle && connectedMs < this.#stableAfterMs;
    this.#closedIdleCount = isSign ? this.#closedIdleCount + 1 : 0;
    if (this.#closedIdleCount < closedIdleCountMax) return failure;
    return { kind: 'takenOver', text: `the broker closed ${this.#closedIdleCount} connections soon after it had let this agent in` };
  }

  /** An attempt failed before it was let in: the broker is in trouble, not our name. */
  refused(): void {
    this.#closedIdleCount = 0;
  }
}
