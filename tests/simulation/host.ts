import { type Clock, monoNs, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import type { Timeline } from './timeline.ts';

/** The wall label of the world's first moment. */
const worldStartMs = Date.UTC(2026, 0, 1);

/** The computer the agent runs on: what survives a process, and its clocks. */
export class Host {
  readonly timeline: Timeline;
  bootId = '';
  /** How far its wall clock is from the world's. */
  wallOffsetMs = 0;
  #bootCount = 0;
  #bootedMs = 0;
  #suspendedMs = 0;
  /** Of all boots. */
  #sleptMs = 0;
  #asleep: { readonly fromMs: number; readonly untilMs: number } | undefined;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  boot(): void {
    this.cancelSuspend();
    this.#bootCount++;
    this.bootId = `boot-${this.#bootCount}`;
    this.#bootedMs = this.timeline.nowMs;
    this.#suspendedMs = 0;
  }

  /** Nothing runs and monotonic time stands still until then; time since boot goes on. */
  suspend(durationMs: number): void {
    const { nowMs } = this.timeline;
    if (this.isAsleep) return;
    this.#asleep = { fromMs: nowMs, untilMs: nowMs + durationMs };
    this.timeline.after(durationMs, () => {
      if (this.#asleep?.untilMs !== nowMs + durationMs) return;
      this.#suspendedMs += durationMs;
      this.#sleptMs += durationMs;
      this.#asleep = undefined;
    });
  }

  /** Switched off in its sleep. */
  cancelSuspend(): void {
    this.#sleptMs = this.timeline.nowMs - this.wakefulMs;
    this.#asleep = undefined;
  }

  get isAsleep(): boolean {
    return this.#asleep !== undefined;
  }

  /** World time without what it has slept through: what a process can have done anything in. */
  get wakefulMs(): number {
    return (this.#asleep?.fromMs ?? this.timeline.nowMs) - this.#sleptMs;
  }

  now(): TimePoint {
    const { nowMs } = this.timeline;
    const awakeMs = (this.#asleep?.fromMs ?? nowMs) - this.#bootedMs - this.#suspendedMs;
    return {
      wallMs: wallMs(worldStartMs + Math.floor(nowMs) + this.wallOffsetMs),
      monoNs: monoNs(BigInt(Math.floor(awakeMs)) * 1_000_000n),
      bootId: this.bootId,
      boottimeMs: Math.floor(nowMs - this.#bootedMs),
      syncState: 'synced',
    };
  }

  /** Calls back once this much monotonic time has gone by. */
  afterAwake(durationMs: number, act: () => void): void {
    const dueMs = this.timeline.nowMs + durationMs;
    this.timeline.at(dueMs, () => {
      if (this.#asleep === undefined) return act();
      const restMs = Math.max(1, dueMs - this.#asleep.fromMs);
      this.timeline.at(this.#asleep.untilMs, () => this.afterAwake(restMs, act));
    });
  }
}

/** A process as the world sees it; `step` is a moment at which it may be killed. */
export interface LivingProcess {
  readonly isAlive: boolean;
  step(): void;
}

/** The clock of one process: when the process is gone, nobody who sleeps on it ever wakes. */
export class ProcessClock implements Clock {
  readonly #host: Host;
  readonly #process: LivingProcess;

  constructor(host: Host, living: LivingProcess) {
    this.#host = host;
    this.#process = living;
  }

  now(): TimePoint {
    this.#process.step();
    return this.#host.now();
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    this.#process.step();
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      signal.removeEventListener('abort', wake);
      if (this.#process.isAlive) resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
    this.#host.afterAwake(Math.max(1, Math.ceil(durationMs)), wake);
    return promise;
  }
}
