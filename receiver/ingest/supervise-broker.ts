import type { Clock } from '../../agent/contract/time.ts';
import { monoMsOf } from '../../agent/contract/time.ts';
import type { ProtocolVersion, SessionEnd } from './hold-session.ts';

export interface ReconnectLimits {
  readonly firstWaitMs: number;
  readonly waitMsMax: number;
  /** A session that lasted this long forgives the failures before it. */
  readonly stableMs: number;
}

export const reconnectLimits: ReconnectLimits = { firstWaitMs: 250, waitMsMax: 30_000, stableMs: 10_000 };

export interface Supervision {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly limits: ReconnectLimits;
  /** Holds one connection until it ends. */
  readonly hold: (version: ProtocolVersion, signal: AbortSignal) => Promise<SessionEnd>;
  readonly onWaiting: (end: SessionEnd, waitMs: number) => void;
}

/**
 * Keeps a connection to the broker until the signal aborts.
 * ```
 *  hold(5) ─▶ ended ─┬─ no answer, or refused ─▶ the other version ─┐
 *                    ├─ host not reached ─▶ the same version ───────┼─▶ wait, full jitter ─▶ hold(…)
 *                    └─ had worked ─▶ the same version ─────────────┘
 * ```
 * Full jitter, so that many receivers do not come back to a restarted broker in one moment. A broker that knows only 3.1.1 may close
 * without a word on MQTT 5; trying 5 again would go on for ever.
 */
export async function superviseBroker({ clock, random, limits, hold, onWaiting }: Supervision, signal: AbortSignal): Promise<void> {
  let version: ProtocolVersion = 5;
  let failureCount = 0;
  while (!signal.aborted) {
    const startedMs = monoMsOf(clock.now());
    const end = await hold(version, signal);
    if (signal.aborted) return;
    if (end.reached === 'broker') version = version === 5 ? 4 : 5;
    const hasLasted = end.reached === 'session' && monoMsOf(clock.now()) - startedMs >= limits.stableMs;
    failureCount = hasLasted ? 0 : failureCount;
    const waitMs = Math.round(random() * Math.min(limits.waitMsMax, limits.firstWaitMs * 2 ** failureCount));
    failureCount += 1;
    onWaiting(end, waitMs);
    await clock.sleep(waitMs, signal);
  }
}
