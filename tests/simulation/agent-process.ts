import { Agent } from '../../agent/agent.ts';
import type { ReferenceModel } from '../../agent/assess/reference-model.ts';
import type { CheckedDocument } from '../../agent/contract/driver.ts';
import type { Outbox } from '../../agent/contract/outbox.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { monoMsOf } from '../../agent/contract/time.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import type { IntakeItem } from '../../agent/ingest/intake-queue.ts';
import { silentLogger } from '../../agent/platform/logger.ts';
import { MqttChannel } from '../../agent/report/mqtt-channel.ts';
import { jwksOf } from '../support/evidence-fixture.ts';
import { ballastBytes, ballastPathOf } from './disk.ts';
import { type Host, type LivingProcess, ProcessClock } from './host.ts';
import { PresenceMeter } from './presence-meter.ts';
import { receiverSigningKey, tenant } from './receiver-host.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import { robotLayout, type SyntheticRobot } from './synthetic-robot.ts';

/** What every process of one robot is made of. */
export interface ProcessParts {
  readonly host: Host;
  readonly robot: SyntheticRobot;
  readonly network: SimulatedNetwork;
  readonly key: SigningKey;
  readonly profile: CheckedDocument<Profile>;
  readonly model: CheckedDocument<ReferenceModel>;
  readonly ledgerPath: string;
  readonly random: SeededRandom;
  readonly onReceipt: (reportSeq: number, jws: string) => void;
  /** At every item, clock reading, sleep and touch of the outbox: the process may be killed right there. */
  readonly onStep: () => void;
  readonly onItem: (item: IntakeItem) => void;
  /** The process is at its end by itself: undefined after a clean stop, else what broke it. */
  readonly onEnded: (error: unknown) => void;
}

const tickEveryMs = 5_000;
const receiverKeys = readKeyRegistry(jwksOf([{ key: receiverSigningKey, role: 'insurer' }]));

/**
 * One process of the agent, put together as the daemon does it, on the simulated host.
 * ```
 *  SyntheticRobot ─▶ Agent (ingest … ledger on SQLite … reporter) ─▶ outbox ─▶ MqttChannel ─▶ SimulatedNetwork
 * ```
 * Throws what opening the agent throws.
 */
export class AgentProcess implements LivingProcess {
  isAlive = true;
  readonly agent: Agent;
  readonly presence = new PresenceMeter();
  readonly #parts: ProcessParts;
  readonly #clock: ProcessClock;
  readonly #channel: MqttChannel;
  readonly #stopping = new AbortController();

  constructor(parts: ProcessParts) {
    this.#parts = parts;
    this.#clock = new ProcessClock(parts.host, this);
    const { key, profile, model, ledgerPath, robot, host, random } = parts;
    this.agent = new Agent({
      origin: 'live',
      sources: [{ sourceId: robotLayout.sourceId, driverName: 'simulated', source: robot.source(this.#clock, () => host.timeline.nowMs) }],
      profile,
      context: undefined,
      model,
      scorer: undefined,
      key,
      serialNumber: 'SN-1',
      agentVersion: '0.0.0-simulation',
      ledgerPath,
      limits: { isBound: true, ballastPath: ballastPathOf(ledgerPath), ballastBytes },
      clock: this.#clock,
      random: random.next,
      onReport: () => this.#channel.notify(),
    });
    this.#channel = new MqttChannel({
      recipientId: 'insurer',
      url: 'mqtt://receiver.invalid',
      tenant,
      agentId: key.kid,
      kid: key.kid,
      epoch: this.agent.ledger.epoch,
      outbox: this.#outbox(),
      receiverKeys,
      clock: this.#clock,
      logger: silentLogger,
      random: random.next,
      connect: parts.network.connectFor(() => this.isAlive),
    });
  }

  get isConnected(): boolean {
    return this.#channel.status().state === 'connected';
  }

  step(): void {
    if (this.isAlive) this.#parts.onStep();
  }

  start(): void {
    this.#run().then(
      () => this.isAlive && this.#parts.onEnded(undefined),
      (error: unknown) => this.isAlive && this.#parts.onEnded(error),
    );
  }

  /** Asks it to stop, as the service manager does. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const stopChannel = new AbortController();
    const stopTicks = new AbortController();
    const sending = this.#channel.run(stopChannel.signal);
    const ticking = this.#tick(AbortSignal.any([this.#stopping.signal, stopTicks.signal]));
    try {
      await Promise.race([
        this.agent.run(this.#stopping.signal, { onItem: (item) => this.#seeItem(item) }),
        failureOf(sending),
        failureOf(ticking),
      ]);
    } finally {
      stopTicks.abort();
      stopChannel.abort();
      await Promise.all([ticking, sending]);
    }
  }

  async #tick(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.agent.pipeline.advance(this.#clock.now());
      await this.#clock.sleep(tickEveryMs, signal);
    }
  }

  #seeItem(item: IntakeItem): void {
    if (!this.isAlive) return;
    if (item.kind === 'frame') this.presence.see(monoMsOf(item.frame.time));
    this.#parts.onItem(item);
    this.step();
  }

  #outbox(): Outbox {
    const { outbox } = this.agent.ledger;
    return {
      unreceipted: (countMax) => outbox.unreceipted(countMax),
      report: (reportSeq) => outbox.report(reportSeq),
      counts: () => outbox.counts(),
      storeReceipt: (receipt) => {
        this.step();
        const before = outbox.counts().receiptedCount;
        outbox.storeReceipt(receipt);
        // A disk that refuses leaves the report without its receipt, without a word.
        const isStored = outbox.counts().receiptedCount > before;
        if (isStored && this.isAlive) this.#parts.onReceipt(receipt.reportSeq, receipt.jws);
        this.step();
      },
    };
  }
}

/** Settles only when what is waited for fails. */
function failureOf(work: Promise<void>): Promise<void> {
  return new Promise((_, reject) => work.catch(reject));
}
