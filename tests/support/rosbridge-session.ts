import type { Compression, Fields } from './rosbridge-wire.ts';

/** What a client asked for. */
export interface AskedSubscription {
  readonly id: string;
  readonly topic: string;
  readonly type: string | undefined;
  readonly throttleMs: number;
  readonly queueCount: number;
  readonly compression: Compression;
}

interface Lane {
  asked: AskedSubscription[];
  sentMs: number | undefined;
  waiting: Fields[];
}

const strength: Readonly<Record<Compression, number>> = { none: 0, cbor: 1, 'cbor-raw': 2 };

/**
 * The subscriptions of one client. Several of one topic share one effective setting: the least throttle and queue, the strongest
 * compression, as the real bridge does it.
 */
export class RosbridgeSession {
  readonly #lanes = new Map<string, Lane>();

  get subscriptions(): readonly AskedSubscription[] {
    return [...this.#lanes.values()].flatMap(({ asked }) => asked);
  }

  subscribe(message: Fields): AskedSubscription {
    const asked = {
      id: String(message.id ?? ''),
      topic: String(message.topic),
      type: message.type === undefined ? undefined : String(message.type),
      throttleMs: Number(message.throttle_rate ?? 0),
      queueCount: Number(message.queue_length ?? 0),
      compression: (message.compression ?? 'none') as Compression,
    };
    const lane = this.#lanes.get(asked.topic) ?? { asked: [], sentMs: undefined, waiting: [] };
    lane.asked = [...lane.asked.filter(({ id }) => id !== asked.id), asked];
    this.#lanes.set(asked.topic, lane);
    return asked;
  }

  /** Without an id all of the topic's subscriptions end. */
  unsubscribe(message: Fields): void {
    const lane = this.#lanes.get(String(message.topic));
    if (lane === undefined) return;
    lane.asked = message.id === undefined ? [] : lane.asked.filter(({ id }) => id !== String(message.id));
    if (lane.asked.length === 0) this.#lanes.delete(String(message.topic));
  }

  /** The setting in force for a topic, undefined when it is not subscribed. */
  effective(topic: string): AskedSubscription | undefined {
    const asked = this.#lanes.get(topic)?.asked ?? [];
    const [strongest] = asked.toSorted((one, other) => strength[other.compression] - strength[one.compression]);
    if (strongest === undefined) return undefined;
    const throttleMs = Math.min(...asked.map((one) => one.throttleMs));
    const queueCount = Math.min(...asked.map((one) => one.queueCount));
    return { ...strongest, throttleMs, queueCount };
  }

  /** What goes out when this message comes at this moment: itself, an older one of the queue, or nothing because of the throttle. */
  admit(topic: string, message: Fields, nowMs: number): Fields | undefined {
    const lane = this.#lanes.get(topic);
    const asked = this.effective(topic);
    if (lane === undefined || asked === undefined) return undefined;
    const isDue = lane.sentMs === undefined || Math.abs(nowMs - lane.sentMs) >= asked.throttleMs;
    if (asked.throttleMs > 0 && asked.queueCount > 0) lane.waiting = [...lane.waiting, message].slice(-asked.queueCount);
    if (!isDue) return undefined;
    lane.sentMs = nowMs;
    return lane.waiting.shift() ?? message;
  }
}
