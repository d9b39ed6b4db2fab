import { InvariantError, TransientError } from '../contract/errors.ts';
import type { ChannelState, ChannelStatus } from '../contract/status.ts';
import { monoMsOf } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import { AnswerDesk } from './answer-desk.ts';
import type { BrokerLink, ConnectOutcome, LinkFailure, ProtocolVersion } from './broker-link.ts';
import { type ChannelCounts, openingChannelCounts } from './channel-counts.ts';
import { ChannelPresence } from './channel-presence.ts';
import { channelTopics } from './channel-topics.ts';
import { connectMqtt } from './connect-mqtt.ts';
import { DeliverySchedule } from './delivery-schedule.ts';
import { deliverySession, type SessionParts } from './delivery-session.ts';
import { failureAdvice } from './link-failure.ts';
import { type MqttChannelLimits, type MqttChannelOptions, mqttChannelDefaults } from './mqtt-channel-options.ts';
import { openLink } from './open-link.ts';
import { ProtocolChoice } from './protocol-choice.ts';
import { ReconnectDelay } from './reconnect-delay.ts';
import { StateLog, type StateSubject } from './state-log.ts';
import { TakeoverSuspicion } from './takeover-suspicion.ts';
import { Wakeup } from './wakeup.ts';

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
  readonly #takeover: TakeoverSuspicion;
  #state: ChannelState = 'connecting';
  #version: Knowable<ProtocolVersion> = unknown('notObserved');
  #isRunning = false;
  #current: Connection | undefined;

  constructor(options: MqttChannelOptions) {
    const limits = { ...mqttChannelDefaults, ...options.limits };
    this.#options = options;
    this.#limits = limits;
    this.#log = new StateLog(options.logger, { recipientId: options.recipientId, url: withoutCredentials(options.url) });
    this.#schedule = new DeliverySchedule(limits, options.random);
    this.#desk = new AnswerDesk({ ...options, limits, log: this.#log, schedule: this.#schedule, counts: this.#counts });
    this.#protocol = new ProtocolChoice(limits.protocolRetryMs);
    this.#delay = new ReconnectDelay(limits, options.random);
    this.#takeover = new TakeoverSuspicion(limits.stableAfterMs);
  }

  /** A report was closed: it is sent at once when the channel is connected. */
  notify(): void {
    this.#freshness.isStale = true;
    this.#current?.presence.tellUsage(this.#current.link);
    this.#wakeup.wake();
  }

  /** The channel in one object; `reason` says in words what is wrong, or that nothing is. */
  status(): ChannelStatus {
    const { sentCount, receiptedCount, ...counts } = this.#counts;
    return {
      recipientId: this.#options.recipientId,
      url: withoutCredentials(this.#options.url),
      state: this.#state,
      reason: this.#reason(),
      protocolVersion: this.#version,
      sentCount,
      receiptedCount,
      counts,
    };
  }

  /**
   * Connects, delivers and connects again until the signal aborts. Then it waits for the receipts that are missing, at most
   * `receiptWaitMs`, says goodbye and resolves; so close the last report and `notify` before aborting. Without a connection it does not
   * wait. Rejects with what the outbox throws, the connection ended.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#isRunning) throw new InvariantError('report/channel-running', 'A channel runs once at a time');
    this.#isRunning = true;
    const patience = new AbortController();
    const finished = new AbortController();
    // An outbox that throws here throws in the session too, which carries it out.
    const stop = (): void => void this.#losePatience(patience, finished.signal).catch(() => patience.abort());
    signal.addEventListener('abort', stop, { once: true });
    const presence = this.#presence();
    try {
      while (!signal.aborted) await this.#tryOnce(presence, { stopping: signal, patience: patience.signal });
    } finally {
      signal.removeEventListener('abort', stop);
      finished.abort();
      this.#state = 'stopped';
      this.#log.enter('connection', { level: 'info', code: 'report/mqtt-stopped', text: 'stopped' });
      this.#isRunning = false;
    }
  }

  /** After a stop was asked for: at once when every report has its receipt, else after `receiptWaitMs`. */
  async #losePatience(patience: AbortController, finished: AbortSignal): Promise<void> {
    this.#wakeup.wake();
    const { closedCount, receiptedCount } = this.#options.outbox.counts();
    if (receiptedCount < closedCount) await this.#options.clock.sleep(this.#limits.receiptWaitMs, finished);
    patience.abort();
    this.#wakeup.wake();
  }

  /** A disk that cannot be read is waited for as a broker is that is away. */
  async #tryOnce(presence: ChannelPresence, stop: StopSignals): Promise<void> {
    const triedMs = this.#nowMs();
    try {
      await this.#connectOnce(presence, stop);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      await this.#pause({ kind: 'outboxUnreadable', text: error.message }, this.#nowMs() - triedMs, stop);
    }
  }

  async #connectOnce(presence: ChannelPresence, stop: StopSignals): Promise<void> {
    const version = this.#protocol.next(this.#nowMs());
    this.#state = 'connecting';
    const opened = await this.#open(presence, version, stop.patience);
    if (opened.ok) {
      await this.#deliver({ link: opened.link, presence, version }, stop);
      return;
    }
    // The other version is tried at once; only when that fails too is it news.
    if (this.#protocol.failed(version, opened.failure.kind)) return;
    this.#takeover.refused();
    await this.#pause(opened.failure, 0, stop);
  }

  #open(presence: ChannelPresence, protocolVersion: ProtocolVersion, patience: AbortSignal): Promise<ConnectOutcome> {
    const { url, tenant, agentId, recipientId, clock, credentials = {}, connect = connectMqtt } = this.#options;
    const { keepaliveS, messageBytesMax, connectTimeoutMs } = this.#limits;
    const { receipt, request } = channelTopics(tenant, agentId);
    return openLink({
      connect,
      request: {
        url,
        protocolVersion,
        // One agent may have several recipients on one broker; with one client id they would throw each other out.
        clientId: `rra-${agentId}-${recipientId}`,
        credentials,
        will: presence.message('offline'),
        keepaliveS,
        messageBytesMax,
        onMessage: (topic, payload) => this.#answered(topic === receipt ? 'receipt' : 'resend', payload),
      },
      subscriptions: [receipt, request],
      clock,
      connectTimeoutMs,
      patience,
    });
  }

  #answered(kind: 'receipt' | 'resend', payload: Uint8Array): void {
    if (this.#desk.accept(kind, payload)) this.#wakeup.wake();
  }

  async #deliver(connection: Connection, stop: StopSignals): Promise<void> {
    const { link, presence, version } = connection;
    const connectedMs = this.#nowMs();
    this.#protocol.connected(version, connectedMs);
    this.#version = version;
    this.#state = 'connected';
    this.#counts.connectedCount++;
    const text = `connected with MQTT ${version === 5 ? '5' : '3.1.1'}`;
    this.#log.enter('connection', { level: 'info', code: 'report/mqtt-connected', text, facts: { protocolVersion: version } });
    this.#current = connection;
    try {
      presence.announce(link);
      const ended = await deliverySession(this.#session(link, stop));
      if (ended === undefined) return await presence.leave(link);
      const session = { ...ended, connectedMs: this.#nowMs() - connectedMs };
      await this.#pause(this.#takeover.judge(session), session.connectedMs, stop);
    } finally {
      this.#current = undefined;
      link.destroy();
    }
  }

  #session(link: BrokerLink, stop: StopSignals): SessionParts {
    return {
      ...this.#options,
      ...stop,
      link,
      topic: channelTopics(this.#options.tenant, this.#options.agentId).report,
      limits: this.#limits,
      counts: this.#counts,
      log: this.#log,
      schedule: this.#schedule,
      desk: this.#desk,
      wakeup: this.#wakeup,
      freshness: this.#freshness,
    };
  }

  #presence(): ChannelPresence {
    const { tenant, agentId } = this.#options;
    const { closeTimeoutMs } = this.#limits;
    const { status: topic, usage: usageTopic } = channelTopics(tenant, agentId);
    return new ChannelPresence({ ...this.#options, log: this.#log, closeTimeoutMs, topic, usageTopic });
  }

  async #pause(failure: LinkFailure, connectedMs: number, { stopping }: StopSignals): Promise<void> {
    const { code, isStanding, remedy } = failureAdvice[failure.kind];
    this.#state = 'waiting';
    this.#log.enter('connection', { level: 'warn', code, text: `${failure.text}: ${remedy}` });
    await this.#options.clock.sleep(this.#delay.next({ connectedMs, isStanding }), stopping);
  }

  #reason(): string {
    const trouble = this.#state === 'connected' ? this.#log.trouble(troubles) : undefined;
    return trouble ?? this.#log.text('connection') ?? 'not connected before';
  }

  #nowMs(): number {
    return monoMsOf(this.#options.clock.now());
  }
}

/** What a connected channel can still be in trouble about, the worst first. */
const troubles: readonly StateSubject[] = ['publish', 'verdict', 'answers', 'receipts', 'requests', 'presence'];

/** `stopping`: deliver what is left, then finish. `patience`: finish now. */
interface StopSignals {
  readonly stopping: AbortSignal;
  readonly patience: AbortSignal;
}

interface Connection {
  readonly link: BrokerLink;
  readonly presence: ChannelPresence;
  readonly version: ProtocolVersion;
}

function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^@/?#]*@/i, '$1');
}
