import { type Clock, monoMsOf, monoNs, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';

const real = createSystemClock();

/**
 * The real clock, so many times as fast: a minute of outage, and every limit an agent and a receiver wait for, passes in seconds, and
 * the proportions between them are those of the field.
 */
export class QuickClock implements Clock {
  readonly ratio: number;
  /** Monotonic time at which this clock and the real one showed the same, ns: what another process needs to share it. */
  readonly originNs: string;

  constructor(ratio: number, originNs = String(real.now().monoNs)) {
    this.ratio = ratio;
    this.originNs = originNs;
  }

  now(): TimePoint {
    const time = real.now();
    const aheadNs = (time.monoNs - BigInt(this.originNs)) * BigInt(this.ratio - 1);
    const aheadMs = Number(aheadNs / 1_000_000n);
    return {
      ...time,
      wallMs: wallMs(time.wallMs + aheadMs),
      monoNs: monoNs(time.monoNs + aheadNs),
      boottimeMs: time.boottimeMs + aheadMs,
    };
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    return real.sleep(durationMs / this.ratio, signal);
  }

  /** Whole milliseconds of this clock. */
  nowMs(): number {
    return monoMsOf(this.now());
  }
}
