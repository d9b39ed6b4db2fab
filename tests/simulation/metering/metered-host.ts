import { monoMs, monoNs, type SyncState, type TimePoint, wallMs } from '../../../agent/contract/time.ts';
import { epochWallMs } from '../../support/telemetry.ts';

const nsPerMs = 1_000_000n;

/** The computer the agent runs on, and its clocks, by the true time of the world; whole milliseconds. */
export class MeteredHost {
  bootCount = 0;
  syncState: SyncState = 'unsynced';
  /** What the wall clock shows beyond true time. */
  wallOffsetMs = 0;
  #bootedAtMs: number | undefined;
  #asleepFromMs: number | undefined;
  #sleptMs = 0;

  get isUp(): boolean {
    return this.#bootedAtMs !== undefined;
  }

  get isAsleep(): boolean {
    return this.#asleepFromMs !== undefined;
  }

  get bootId(): string {
    return `boot-${this.bootCount}`;
  }

  boot(nowMs: number): void {
    this.bootCount += 1;
    this.#bootedAtMs = nowMs;
    this.#sleptMs = 0;
    this.#asleepFromMs = undefined;
    this.syncState = 'unsynced';
  }

  off(): void {
    this.#bootedAtMs = undefined;
    this.#asleepFromMs = undefined;
  }

  sleep(nowMs: number): void {
    this.#asleepFromMs = nowMs;
  }

  wake(nowMs: number): void {
    this.#sleptMs = this.sleptMs(nowMs);
    this.#asleepFromMs = undefined;
  }

  /** Slept in this boot. */
  sleptMs(nowMs: number): number {
    return this.#sleptMs + (this.#asleepFromMs === undefined ? 0 : nowMs - this.#asleepFromMs);
  }

  boottimeMs(nowMs: number): number {
    return nowMs - (this.#bootedAtMs ?? nowMs);
  }

  monoMs(nowMs: number): number {
    return this.boottimeMs(nowMs) - this.sleptMs(nowMs);
  }

  timeAt(nowMs: number): TimePoint {
    return {
      wallMs: wallMs(epochWallMs + nowMs + this.wallOffsetMs),
      monoNs: monoNs(BigInt(monoMs(this.monoMs(nowMs))) * nsPerMs),
      bootId: this.bootId,
      boottimeMs: this.boottimeMs(nowMs),
      syncState: this.syncState,
    };
  }
}
