import mqtt, { type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import type { Clock } from '../../agent/contract/time.ts';
import { cloudEventBytesMax, cloudEventContentType } from '../../agent/evidence/cloud-event.ts';
import type { Answer } from './answer.ts';
import { OutgoingQueue, outgoingLimits } from './outgoing-queue.ts';

/** MQTT 5, or 4, which is how MQTT 3.1.1 calls itself on the wire. */
export type ProtocolVersion = 5 | 4;

/** What lets the receiver in; never logged. */
export interface BrokerAccess {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Authorities to believe, PEM. */
  readonly ca?: string;
}

export interface SessionRequest {
  readonly access: BrokerAccess;
  readonly clientId: string;
  readonly protocolVersion: ProtocolVersion;
  readonly topics: readonly string[];
  readonly clock: Clock;
  /** How long a connected broker may take to answer. */
  readonly connackTimeoutMs?: number;
  /** Called when every topic is granted. */
  readonly onReady: () => void;
  /** Must not throw; what it returns is published. */
  readonly onMessage: (topic: string, payload: Uint8Array) => readonly Answer[];
  readonly onDropped: (answer: Answer) => void;
}

/** `nothing`: no connection to the host. `broker`: connected, and no good answer came. `session`: it worked until it ended. */
export interface SessionEnd {
  readonly reached: 'nothing' | 'broker' | 'session';
  readonly reason: string;
}

const connackTimeoutDefaultMs = 10_000;
const keepaliveS = 30;
/** A goodbye waits this long for what is not acknowledged; a broker that says nothing must not keep a receiver from stopping. */
const goodbyeMsMax = 2_000;
/** What a socket says when there is nobody at the other end. */
const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL'];

/**
 * One connection to a broker, from the first packet to the last; never used again, so nothing of a broken one is carried over.
 * Resolves when it has ended, at once when the signal aborts. Never rejects. mqtt.js keeps no session and reconnects nothing here.
 */
export function holdSession(request: SessionRequest, signal: AbortSignal): Promise<SessionEnd> {
  const client = mqtt.connect(request.access.url, clientOptions(request));
  return new Promise((resolve) => {
    const session = { isReady: false, reason: '', code: '' };
    const ended = new AbortController();
    const end = (): void => {
      signal.removeEventListener('abort', goodbye);
      ended.abort();
      client.end(true);
      const failed = unreachable.includes(session.code) ? 'nothing' : 'broker';
      resolve({ reached: session.isReady ? 'session' : failed, reason: session.reason || 'the broker closed the connection' });
    };
    const goodbye = (): void => {
      session.reason = 'stopped';
      client.end(!client.connected);
      void request.clock.sleep(goodbyeMsMax, ended.signal).then(() => client.stream.destroy());
    };
    client.on('error', (error) => {
      session.reason ||= error.message || String((error as NodeJS.ErrnoException).code);
      session.code ||= codeOf(error);
      client.end(true);
    });
    client.on('close', end);
    client.on('connect', (connack) =>
      listen(client, connack, {
        request,
        ready: () => {
          session.isReady = true;
          request.onReady();
        },
        refused: (reason) => {
          session.reason ||= reason;
          client.end(true);
        },
      }),
    );
    signal.addEventListener('abort', goodbye);
    if (signal.aborted) goodbye();
  });
}

interface Listening {
  readonly request: SessionRequest;
  readonly ready: () => void;
  readonly refused: (reason: string) => void;
}

function listen(client: MqttClient, connack: IConnackPacket, { request, ready, refused }: Listening): void {
  const inFlightCountMax = Math.min(outgoingLimits.inFlightCountMax, connack.properties?.receiveMaximum ?? outgoingLimits.inFlightCountMax);
  const isV5 = request.protocolVersion === 5;
  const properties = isV5 ? { properties: { contentType: cloudEventContentType } } : {};
  const outgoing = new OutgoingQueue(
    (answer, acknowledged) => client.publish(answer.topic, answer.payload, { qos: 1, ...properties }, acknowledged),
    { ...outgoingLimits, inFlightCountMax },
  );
  client.on('message', (topic, payload) => {
    for (const answer of request.onMessage(topic, payload)) if (!outgoing.offer(answer)) request.onDropped(answer);
  });
  client.subscribe([...request.topics], { qos: 1 }, (error, granted) => {
    if (error) return refused(error.message);
    // What is granted is a quality of service, 0 to 2; what is refused is a code from 128.
    const denied = granted?.find(({ qos }) => qos > 2);
    return denied === undefined ? ready() : refused(`the broker does not let this receiver subscribe to ${denied.topic}`);
  });
}

function clientOptions({ access, clientId, protocolVersion, connackTimeoutMs = connackTimeoutDefaultMs }: SessionRequest): IClientOptions {
  const { url: _, ...credentials } = access;
  return {
    ...credentials,
    clientId,
    protocolVersion,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: connackTimeoutMs,
    keepalive: keepaliveS,
    resubscribe: false,
    queueQoSZero: false,
    // An MQTT 5 broker keeps larger messages back; on 3.1.1 the size is looked at when they are here.
    ...(protocolVersion === 5 ? { properties: { maximumPacketSize: cloudEventBytesMax + 1_024 } } : {}),
  };
}

function codeOf(error: Error): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return String((inner as NodeJS.ErrnoException | undefined)?.code ?? '');
}
