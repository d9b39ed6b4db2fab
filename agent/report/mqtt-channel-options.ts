import type { Logger } from '../contract/logger.ts';
import type { Outbox } from '../contract/outbox.ts';
import type { Clock } from '../contract/time.ts';
import type { UsageExport } from '../contract/usage-export.ts';
import { cloudEventBytesMax } from '../evidence/cloud-event.ts';
import type { KeyRegistry } from '../evidence/key-registry.ts';
import type { BrokerCredentials, ConnectToBroker } from './broker-link.ts';
import type { DeliveryLimits } from './delivery-schedule.ts';
import type { ReconnectLimits } from './reconnect-delay.ts';

export interface MqttChannelOptions {
  /** Names the recipient in status and log, and this connection on the broker. */
  readonly recipientId: string;
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  readonly tenant: string;
  readonly agentId: string;
  readonly kid: string;
  readonly epoch: number;
  readonly outbox: Outbox;
  /** Usage to publish beside the reports; left out where the recipient does not want it. */
  readonly usage?: (() => UsageExport) | undefined;
  /** The recipient's keys, pinned; only these sign receipts that count. */
  readonly receiverKeys: KeyRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly limits?: Partial<MqttChannelLimits>;
  readonly credentials?: BrokerCredentials;
  /** How a connection is made; mqtt.js unless told otherwise. */
  readonly connect?: ConnectToBroker;
}

/** Every limit of a channel over MQTT. */
export interface MqttChannelLimits extends DeliveryLimits, ReconnectLimits {
  /** From the first byte to CONNACK and granted subscriptions. */
  readonly connectTimeoutMs: number;
  /** A goodbye that takes longer is cut short. */
  readonly closeTimeoutMs: number;
  /** How long a stop waits for receipts of what was sent or still has to be. */
  readonly receiptWaitMs: number;
  readonly keepaliveS: number;
  /** Largest message in either direction, bytes. */
  readonly messageBytesMax: number;
  /** Pause between two publishes, so that a backlog does not arrive as one wave. */
  readonly paceMs: number;
  /** Answers that arrived and were not looked at so far, at most; the rest is dropped and asked for by sending again. */
  readonly answersWaitingMax: number;
  /** Reports one request may name; the receiver asks again for the rest. */
  readonly requestReportsMax: number;
  /** Requests taken in a row before one per `requestEveryMs` is left. */
  readonly requestBurstCountMax: number;
  readonly requestEveryMs: number;
  /** After so long on 3.1.1, MQTT 5 is tried again. */
  readonly protocolRetryMs: number;
}

export const mqttChannelDefaults: MqttChannelLimits = {
  inFlightCountMax: 8,
  awaitingCountMax: 64,
  resendAfterMs: 15_000,
  resendAfterMsMax: 600_000,
  pubackTimeoutMs: 15_000,
  reconnectFirstDelayMs: 500,
  reconnectDelayMsMax: 60_000,
  stableAfterMs: 300_000,
  connectTimeoutMs: 10_000,
  closeTimeoutMs: 2_000,
  receiptWaitMs: 10_000,
  keepaliveS: 30,
  messageBytesMax: cloudEventBytesMax,
  paceMs: 20,
  answersWaitingMax: 256,
  requestReportsMax: 100,
  requestBurstCountMax: 4,
  requestEveryMs: 10_000,
  protocolRetryMs: 86_400_000,
};
