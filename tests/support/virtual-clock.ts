import { type Clock, monoNs, type TimePoint, wallMs } from '../../agent/contract/time.ts';

const START_WALL_MS = Date.UTC(2026, 0, 1);
/** Promise turns after which everything that does not wait for time has come to rest. */
const settleTurnsCount = 60;

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that stands until it is moved on; whoever sleeps wakes in order, and runs to rest before the next one does. */
export class VirtualClock implements Clock {
  readonly sleptMs: number[] = [];
  readonly #sleepers = new Set<Sleeper>();
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  now(): TimePoint {
    const monoMs = Math.floor(this.#nowMs);
    return {
      wallMs: wallMs(START_WALL_MS + monoMs),
      monoNs: monoNs(BigInt(monoMs) * 1_000_000n),
      bootId: 'boot-1',
      boottimeMs: monoMs,
      syncState: 'synced',
    };
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.sleptMs.push(durationMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    const sleeper: Sleeper = { atMs: this.#nowMs + Math.max(1, durationMs), wake: resolve };
    this.#sleepers.add(sleeper);
    const abort = (): void => {
      this.#sleepers.delete(sleeper);
      resolve();
    };
    signal.addEventListener('abort', abort, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  /** Lets everything run that does not wait for time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < settleTurnsCount; turn++) await Promise.resolve();
  }

  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    await this.settle();
    for (let next = this.#earliest(endMs); next !== undefined; next = this.#earliest(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#sleepers.delete(next);
      next.wake();
      await this.settle();
    }
    this.#nowMs = endMs;
  }

  /** Moves on until the condition holds; false when it does not within this time. */
  async advanceUntil(holds: () => boolean, withinMs: number, stepMs = 100): Promise<boolean> {
    await this.settle();
    for (let passedMs = 0; !holds() && passedMs < withinMs; passedMs += stepMs) await this.advance(stepMs);
    return holds();
  }

  #earliest(endMs: number): Sleeper | undefined {
    const due = [...this.#sleepers].filter(({ atMs }) => atMs <= endMs);
    return due.length === 0 ? undefined : due.reduce((first, other) => (other.atMs < first.atMs ? other : first));
  }
}
