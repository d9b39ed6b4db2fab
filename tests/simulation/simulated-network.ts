import type {
  BrokerLink,
  BrokerMessage,
  ConnectOutcome,
  ConnectRequest,
  ConnectToBroker,
  LinkFailure,
  PublishOutcome,
} from '../../agent/report/broker-link.ts';
import type { Answer } from '../../receiver/ingest/answer.ts';
import type { FaultTrace } from './fault-trace.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Timeline } from './timeline.ts';

/** What the network does to a message, each from 0 to 1. */
export interface Weather {
  readonly isOut: boolean;
  readonly lossRatio: number;
  readonly duplicateRatio: number;
  readonly damageRatio: number;
  readonly silentLinkRatio: number;
  readonly delayMeanMs: number;
}

export const calm: Weather = { isOut: false, lossRatio: 0, duplicateRatio: 0, damageRatio: 0, silentLinkRatio: 0, delayMeanMs: 50 };

export interface NetworkParts {
  readonly timeline: Timeline;
  readonly random: SeededRandom;
  readonly trace: FaultTrace;
  /** The far end; takes what arrives and says what it answers. */
  readonly receive: (topic: string, payload: string) => readonly Answer[];
}

interface OpenLink {
  readonly request: ConnectRequest;
  readonly isAlive: () => boolean;
  readonly close: (failure: LinkFailure) => void;
  isOpen: boolean;
  topics: readonly string[];
}

/**
 * Broker and network between a channel and the receiver, worse than any MQTT broker may be.
 * ```
 *  channel ─publish─▶ lost? twice? damaged? ─delay─▶ receiver ─answer─▶ lost? twice? damaged? ─delay─▶ channel
 *             └── PUBACK, or silence                (each message its own delay, so later ones overtake)
 * ```
 */
export class SimulatedNetwork {
  weather: Weather = calm;
  readonly #parts: NetworkParts;
  readonly #links = new Set<OpenLink>();

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** Connections of living processes. */
  get linkCount(): number {
    for (const link of this.#links) if (!link.isAlive()) this.#links.delete(link);
    return this.#links.size;
  }

  /** A way to connect for one process; once that is dead nothing reaches it. */
  connectFor(isAlive: () => boolean): ConnectToBroker {
    return (request, signal) => {
      const { promise, resolve } = Promise.withResolvers<ConnectOutcome>();
      const refuse = (kind: LinkFailure['kind']): void => resolve({ ok: false, failure: { kind, text: 'simulated' } });
      signal.addEventListener('abort', () => refuse('noAnswer'), { once: true });
      this.#later(() => {
        if (!isAlive() || signal.aborted) return;
        if (this.weather.isOut) refuse('unreachable');
        else resolve({ ok: true, link: this.#open(request, isAlive) });
      });
      return promise;
    };
  }

  /** Every connection breaks. */
  breakLinks(): void {
    for (const link of [...this.#links]) link.close({ kind: 'closed', text: 'the connection broke' });
  }

  #open(request: ConnectRequest, isAlive: () => boolean): BrokerLink {
    const { promise: closed, resolve } = Promise.withResolvers<LinkFailure>();
    const unanswered = new Set<(outcome: PublishOutcome) => void>();
    const link: OpenLink = {
      request,
      isAlive,
      isOpen: true,
      topics: [],
      close: (failure) => {
        link.isOpen = false;
        this.#links.delete(link);
        for (const answer of unanswered) answer({ kind: 'lost' });
        if (isAlive()) resolve(failure);
      },
    };
    this.#links.add(link);
    return {
      limits: { inFlightCountMax: 16, messageBytesMax: request.messageBytesMax },
      closed,
      subscribe: async (topics) => {
        link.topics = topics;
        return undefined;
      },
      publish: (message) => this.#publish(message, link, unanswered),
      end: async () => link.close({ kind: 'closed', text: 'goodbye' }),
      destroy: () => link.close({ kind: 'closed', text: 'ended by the agent' }),
    };
  }

  #publish(message: BrokerMessage, link: OpenLink, unanswered: Set<(outcome: PublishOutcome) => void>): Promise<PublishOutcome> {
    if (!link.isOpen) return Promise.resolve({ kind: 'lost' });
    const { promise, resolve } = Promise.withResolvers<PublishOutcome>();
    const answer = (outcome: PublishOutcome): void => {
      if (unanswered.delete(answer) && link.isAlive()) resolve(outcome);
    };
    unanswered.add(answer);
    this.#carry(message.payload, (payload) => this.#arrive(message.topic, payload));
    if (this.#strikes('linkSilent', this.weather.silentLinkRatio)) return promise;
    this.#later(() => answer({ kind: 'acknowledged' }));
    return promise;
  }

  #arrive(topic: string, payload: string): void {
    for (const answer of this.#parts.receive(topic, payload)) this.#carry(answer.payload, (text) => this.#deliver(answer.topic, text));
  }

  #deliver(topic: string, payload: string): void {
    for (const { request, isAlive, topics } of this.#links) {
      if (isAlive() && topics.includes(topic)) request.onMessage(topic, Buffer.from(payload));
    }
  }

  #carry(payload: string, arrive: (payload: string) => void): void {
    if (this.weather.isOut || this.#strikes('messageLost', this.weather.lossRatio)) return;
    const copyCount = this.#strikes('messageDuplicated', this.weather.duplicateRatio) ? 2 : 1;
    for (let copy = 0; copy < copyCount; copy++) {
      const text = this.#strikes('messageDamaged', this.weather.damageRatio) ? this.#damaged(payload) : payload;
      this.#later(() => arrive(text));
    }
  }

  #strikes(kind: string, ratio: number): boolean {
    if (ratio === 0 || !this.#parts.random.chance(ratio)) return false;
    this.#parts.trace.fault(kind);
    return true;
  }

  #damaged(payload: string): string {
    const place = this.#parts.random.whole(0, payload.length - 1);
    return `${payload.slice(0, place)}${this.#parts.random.pick(['x', '"', '{', '0', ''])}${payload.slice(place + 1)}`;
  }

  #later(act: () => void): void {
    this.#parts.timeline.after(this.#parts.random.waitMs(this.weather.delayMeanMs), act);
  }
}
