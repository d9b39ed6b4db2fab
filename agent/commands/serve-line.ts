import type { Emission, SimulatedLine } from '../../drivers/simulator/serial/simulated-line.ts';
import type { Clock } from '../contract/time.ts';
import type { Hear, LinePort, Reply } from './line-port.ts';

export interface ServedLine {
  readonly line: SimulatedLine;
  readonly port: LinePort;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly durationMs: number;
  /** 0: never. */
  readonly unplugEveryMs: number;
  readonly unplugForMs: number;
  /** A reader can open the port: at the start, and each time the plug is put in again. */
  onPlugged(progress: LineProgress): void;
  /** About once a second. */
  onProgress(progress: LineProgress): void;
}

export interface LineProgress {
  readonly elapsedMs: number;
  readonly isPlugged: boolean;
  readonly unplugCount: number;
  /** Answers that waited for their time when the line was too far behind to hold them. */
  readonly droppedCount: number;
}

const tickMs = 50;
const progressEveryMs = 1000;
/** Answers that wait for their time; a reader that asks faster than the line can carry loses the rest. */
const waitingAnswersMax = 1024;
/** Timers are no finer than this. */
const atOnceMs = 1;

/**
 * ```
 *  port ─▶ bytes ─▶ line ─▶ emissions ─▶ when their time has come ─▶ port
 *                     ▲ every tick: what is said unasked; the plug is pulled and put in
 * ```
 * Carries bytes between a simulated line and its port until the time is over, the signal aborts or the port fails.
 */
export async function serveLine(served: ServedLine): Promise<LineProgress> {
  return new Service(served).run();
}

class Service {
  readonly #served: ServedLine;
  readonly #startNs: bigint;
  readonly #over = new AbortController();
  #unplugCount = 0;
  #droppedCount = 0;
  #waitingCount = 0;
  /** When the plug was last moved. */
  #movedMs = 0;
  #isPlugged = false;

  constructor(served: ServedLine) {
    this.#served = served;
    this.#startNs = served.clock.now().monoNs;
  }

  async run(): Promise<LineProgress> {
    const { port, signal } = this.#served;
    const stop = (): void => this.#over.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.#plugIn();
      await this.#tickOn();
    } finally {
      signal.removeEventListener('abort', stop);
      this.#over.abort();
      await port.unplug();
    }
    return this.#progress();
  }

  async #tickOn(): Promise<void> {
    const { clock, signal, durationMs, line, port, onProgress } = this.#served;
    let saidMs = 0;
    let shownMs = 0;
    for (let nowMs = this.#nowMs(); !signal.aborted && nowMs < durationMs && port.failure === undefined; nowMs = this.#nowMs()) {
      const spoken = line.speak(saidMs, nowMs);
      saidMs = nowMs;
      if (this.#isPlugged) this.#send(spoken, port.say);
      await this.#movePlug(nowMs);
      if (nowMs - shownMs >= progressEveryMs) {
        shownMs = nowMs;
        onProgress(this.#progress());
      }
      await clock.sleep(Math.min(tickMs, durationMs - nowMs), signal);
    }
  }

  async #movePlug(nowMs: number): Promise<void> {
    const { unplugEveryMs, unplugForMs, port } = this.#served;
    const sinceMs = nowMs - this.#movedMs;
    if (this.#isPlugged && unplugEveryMs > 0 && sinceMs >= unplugEveryMs) {
      this.#isPlugged = false;
      this.#movedMs = nowMs;
      this.#unplugCount += 1;
      await port.unplug();
    } else if (!this.#isPlugged && sinceMs >= unplugForMs) {
      await this.#plugIn();
    }
  }

  async #plugIn(): Promise<void> {
    await this.#served.port.plugIn(this.#hear);
    this.#isPlugged = true;
    this.#movedMs = this.#nowMs();
    this.#served.onPlugged(this.#progress());
  }

  readonly #hear: Hear = (bytes, reply) => {
    this.#send(this.#served.line.receive(bytes, this.#nowMs()), reply);
  };

  #send(emissions: readonly Emission[], reply: Reply): void {
    for (const { atMs, bytes } of emissions) {
      const waitMs = atMs - this.#nowMs();
      if (waitMs < atOnceMs && this.#waitingCount === 0) reply(bytes);
      else if (this.#waitingCount < waitingAnswersMax) void this.#sendLater(waitMs, bytes, reply);
      else this.#droppedCount += 1;
    }
  }

  async #sendLater(waitMs: number, bytes: Uint8Array, reply: Reply): Promise<void> {
    this.#waitingCount += 1;
    await this.#served.clock.sleep(Math.max(0, waitMs), this.#over.signal);
    this.#waitingCount -= 1;
    if (!this.#over.signal.aborted) reply(bytes);
  }

  #nowMs(): number {
    return Number(this.#served.clock.now().monoNs - this.#startNs) / 1e6;
  }

  #progress(): LineProgress {
    return {
      elapsedMs: Math.round(this.#nowMs()),
      isPlugged: this.#isPlugged,
      unplugCount: this.#unplugCount,
      droppedCount: this.#droppedCount,
    };
  }
}
