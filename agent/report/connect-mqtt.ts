import { connect, type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import type {
  BrokerLink,
  BrokerMessage,
  ConnectOutcome,
  ConnectRequest,
  ConnectToBroker,
  LinkFailure,
  PublishOutcome,
} from './broker-link.ts';
import { disconnectFailureOf, linkFailureOf } from './link-failure.ts';

/** Room for topic and properties beside the payload, bytes. */
const packetOverheadBytes = 1_024;
/** mqtt.js wants a limit of its own; ours comes first, through the signal. */
const libraryConnectTimeoutMs = 3_600_000;
/** Reason codes of an MQTT 5 PUBACK that speak of the topic or the sender, not of this one message. */
const topicRefusals = new Set([135, 144, 150, 151]);

/**
 * One connection attempt with mqtt.js as a dumb pipe: it neither reconnects, nor queues, nor keeps anything.
 * ```
 *  MqttChannel ──ConnectRequest──▶ new MqttClient ──CONNACK──▶ BrokerLink ──close, error, DISCONNECT──▶ closed
 *                 (every attempt a new one; after its end it is destroyed, never connected again)
 * ```
 */
export const connectMqtt: ConnectToBroker = async (request, signal) => {
  if (signal.aborted) return { ok: false, failure: { kind: 'noAnswer', text: 'stopped before connecting' } };
  try {
    const link = new MqttLink(connect(request.url, clientOptions(request)), request);
    const abandon = (): void => link.abandon({ kind: 'noAnswer', text: 'no answer within the time limit' });
    signal.addEventListener('abort', abandon, { once: true });
    const outcome = await link.opened;
    signal.removeEventListener('abort', abandon);
    return outcome;
  } catch (error) {
    // A certificate nobody can read, or a URL of another kind, is refused before any connection.
    return { ok: false, failure: { kind: 'certificate', text: error instanceof Error ? error.message : String(error) } };
  }
};

function clientOptions({ protocolVersion, clientId, will, credentials, ...request }: ConnectRequest): IClientOptions {
  const is5 = protocolVersion === 5;
  const maximumPacketSize = request.messageBytesMax + packetOverheadBytes;
  return {
    protocolVersion,
    protocolId: 'MQTT',
    clientId,
    clean: true,
    keepalive: request.keepaliveS,
    reconnectPeriod: 0,
    connectTimeout: libraryConnectTimeoutMs,
    resubscribe: false,
    queueQoSZero: false,
    rejectUnauthorized: true,
    ...credentials,
    ...(is5 ? { properties: { sessionExpiryInterval: 0, maximumPacketSize } } : {}),
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.retain },
  };
}

class MqttLink implements BrokerLink {
  readonly #client: MqttClient;
  readonly #request: ConnectRequest;
  readonly #opening = Promise.withResolvers<ConnectOutcome>();
  readonly #closing = Promise.withResolvers<LinkFailure>();
  /** Ends of publishes and subscriptions that nobody will answer once the connection is gone. */
  readonly #abandoned = new Set<() => void>();
  #failure: LinkFailure | undefined;
  #connack: IConnackPacket | undefined;
  #isEnded = false;

  constructor(client: MqttClient, request: ConnectRequest) {
    this.#client = client;
    this.#request = request;
    client.on('connect', (connack) => this.#connected(connack));
    client.on('message', (topic, payload) => request.onMessage(topic, payload));
    client.on('disconnect', ({ reasonCode, properties }) => this.abandon(disconnectFailureOf(reasonCode, properties?.reasonString)));
    // The first reason is the true one: what follows it are its consequences.
    client.on('error', (error) => this.abandon(linkFailureOf(error, this.#connack !== undefined)));
    client.on('close', () => this.abandon(this.#connack === undefined ? closedUnanswered : closedByPeer));
  }

  get opened(): Promise<ConnectOutcome> {
    return this.#opening.promise;
  }

  get closed(): Promise<LinkFailure> {
    return this.#closing.promise;
  }

  get limits(): BrokerLink['limits'] {
    const { receiveMaximum, maximumPacketSize } = this.#connack?.properties ?? {};
    const brokerBytesMax = maximumPacketSize === undefined ? Number.POSITIVE_INFINITY : maximumPacketSize - packetOverheadBytes;
    return {
      inFlightCountMax: receiveMaximum ?? Number.POSITIVE_INFINITY,
      messageBytesMax: Math.min(this.#request.messageBytesMax, brokerBytesMax),
    };
  }

  subscribe(topics: readonly string[]): Promise<LinkFailure | undefined> {
    return this.#answer<LinkFailure | undefined>(this.#failure ?? closedByPeer, (resolve) => {
      this.#client.subscribe([...topics], { qos: 1 }, (error) => {
        resolve(error ? (this.#failure ?? { kind: 'subscription', text: error.message }) : undefined);
      });
    });
  }

  publish({ topic, payload, retain, contentType }: BrokerMessage): Promise<PublishOutcome> {
    const properties = this.#request.protocolVersion === 5 ? { properties: { contentType } } : {};
    return this.#answer<PublishOutcome>({ kind: 'lost' }, (resolve) => {
      this.#client.publish(topic, payload, { qos: 1, retain, ...properties }, (error) => resolve(publishOutcome(error ?? undefined)));
    });
  }

  async end(): Promise<void> {
    this.#failure ??= { kind: 'closed', text: 'ended by this agent' };
    this.#client.end();
    await this.closed;
  }

  destroy(): void {
    this.abandon({ kind: 'closed', text: 'ended by this agent' });
  }

  /** Ends everything with this reason, or with an earlier one. */
  abandon(failure: LinkFailure): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#failure ??= failure;
    this.#client.end(true);
    // A client that is already saying goodbye ignores that, and would wait for acknowledgements for ever.
    this.#client.stream.destroy();
    for (const settle of this.#abandoned) settle();
    this.#opening.resolve({ ok: false, failure: this.#failure });
    this.#closing.resolve(this.#failure);
  }

  #connected(connack: IConnackPacket): void {
    this.#connack = connack;
    this.#opening.resolve({ ok: true, link: this });
  }

  /** What `ask` answers, or `otherwise` when the connection ends first. */
  #answer<T>(otherwise: T, ask: (resolve: (answer: T) => void) => void): Promise<T> {
    if (this.#isEnded) return Promise.resolve(otherwise);
    const { promise, resolve } = Promise.withResolvers<T>();
    const settle = (): void => resolve(otherwise);
    this.#abandoned.add(settle);
    ask((answer) => {
      this.#abandoned.delete(settle);
      resolve(answer);
    });
    return promise;
  }
}

const closedUnanswered: LinkFailure = { kind: 'noConnack', text: 'the connection was closed without an answer' };
const closedByPeer: LinkFailure = { kind: 'closed', text: 'the connection was closed' };

function publishOutcome(error: (Error & { readonly code?: unknown }) | undefined): PublishOutcome {
  if (error === undefined) return { kind: 'acknowledged' };
  if (typeof error.code !== 'number') return { kind: 'lost' };
  return { kind: 'refused', scope: topicRefusals.has(error.code) ? 'topic' : 'message', text: error.message };
}
