import type { Clock } from '../../agent/contract/time.ts';

/** The signal clock may run this far ahead of the real one before the source sleeps, so that at high speed a sleep pays for many frames. */
export const aheadMsMax = 20;
/** Without any sleep for so many steps the event loop gets a turn. */
export const stepsWithoutTurnMax = 256;
const nsPerMs = 1e6;

/** Keeps the signal clock at `speedRatio` times the real one, and gives the event loop its turns. */
export class Pacer {
  readonly #clock: Clock;
  readonly #speedRatio: number;
  readonly #signal: AbortSignal;
  readonly #startNs: bigint;
  /** Real time since the start as last read; reading it for every frame would cost more than the frame. */
  #realMs = 0;
  #stepCount = 0;

  constructor(clock: Clock, speedRatio: number, signal: AbortSignal) {
    this.#clock = clock;
    this.#speedRatio = speedRatio;
    this.#signal = signal;
    this.#startNs = clock.now().monoNs;
  }

  /** Whether the next frame, at this signal time, has to wait. */
  isAhead(nextMs: number): boolean {
    this.#stepCount++;
    return this.#stepCount >= stepsWithoutTurnMax || this.#dueMs(nextMs) > this.#realMs + aheadMsMax;
  }

  async wait(nextMs: number): Promise<void> {
    this.#readClock();
    const aheadMs = this.#speedRatio === 0 ? 0 : this.#dueMs(nextMs) - this.#realMs;
    const turnDue = this.#stepCount >= stepsWithoutTurnMax;
    if (aheadMs <= aheadMsMax && !turnDue) return;
    this.#stepCount = 0;
    await this.#clock.sleep(Math.max(0, aheadMs), this.#signal);
    this.#readClock();
  }

  #dueMs(signalMs: number): number {
    return this.#speedRatio === 0 ? 0 : signalMs / this.#speedRatio;
  }

  #readClock(): void {
    this.#realMs = Number(this.#clock.now().monoNs - this.#startNs) / nsPerMs;
  }
}
