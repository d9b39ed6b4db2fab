import type { Clock, TimePoint } from '../../agent/contract/time.ts';
import { timeAt } from './telemetry.ts';

/** A clock that stands until it is told to go on: nothing in a test really waits. */
export class SteppedClock implements Clock {
  nowMs = 0;
  readonly #sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];
  readonly #watchers: (() => void)[] = [];

  now(): TimePoint {
    return timeAt(this.nowMs);
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ untilMs: this.nowMs + durationMs, wake });
      signal.addEventListener('abort', () => wake(), { once: true });
      if (signal.aborted) wake();
      for (const watcher of this.#watchers.splice(0)) watcher();
    });
  }

  get sleeperCount(): number {
    return this.#sleepers.length;
  }

  /** Resolves once somebody sleeps. */
  async slept(): Promise<void> {
    if (this.#sleepers.length > 0) return;
    await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Moves on by so much and wakes whoever has slept long enough. */
  advance(durationMs: number): void {
    this.nowMs += durationMs;
    const due = this.#sleepers.filter(({ untilMs }) => untilMs <= this.nowMs);
    for (const sleeper of due) this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
    for (const { wake } of due) wake();
  }
}
