import type { Answer } from './answer.ts';

export interface OutgoingLimits {
  /** Publishes the broker has not acknowledged; its own limit where it states a lower one. */
  readonly inFlightCountMax: number;
  /** Answers that wait behind them. */
  readonly waitingCountMax: number;
}

export const outgoingLimits: OutgoingLimits = { inFlightCountMax: 16, waitingCountMax: 1_024 };

/** Publishes one answer; the callback says that the broker has it. */
export type Send = (answer: Answer, acknowledged: () => void) => void;

/**
 * Answers on their way to the broker, bounded twice. An answer that finds no room is dropped and counted by the caller: the robot
 * sends its report again and gets the same receipt.
 */
export class OutgoingQueue {
  readonly #send: Send;
  readonly #limits: OutgoingLimits;
  readonly #waiting: Answer[] = [];
  #inFlightCount = 0;

  constructor(send: Send, limits: OutgoingLimits = outgoingLimits) {
    this.#send = send;
    this.#limits = limits;
  }

  /** False when there is no room. */
  offer(answer: Answer): boolean {
    if (this.#inFlightCount < this.#limits.inFlightCountMax) this.#dispatch(answer);
    else if (this.#waiting.length < this.#limits.waitingCountMax) this.#waiting.push(answer);
    else return false;
    return true;
  }

  #dispatch(answer: Answer): void {
    this.#inFlightCount += 1;
    this.#send(answer, () => {
      this.#inFlightCount -= 1;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#dispatch(next);
    });
  }
}
