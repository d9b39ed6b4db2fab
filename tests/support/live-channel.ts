import { connect, type MqttClient } from 'mqtt';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { MqttChannel } from '../../agent/report/mqtt-channel.ts';
import type { MqttChannelLimits, MqttChannelOptions } from '../../agent/report/mqtt-channel-options.ts';
import { channelAgentKey, seededRandom } from './channel-fixture.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { recordingLogger } from './recording-logger.ts';
import { SigningReceiver } from './signing-receiver.ts';
import { Watched } from './watched.ts';

const base = `robot-risk/v1/demo/${channelAgentKey.kid}`;

/** The limits of a channel, short enough for a test to meet every one of them. */
const briefLimits: Partial<MqttChannelLimits> = {
  inFlightCountMax: 4,
  connectTimeoutMs: 1_000,
  pubackTimeoutMs: 500,
  resendAfterMs: 200,
  resendAfterMsMax: 1_000,
  reconnectFirstDelayMs: 20,
  reconnectDelayMsMax: 200,
  receiptWaitMs: 300,
  paceMs: 1,
};

/** A channel over a real network to a real broker, with a receiver at the other end. */
export class LiveChannel {
  readonly watched = new Watched();
  readonly outbox = new MemoryOutbox(channelAgentKey, this.watched.note);
  readonly logger = recordingLogger(this.watched.note);
  readonly receiver = new SigningReceiver(channelAgentKey.kid);
  readonly channel: MqttChannel;
  /** States of the retained status topic, as the receiver saw them. */
  readonly presences: string[] = [];
  readonly #url: string;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #client: MqttClient | undefined;

  constructor(port: number, changes: Partial<MqttChannelOptions> = {}) {
    this.#url = `mqtt://127.0.0.1:${port}`;
    this.channel = new MqttChannel({
      recipientId: 'insurer',
      url: this.#url,
      tenant: 'demo',
      agentId: channelAgentKey.kid,
      kid: channelAgentKey.kid,
      epoch: 0,
      outbox: this.outbox,
      receiverKeys: this.receiver.registry(),
      clock: createSystemClock(),
      logger: this.logger,
      random: seededRandom(7),
      ...changes,
      limits: { ...briefLimits, ...changes.limits },
    });
  }

  run(): void {
    this.#running = this.channel.run(this.#stopping.signal);
  }

  /** Closes reports and tells the channel. */
  close(count = 1, fillerChars = 0): void {
    this.outbox.close(count, fillerChars);
    this.channel.notify();
  }

  receiptsReach(count: number): Promise<void> {
    return this.watched.until(`${count} receipts`, () => this.outbox.receipts.size >= count);
  }

  /** Resolves when the code was logged so many times. */
  logged(code: string, count = 1): Promise<void> {
    return this.watched.until(`${count} × ${code}`, () => this.logger.codes().filter((known) => known === code).length >= count);
  }

  /** The receiver connects, and connects again whenever the broker is back. */
  async receive(username?: string): Promise<void> {
    const credentials = username === undefined ? {} : { username, password: username };
    const client = connect(this.#url, {
      clientId: 'receiver',
      protocolVersion: 4,
      reconnectPeriod: 50,
      connectTimeout: 1_000,
      ...credentials,
    });
    let isSubscribed = false;
    this.#client = client;
    client.on('error', () => undefined);
    client.on('message', (topic, bytes) => this.#take(topic, bytes));
    client.on('connect', () => {
      client.subscribe([`${base}/report`, `${base}/status`], { qos: 1 }, () => {
        isSubscribed = true;
        this.watched.note();
      });
    });
    await this.watched.until('the receiver is subscribed', () => isSubscribed);
  }

  /** Publishes something as the receiver. */
  async send(kind: 'receipt' | 'request', payload: string): Promise<void> {
    await this.#client?.publishAsync(`${base}/${kind}`, payload, { qos: 1 });
  }

  async stopReceiving(): Promise<void> {
    await this.#client?.endAsync(true);
    this.#client = undefined;
  }

  /** Asks the channel to stop and waits for it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.stopReceiving();
  }

  #take(topic: string, bytes: Buffer): void {
    if (topic.endsWith('/status')) this.presences.push(JSON.parse(bytes.toString()).state);
    else {
      const receipt = this.receiver.receive(bytes);
      if (receipt !== undefined) this.#client?.publish(`${base}/receipt`, receipt, { qos: 1 });
    }
    this.watched.note();
  }
}
