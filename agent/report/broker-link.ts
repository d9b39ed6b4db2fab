/** MQTT 5, or 4, which is how MQTT 3.1.1 calls itself on the wire. */
export type ProtocolVersion = 5 | 4;

/** What lets the agent in; PEM texts for TLS. Never logged, never in a status. */
export interface BrokerCredentials {
  readonly username?: string;
  readonly password?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A message at QoS 1. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** A property of MQTT 5; left out on 3.1.1. */
  readonly contentType: string;
}

export interface ConnectRequest {
  readonly url: string;
  readonly protocolVersion: ProtocolVersion;
  readonly clientId: string;
  readonly credentials: BrokerCredentials;
  /** Published by the broker when this connection ends without a goodbye. */
  readonly will: BrokerMessage;
  readonly keepaliveS: number;
  /** Largest message taken, bytes; an MQTT 5 broker is told and keeps larger ones back. */
  readonly messageBytesMax: number;
  /** Called for every message that arrives; must not throw. */
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
}

/** Why there is no connection, in the words that decide what to do next. */
export type LinkFailureKind =
  | 'outboxUnreadable' // our own disk cannot be read: nothing can be sent until it can
  | 'unreachable' // no connection to the host: refused, no route, no such name
  | 'noConnack' // connected, and closed without an answer: what a 3.1.1-only broker may do to MQTT 5
  | 'noAnswer' // connected, and silent until the time limit
  | 'versionRefused' // the broker says it does not speak this version
  | 'credentials' // the broker does not let this agent in
  | 'certificate' // TLS: one side does not believe the other
  | 'refused' // the broker answers, but takes nobody: busy, shutting down, quota
  | 'subscription' // connected, but this agent may not hear its answers
  | 'takenOver' // somebody else connected with this agent's client id
  | 'protocolError' // something arrived that mqtt.js cannot read
  | 'pubackTimeout' // connected by appearance, but publishes are not acknowledged
  | 'closed'; // the connection ended

export interface LinkFailure {
  readonly kind: LinkFailureKind;
  /** What the broker, the socket or the library said. */
  readonly text: string;
}

/**
 * What became of a publish. `acknowledged` says that the broker has it, nothing about the receiver. `refused` for the `topic`
 * will meet every report, for the `message` this one only. `lost`: the connection ended first, so nobody knows.
 */
export type PublishOutcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly scope: 'topic' | 'message'; readonly text: string }
  | { readonly kind: 'lost' };

/** One connection to a broker; when it ends it is not used again. No promise of it ever rejects. */
export interface BrokerLink {
  /** What the broker said it takes; our own limits where it said nothing. */
  readonly limits: { readonly inFlightCountMax: number; readonly messageBytesMax: number };
  /** Undefined once every topic is granted. */
  subscribe(topics: readonly string[]): Promise<LinkFailure | undefined>;
  publish(message: BrokerMessage): Promise<PublishOutcome>;
  /** Resolves when the connection has ended, with the reason. */
  readonly closed: Promise<LinkFailure>;
  /** Says goodbye, so that the last will is not published; resolves when the connection has ended. */
  end(): Promise<void>;
  /** Ends the connection at once, without a word. Harmless when it has ended. */
  destroy(): void;
}

export type ConnectOutcome = { readonly ok: true; readonly link: BrokerLink } | { readonly ok: false; readonly failure: LinkFailure };

/** Makes one connection attempt; an abort ends it as `noAnswer`. Never rejects. */
export type ConnectToBroker = (request: ConnectRequest, signal: AbortSignal) => Promise<ConnectOutcome>;
