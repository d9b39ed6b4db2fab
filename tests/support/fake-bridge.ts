import { TransientError } from '../../agent/contract/errors.ts';
import type { Clock } from '../../agent/contract/time.ts';
import type { RosMessage } from '../../drivers/ros-messages/decoding/message-type.ts';
import type { BridgeClient, Subscription } from '../../drivers/rosbridge/connection/bridge-client.ts';
import type { CountableCode } from '../../drivers/rosbridge/protocols/counted-codes.ts';

/** What a question for the version meets: a number, an error at once, or nothing within the time allowed. */
export type VersionFate = number | 'refused' | 'silent';

/** A connection without a socket: what was asked of it is kept, and a test says what arrives. */
export class FakeBridge implements BridgeClient {
  readonly counts: Partial<Record<CountableCode, number>> = {};
  /** In order, a topic asked for again stands twice. */
  readonly asked: Subscription[] = [];
  readonly services: string[] = [];
  closedCount = 0;
  version: VersionFate = 2;
  readonly #over = new AbortController();
  readonly #takers = new Map<string, (message: RosMessage) => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get ended(): AbortSignal {
    return this.#over.signal;
  }

  get topics(): string[] {
    return [...this.#takers.keys()];
  }

  subscribe(subscription: Subscription, take: (message: RosMessage) => void): void {
    this.asked.push(subscription);
    this.#takers.set(subscription.topic, take);
  }

  unsubscribe(topic: string): void {
    this.#takers.delete(topic);
  }

  async ask(service: string, _request: RosMessage, timeoutMs: number): Promise<RosMessage> {
    this.services.push(service);
    if (typeof this.version === 'number') return { version: this.version, distro: 'any' };
    if (this.version === 'silent') await this.#clock.sleep(timeoutMs, this.ended);
    throw new TransientError(this.version === 'silent' ? 'rosbridge/no-answer' : 'rosbridge/service-refused', service);
  }

  close(): void {
    if (!this.ended.aborted) this.closedCount++;
    this.end('closed here');
  }

  /** The connection is over. */
  end(reason: string): void {
    this.#over.abort(new TransientError('rosbridge/connection-closed', reason));
  }

  /** Whatever arrives on a topic; nothing when it is not subscribed. */
  publish(topic: string, message: unknown): void {
    this.#takers.get(topic)?.(message as RosMessage);
  }
}
