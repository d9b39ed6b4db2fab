import { InvariantError } from '../contract/errors.ts';
import type { Logger } from '../contract/logger.ts';
import type { Outbox } from '../contract/outbox.ts';
import type { ChannelState, ChannelStatus } from '../contract/status.ts';
import type { Clock } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import type { KeyRegistry } from '../evidence/key-registry.ts';
import { AnswerDesk } from './answer-desk.ts';
import type { BrokerCredentials, BrokerLink, ConnectToBroker, LinkFailure, ProtocolVersion } from './broker-link.ts';
import { type ChannelCounts, openingChannelCounts } from './channel-counts.ts';
import { type MqttChannelLimits, mqttChannelDefaults } from './channel-limits.ts';
import { DeliverySchedule } from './delivery-schedule.ts';
import { deliverySession } from './delivery-session.ts';
import { failureAdvice } from './link-failure.ts';
import { openLink } from './open-link.ts';
import { ProtocolChoice } from './protocol-choice.ts';
import { type EndedConnection, ReconnectDelay } from './reconnect-delay.ts';
import { StateLog } from './state-log.ts';
import { Wakeup } from './wakeup.ts';

export interface MqttChannelOptions {
  readonly recipientId: string;
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  readonly tenant: string;
  readonly agentId: string;
  readonly kid: string;
  readonly epoch: number;
  readonly outbox: Outbox;
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

/**
 * Delivers signed reports to one recipient over MQTT, until each has a signed receipt.
 * ```
 *            ┌── wait, full jitter ◀── failure ──┐
 *  run ──▶ connect 5, then 3.1.1 ──▶ session ────┤      report  ──▶ robot-risk/v1/<tenant>/<agent>/report
 *            (a new client each time)            │      receipt ◀── …/receipt    request ◀── …/request
 *                                  stop ──▶ goodbye     presence ──▶ …/status, retained, with a last will
 * ```
 * The broker's acknowledgement frees the window and nothing else. Nothing is kept here that is not in the outbox.
 */
export class MqttChannel {
  readonly #options: MqttChannelOptions;
  readonly #limits: MqttChannelLimits;
  readonly #counts: ChannelCounts = openingChannelCounts();
  readonly #wakeup = new Wakeup();
  readonly #freshness = { isStale: true };
  readonly #log: StateLog;
  readonly #schedule: DeliverySchedule;
  readonly #desk: AnswerDesk;
  readonly #protocol: ProtocolChoice;
  readonly #delay: ReconnectDelay;
  #state: ChannelState = 'connecting';
  #version: Knowable<ProtocolVersion> = unknown('notReported');
  #isRunning = false;

  constructor(options: MqttChannelOptions) {
    this.#options = options;
    const { outbox, receiverKeys, agentId, random, logger, recipientId, url } = options;
    const limits = { ...mqttChannelDefaults, ...options.limits };
    const log = new StateLog(logger, { recipientId, url: withoutCredentials(url) });
    this.#limits = limits;
    this.#log = log;
    this.#schedule = new DeliverySchedule(limits, random);
    this.#desk = new AnswerDesk({ outbox, receiverKeys, agentId, limits, log, schedule: this.#schedule, counts: this.#counts });
    this.#protocol = new ProtocolChoice(limits.protocolRetryMs);
    this.#delay = new ReconnectDelay(limits, random);
  }

  /** A report was closed: it is sent at once when the channel is connected. */
  notify(): void {
    this.#freshness.isStale = true;
    this.#wakeup.wake();
  }

  status(): ChannelStatus {
    const { recipientId, url } = this.#options;
    const { sentCount, receiptedCount, ...counts } = this.#counts;
    const [state, reason] = [this.#state, this.#reason()];
    return { recipientId, url: withoutCredentials(url), state, reason, protocolVersion: this.#version, sentCount, receiptedCount, counts };
  }

  /**
   * Connects, delivers and connects again, until the signal aborts. A connected channel then waits for the receipts it still lacks,
   * at most `receiptWaitMs`, says goodbye and resolves; so close the last report and `notify` before aborting. Rejects with what the
   * outbox throws, the connection closed.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#isRunning) throw new InvariantError('report/channel-running', 'A channel runs once at a time');
    this.#isRunning = true;
    const patience = new AbortController();
    const finished = new AbortController();
    const stop = (): void => void this.#losePatience(patience, finished.signal);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) await this.#connectOnce(signal, patience.signal);
    } finally {
      signal.removeEventListener('abort', stop);
      finished.abort();
      this.#state = 'stopped';
      this.#isRunning = false;
    }
  }

  /** From the moment a stop is asked for: at once when every report has its receipt, else after `receiptWaitMs`. */
  async #losePatience(patience: AbortController, finished: AbortSignal): Promise<void> {
    this.#wakeup.wake();
    const { closedCount, receiptedCount } = this.#options.outbox.counts();
    if (receiptedCount < closedCount) await this.#options.clock.sleep(this.#limits.receiptWaitMs, finished);
    patience.abort();
    this.#wakeup.wake();
  }

  async #connectOnce(stopping: AbortSignal, patience: AbortSignal): Promise<void> {
    const version = this.#protocol.next(this.#nowMs());
    this.#state = 'connecting';
    const opened = await openLink(this.#request(version), { ...this.#options, connect: this.#connect, limits: this.#limits, patience });
    if (opened.ok) {
      await this.#deliver({ link: opened.link, version }, stopping, patience);
      return;
    }
    // The other version is tried at once, and only its failure is news.
    if (this.#protocol.failed(version, opened.failure.kind) && !stopping.aborted) return;
    await this.#pause(opened.failure, 0, stopping);
  }

  async #deliver({ link, version }: { link: BrokerLink; version: ProtocolVersion }, stopping: AbortSignal, patience: AbortSignal) {
    const connectedMs = this.#nowMs();
    this.#protocol.connected(version, connectedMs);
    this.#version = version;
    this.#state = 'connected';
    this.#counts.connectedCount++;
    const text = `connected with MQTT ${version === 5 ? '5' : '3.1.1'}`;
    this.#log.enter('connection', { level: 'info', code: 'report/mqtt-connected', text, facts: { protocolVersion: version } });
    this.#announce(link);
    try {
      const failure = await deliverySession(this.#session(link, stopping, patience));
      if (failure === undefined) await this.#sayGoodbye(link);
      else await this.#pause(failure, this.#nowMs() - connectedMs, stopping);
    } finally {
      link.destroy();
    }
  }

  #session(link: BrokerLink, stopping: AbortSignal, patience: AbortSignal): Parameters<typeof deliverySession>[0] {
    const [topic, limits, counts, log] = [this.#topics.report, this.#limits, this.#counts, this.#log];
    const [schedule, desk, wakeup, freshness] = [this.#schedule, this.#desk, this.#wakeup, this.#freshness];
    return { ...this.#options, link, topic, limits, counts, log, schedule, desk, wakeup, freshness, stopping, patience };
  }

  async #pause(failure: LinkFailure, connectedMs: number, stopping: AbortSignal): Promise<void> {
    const { code, isStanding, remedy } = failureAdvice[failure.kind];
    this.#state = 'waiting';
    this.#log.enter('connection', { level: 'warn', code, text: `${failure.text}: ${remedy}` });
    const ended: EndedConnection = { connectedMs, isStanding };
    await this.#options.clock.sleep(this.#delay.next(ended), stopping);
  }

  #announce(link: BrokerLink): void {
    void link.publish(this.#presence('online')).then((outcome) => {
      if (outcome.kind !== 'refused') return;
      const text = `the broker refuses the retained status: ${outcome.text}`;
      this.#log.enter('presence', { level: 'warn', code: 'report/mqtt-status-refused', text });
    });
  }

  async #sayGoodbye(link: BrokerLink): Promise<void> {
    const limit = new AbortController();
    const leave = async (): Promise<void> => {
      await link.publish(this.#presence('stopped'));
      await link.end();
    };
    await Promise.race([leave(), this.#options.clock.sleep(this.#limits.closeTimeoutMs, limit.signal)]);
    limit.abort();
    this.#log.enter('connection', { level: 'info', code: 'report/mqtt-stopped', text: 'stopped' });
  }

  // … continued below
}
