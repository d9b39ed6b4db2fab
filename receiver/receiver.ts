import { randomUUID } from 'node:crypto';
import { ConfigError, InvariantError } from '../agent/contract/errors.ts';
import type { Logger } from '../agent/contract/logger.ts';
import type { Clock } from '../agent/contract/time.ts';
import type { Enrolment } from '../agent/evidence/enrolment.ts';
import type { SigningKey } from '../agent/evidence/keys.ts';
import type { Answer } from './ingest/answer.ts';
import { type BrokerAccess, holdSession } from './ingest/hold-session.ts';
import { type ReconnectLimits, reconnectLimits, superviseBroker } from './ingest/supervise-broker.ts';
import { subscriptionsOf } from './ingest/topics.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { systemRandom } from './platform/system-random.ts';
import { type Emit, logEvent, type ReceiverEvent } from './receiver-event.ts';
import { Reception, type Tenant } from './reception.ts';
import type { ReceiverStatement } from './statement/agent-statement.ts';
import { stateReceiver } from './statement/state-receiver.ts';
import { openStore } from './store/open-store.ts';

export interface ReceiverOptions {
  readonly broker: BrokerAccess;
  readonly tenants: readonly Tenant[];
  /** A file, made when absent, or `:memory:`. */
  readonly storePath: string;
  /** Signs receipts; its public part is pinned in every agent's configuration. */
  readonly key: SigningKey;
  readonly logger?: Logger;
  /** Hears everything the receiver does, as it does it; must not throw. */
  readonly onEvent?: (event: ReceiverEvent) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly reconnect?: ReconnectLimits;
}

/** A running receiver. */
export interface Receiver {
  /** Thumbprint of the key that signs receipts. */
  readonly kid: string;
  /** Adds a robot whose enrolment a person has checked with `checkEnrolment`; false when it is there already. */
  enrol(enrolment: Enrolment, tenant: string): boolean;
  /** What is known of all agents, or of one. */
  statement(agentId?: string): ReceiverStatement;
  /** Resolves after `stop`; rejects on a defect of ours. */
  readonly stopped: Promise<void>;
  /** Says goodbye to the broker and closes the store; harmless when called twice. */
  stop(): Promise<void>;
}

/**
 * Builds the receiver in the order data flows and starts it. Resolves at once: a broker that is away is waited for, as `onEvent` tells.
 * ```
 *  broker ─MQTT─▶ ingest ─▶ verify ─▶ store ─▶ acknowledge ─▶ broker
 *                   └── refused: counted ──▶ store ──▶ statement
 * ```
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { tenants, key, clock = createSystemClock(), random = systemRandom } = options;
  checkUrl(options.broker.url);
  const store = openStore(options.storePath, { mayCreate: true });
  const emit: Emit = (event) => {
    if (options.logger !== undefined) logEvent(options.logger, event);
    options.onEvent?.(event);
  };
  const reception = new Reception({ store, key, tenants, emit });
  const stopping = new AbortController();
  const ended = superviseBroker(
    {
      clock,
      random,
      limits: options.reconnect ?? reconnectLimits,
      hold: (protocolVersion, signal) => {
        const session = sessionOf(options, { emit, receive: guarded(reception, clock, emit) });
        return holdSession({ ...session, clock, protocolVersion, onReady: () => emit(connected(options, protocolVersion)) }, signal);
      },
      onWaiting: ({ reason }, waitMs) => emit({ code: 'receiver/waiting', url: shownUrl(options), reason, waitMs }),
    },
    stopping.signal,
  );
  const stopped = ended.finally(() => store.close());
  return {
    kid: key.kid,
    enrol: (enrolment, tenant) => store.agents.enrol(enrolment, tenant, clock.now().wallMs),
    statement: (agentId) => stateReceiver(store, agentId),
    stopped,
    stop: async () => {
      stopping.abort();
      await stopped;
    },
  };
}

interface SessionParts {
  readonly emit: Emit;
  readonly receive: (topic: string, payload: Uint8Array) => readonly Answer[];
}

function sessionOf({ broker, tenants, key }: ReceiverOptions, { emit, receive }: SessionParts) {
  return {
    access: broker,
    // Receivers beside one another must not throw each other out, so the id is never the same twice.
    clientId: `robot-risk-receiver-${key.kid.slice(0, 8)}-${randomUUID().slice(0, 8)}`,
    topics: tenants.flatMap(({ name }) => subscriptionsOf(name)),
    onMessage: receive,
    onDropped: ({ topic }: Answer) => emit({ code: 'receiver/answer-dropped', topic }),
  };
}

// A message that cannot be stored is not answered, so the robot sends it again; one robot's message must not stop all the others.
function guarded(reception: Reception, clock: Clock, emit: Emit): SessionParts['receive'] {
  return (topic, payload) => {
    try {
      return reception.receive(topic, payload, clock.now().wallMs);
    } catch (error) {
      const text = error instanceof InvariantError ? `${error.code} ${error.stack}` : String(error);
      emit({ code: 'receiver/message-failed', topic: topic.slice(0, 256), text });
      return [];
    }
  };
}

function connected(options: ReceiverOptions, protocolVersion: number): ReceiverEvent {
  return { code: 'receiver/connected', url: shownUrl(options), protocolVersion };
}

function checkUrl(url: string): void {
  if (/^(?:mqtt|ws)s?:$/.test(URL.parse(url)?.protocol ?? '')) return;
  const remedy = 'write an address such as mqtt://127.0.0.1:1883, mqtts://, ws:// or wss://';
  throw new ConfigError('receiver/broker-url', [{ place: 'broker.url', value: JSON.stringify(url), remedy }]);
}

/** The address without what might be secret in it. */
function shownUrl({ broker }: ReceiverOptions): string {
  const url = URL.parse(broker.url);
  return url === null ? 'not a URL' : `${url.protocol}//${url.host}`;
}
