import { Ros, Topic } from 'roslib';
import { InvariantError, TransientError } from '../../../agent/contract/errors.ts';
import type { Clock } from '../../../agent/contract/time.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import type { BridgeAddress } from '../protocols/bridge-address.ts';
import type { CountFlaw } from '../protocols/count-flaw.ts';
import type { CountableCode, Counts } from '../protocols/counted-codes.ts';
import { isQuestion } from '../protocols/operation.ts';
import { valuesOf } from '../protocols/values-of.ts';
import { WsTransport } from '../protocols/ws-transport.ts';
import type { BridgeClient, Subscription } from './bridge-client.ts';

/**
 * ```
 *  connectBridge ─▶ Ros over WsTransport, waited for until it is open ─▶ one Topic per subscription ─▶ take
 * ```
 * Connects to a rosbridge server; resolves when it is open, because `roslib` itself says so when it is not yet. Throws TransientError
 * `rosbridge/unreachable` when nobody answers within `connectMs`, the bridge refuses, or the signal aborts. The signal is for connecting
 * only; `close` ends what was connected. The one file that knows `roslib`.
 */
export async function connectBridge(address: BridgeAddress, clock: Clock, signal: AbortSignal): Promise<BridgeClient> {
  const counts: Partial<Record<CountableCode, number>> = {};
  const count: CountFlaw = (code) => {
    counts[code] = (counts[code] ?? 0) + 1;
  };
  const transport = new WsTransport({ address, clock, count });
  const ros = new Ros({ transportFactory: () => Promise.resolve(transport) });
  await ros.connect(address.url);
  await transport.open(signal);
  return new RoslibClient({ ros, transport, clock, counts });
}

interface Connected {
  readonly ros: Ros;
  readonly transport: WsTransport;
  readonly clock: Clock;
  readonly counts: Counts;
}

/** Questions that may wait for their answers together. */
const questionsMax = 64;

/** One open connection; made by `connectBridge`. */
export class RoslibClient implements BridgeClient {
  readonly counts: Counts;
  readonly #ros: Ros;
  readonly #transport: WsTransport;
  readonly #clock: Clock;
  readonly #topics = new Map<string, Topic>();
  #waitingCount = 0;
  #askedCount = 0;

  constructor({ ros, transport, clock, counts }: Connected) {
    this.#ros = ros;
    this.#transport = transport;
    this.#clock = clock;
    this.counts = counts;
  }

  get ended(): AbortSignal {
    return this.#transport.ended;
  }

  /** A topic that is subscribed already is asked for anew: a bridge gives one setting per topic and client. Nothing after the end. */
  subscribe({ topic: name, type, throttleMs, queueCount, compression }: Subscription, take: (message: RosMessage) => void): void {
    this.unsubscribe(name);
    if (this.ended.aborted) return;
    const topic = new Topic({
      ros: this.#ros,
      name,
      messageType: type,
      compression,
      throttle_rate: throttleMs,
      queue_length: queueCount,
      reconnect_on_close: false,
    });
    this.#topics.set(name, topic);
    topic.subscribe(take);
  }

  unsubscribe(name: string): void {
    const topic = this.#topics.get(name);
    this.#topics.delete(name);
    topic?.removeAllListeners();
    if (!this.ended.aborted) topic?.unsubscribe();
  }

  async ask(service: string, request: RosMessage, timeoutMs: number): Promise<RosMessage> {
    if (!isQuestion(service)) throw new InvariantError('rosbridge/write-refused', `this agent only asks rosapi: ${service}`);
    this.ended.throwIfAborted();
    if (this.#waitingCount >= questionsMax) {
      throw new TransientError('rosbridge/no-answer', `${service}: ${questionsMax} questions wait for their answers already`);
    }
    this.#waitingCount++;
    try {
      return valuesOf(service, await this.#answer(service, request, timeoutMs));
    } finally {
      this.#waitingCount--;
    }
  }

  close(): void {
    this.#transport.close();
  }

  /** `roslib` has no time limit of its own and would keep the listener of an answer that never comes. */
  async #answer(service: string, args: RosMessage, timeoutMs: number): Promise<RosMessage> {
    const id = `ask:${service}:${this.#askedCount++}`;
    const settled = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<RosMessage>();
    const lose = (): void => reject(this.ended.reason);
    this.#ros.once(id, resolve);
    this.ended.addEventListener('abort', lose, { once: true });
    const limit = this.#clock.sleep(timeoutMs, settled.signal).then(() => {
      reject(new TransientError('rosbridge/no-answer', `${service}: no answer within ${timeoutMs} ms`));
    });
    try {
      this.#ros.callOnConnection({ op: 'call_service', id, service, args });
      return await promise;
    } finally {
      this.#ros.off(id, resolve);
      this.ended.removeEventListener('abort', lose);
      settled.abort();
      await limit;
    }
  }
}
