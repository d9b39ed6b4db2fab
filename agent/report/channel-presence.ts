import type { Outbox } from '../contract/outbox.ts';
import type { Clock } from '../contract/time.ts';
import type { UsageExport } from '../contract/usage-export.ts';
import type { BrokerLink, BrokerMessage } from './broker-link.ts';
import type { StateLog } from './state-log.ts';

/** `offline` is the last will: the connection broke. `stopped` is a goodbye. */
export type PresenceState = 'online' | 'offline' | 'stopped';

export interface PresenceParts {
  readonly agentId: string;
  readonly epoch: number;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: StateLog;
  /** The status topic. */
  readonly topic: string;
  readonly closeTimeoutMs: number;
  readonly usageTopic: string;
  /** Left out where the recipient does not want it. */
  readonly usage?: (() => UsageExport) | undefined;
}

/**
 * The retained messages beside the reports: whether an agent is there and, where it is wanted, its usage. Not signed: they help to find a
 * robot that is away and to plan its service, and nothing may rest on them. The wall clock is that of writing; of a last will, when the connection began.
 */
export class ChannelPresence {
  readonly #parts: PresenceParts;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  message(state: PresenceState): BrokerMessage {
    const { agentId, epoch, outbox, clock, topic } = this.#parts;
    const { closedCount, receiptedCount } = outbox.counts();
    const wall = new Date(clock.now().wallMs).toISOString();
    const payload = JSON.stringify({ schema: 'robot-risk/status/1', state, agentId, epoch, closedCount, receiptedCount, wall });
    return { topic, payload, retain: true, contentType: 'application/json' };
  }

  /** Says `online` on a new connection; a broker that refuses it may still take reports. */
  announce(link: BrokerLink): void {
    void link.publish(this.message('online')).then((outcome) => {
      if (outcome.kind !== 'refused') return;
      const text = `the broker refuses the retained status: ${outcome.text}`;
      this.#parts.log.enter('presence', { level: 'warn', code: 'report/mqtt-status-refused', text });
    });
    this.tellUsage(link);
  }

  /** Publishes the usage as it stands, retained, where it is wanted; one that is lost is followed by the next. */
  tellUsage(link: BrokerLink): void {
    const { usage, usageTopic: topic } = this.#parts;
    if (usage === undefined) return;
    void link.publish({ topic, payload: JSON.stringify(usage()), retain: true, contentType: 'application/json' });
  }

  /** Says `stopped`, then goodbye, and ends the connection however long either takes. */
  async leave(link: BrokerLink): Promise<void> {
    const { clock, closeTimeoutMs } = this.#parts;
    const left = new AbortController();
    const leaving = link
      .publish(this.message('stopped'))
      .then(() => link.end())
      .then(() => left.abort());
    await clock.sleep(closeTimeoutMs, left.signal);
    link.destroy();
    await leaving;
  }
}
