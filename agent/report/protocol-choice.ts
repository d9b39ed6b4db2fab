import type { LinkFailureKind, ProtocolVersion } from './broker-link.ts';

/** Once MQTT 5 has worked with this broker, a connection cut before its answer is more likely a restart than a missing version. */
const missesBeforeFallback = { unproven: 1, proven: 3 } as const;

/**
 * Which MQTT version to try next with one broker: 5 first, 3.1.1 when 5 is refused, cut off or left unanswered. Some brokers close
 * the connection on MQTT 5 without a CONNACK, and trying 5 again would go on for ever. No clock: moments are arguments, monotonic ms.
 */
export class ProtocolChoice {
  readonly #retryAfterMs: number;
  #fallback: 'none' | 'likely' | 'certain' = 'none';
  #rememberedMs: number | undefined;
  #missCount = 0;
  #isProven = false;

  /** After `retryAfterMs` of 3.1.1 the next connection tries 5 again: brokers are upgraded. */
  constructor(retryAfterMs: number) {
    this.#retryAfterMs = retryAfterMs;
  }

  next(nowMs: number): ProtocolVersion {
    if (this.#rememberedMs !== undefined && nowMs - this.#rememberedMs >= this.#retryAfterMs) this.#rememberedMs = undefined;
    return this.#fallback !== 'none' || this.#rememberedMs !== undefined ? 4 : 5;
  }

  /** 3.1.1 is remembered only when the broker showed that 5 is not for it; silence alone may have been a busy moment. */
  connected(version: ProtocolVersion, nowMs: number): void {
    if (version === 5) this.#isProven = true;
    else if (this.#fallback === 'certain') this.#rememberedMs = nowMs;
    this.#missCount = 0;
    this.#fallback = 'none';
  }

  /** Takes note of a failed attempt; true when the other version should be tried at once, without back-off. */
  failed(version: ProtocolVersion, kind: LinkFailureKind): boolean {
    if (version === 4) {
      this.#fallback = 'none';
      this.#missCount = 0;
      if (kind === 'versionRefused' || kind === 'noConnack') this.#rememberedMs = undefined;
      return false;
    }
    if (kind === 'versionRefused') this.#fallback = 'certain';
    else if (kind === 'noConnack' || kind === 'noAnswer' || kind === 'protocolError') this.#miss(kind);
    return this.#fallback !== 'none';
  }

  #miss(kind: 'noConnack' | 'noAnswer' | 'protocolError'): void {
    this.#missCount++;
    if (this.#missCount < missesBeforeFallback[this.#isProven ? 'proven' : 'unproven']) return;
    this.#fallback = kind === 'noAnswer' ? 'likely' : 'certain';
  }
}
