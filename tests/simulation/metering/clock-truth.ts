import type { MeteredHost } from './metered-host.ts';

/** Decisions B1: what is a sleep, and what a step of the wall clock. */
const suspendMsMin = 2000;
const stepMsMin = 2000;
const driftRatio = 200e-6;

/** Where the clocks stood when a run was last durable. */
export interface ClockMoment {
  readonly atMs: number;
  readonly wallOffsetMs: number;
  readonly bootCount: number;
}

/** What one life of the agent must say of its host's clocks, by the true ones. */
export class ClockTruth {
  readonly sleeps: number[] = [];
  readonly steps: number[] = [];
  synchronisedCount = 0;
  readonly #host: MeteredHost;
  readonly #sleptBeforeMs: number;
  #isSynchronised: boolean;
  #wallOffsetMs: number;
  #sleptMs = 0;

  constructor(host: MeteredHost, nowMs: number, before: ClockMoment | undefined) {
    this.#host = host;
    this.#sleptBeforeMs = host.sleptMs(nowMs);
    this.#isSynchronised = host.syncState !== 'unsynced';
    this.#wallOffsetMs = host.wallOffsetMs;
    if (before !== undefined) this.#seeStart(before, nowMs);
  }

  /** Told so far, ms. */
  get sleptMs(): number {
    return this.#sleptMs;
  }

  /** At every moment the agent is awake. */
  see(nowMs: number): void {
    const sleptMs = this.#host.sleptMs(nowMs) - this.#sleptBeforeMs - this.#sleptMs;
    if (sleptMs > suspendMsMin) {
      this.sleeps.push(sleptMs);
      this.#sleptMs += sleptMs;
    }
    const stepMs = this.#host.wallOffsetMs - this.#wallOffsetMs;
    this.#wallOffsetMs = this.#host.wallOffsetMs;
    if (this.#host.syncState === 'synced' && !this.#isSynchronised) {
      this.#isSynchronised = true;
      this.synchronisedCount += 1;
    } else if (Math.abs(stepMs) > stepMsMin) this.steps.push(stepMs);
  }

  /** In the same boot time tells a step; over a boot only a clock that runs back does. */
  #seeStart(before: ClockMoment, nowMs: number): void {
    const elapsedMs = nowMs - before.atMs;
    const stepMs = this.#host.wallOffsetMs - before.wallOffsetMs;
    if (before.bootCount !== this.#host.bootCount) {
      if (elapsedMs + stepMs < 0) this.steps.push(elapsedMs + stepMs);
    } else if (Math.abs(stepMs) > stepMsMin + driftRatio * elapsedMs) this.steps.push(stepMs);
  }
}
