import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import type { Counts } from '../protocols/counted-codes.ts';

/** How a topic is asked for. `throttleMs` 0: every message. */
export interface Subscription {
  readonly topic: string;
  /** In the form of the bridge's generation: `package/Type` or `package/msg/Type`. */
  readonly type: string;
  readonly throttleMs: number;
  /** Messages the bridge may hold for a slow client; 0 lets it drop instead. */
  readonly queueCount: number;
  readonly compression: 'none' | 'cbor' | 'cbor-raw';
}

/**
 * One connection to a rosbridge server, from open to close; it is not used again afterwards. It subscribes and asks rosapi; there is
 * no way to publish or advertise through it.
 */
export interface BridgeClient {
  /** Aborts when the connection is over, whoever ended it; the reason is a TransientError. */
  readonly ended: AbortSignal;
  /** For compression `cbor-raw` the message is `{secs, nsecs, bytes}`. */
  subscribe(subscription: Subscription, take: (message: RosMessage) => void): void;
  unsubscribe(topic: string): void;
  /** Asks a rosapi service; rejects with TransientError when it refuses or does not answer within `timeoutMs`. */
  ask(service: string, request: RosMessage, timeoutMs: number): Promise<RosMessage>;
  /** What arrived and could not be used as it came, by code of a flaw, since the client was made. */
  readonly counts: Counts;
  close(): void;
}
