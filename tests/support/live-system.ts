import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDeviceKey } from '../../agent/commands/device-key.ts';
import type { AgentConfiguration } from '../../agent/configuration/agent-schema.ts';
import type { AgentStatus } from '../../agent/contract/status.ts';
import { buildEnrolment, checkEnrolment, codeOf } from '../../agent/evidence/enrolment.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import { type Receiver, startReceiver } from '../../receiver/receiver.ts';
import type { ReceiverEvent } from '../../receiver/receiver-event.ts';
import { daemonConfiguration, fixtureSerialNumber } from './daemon-fixture.ts';
import { jwksOf } from './evidence-fixture.ts';
import { InProcessAgent, type OutageAgent, type OutageAgentSetup } from './outage-agent.ts';
import type { OutageBroker } from './outage-broker.ts';
import { QuickClock } from './quick-clock.ts';
import { EventLog, receiverKey } from './receiver-fixture.ts';
import { answered, until } from './until.ts';

const clockRatio = 20;
/** Ten seconds of the robot's time: a report each half second of ours. */
const reportPeriodMs = 10_000;
/** A stop waits for its last receipt as long as a busy machine may need: 20 s of ours. */
const longReceiptWaitMs = 400_000;
const tenant = 'demo';

export interface LiveSystemChoice {
  readonly broker: OutageBroker;
  /** How the agent runs; in this process unless said. */
  readonly agent?: (setup: OutageAgentSetup) => OutageAgent;
  /** The key the agent believes receipts of; the receiver's unless said. */
  readonly pinnedKey?: SigningKey;
  readonly receiptWaitMs?: number;
  /** Ten seconds of the robot's time unless said. */
  readonly reportPeriodMs?: number;
  /** What the agent's configuration has besides; paths are of `directory`. */
  readonly configuration?: Partial<AgentConfiguration>;
}

/** Reports closed and without a receipt. */
export const waitingIn = ({ outbox }: AgentStatus): number => outbox.closedCount - outbox.receiptedCount;

/**
 * Everybody there is, real, each to be taken away and brought back:
 * ```
 *  simulated cobot ─▶ agent ──▶ broker ──▶ receiver        all on one clock, 20 times as fast as ours
 *                       ▲ receipt ◀── broker ◀──┘
 * ```
 */
export class LiveSystem {
  readonly clock = new QuickClock(clockRatio);
  readonly broker: OutageBroker;
  readonly agent: OutageAgent;
  readonly directory: string;
  /** All the receiver did, through all its lives. */
  readonly events = new EventLog();
  /** Says of a report that was just stored whether the answer to it is lost, as it is when the receiver loses its process right then. */
  losesAnswer: (reportSeq: number) => boolean = () => false;
  #receiver: Receiver | undefined;

  constructor(choice: LiveSystemChoice) {
    const { agent = (setup) => new InProcessAgent(setup), receiptWaitMs = longReceiptWaitMs } = choice;
    this.broker = choice.broker;
    this.directory = mkdtempSync(join(tmpdir(), 'rra-live-'));
    this.agent = agent({
      configuration: this.#configuration(choice),
      folder: this.directory,
      clock: this.clock,
      reportPeriodMs: choice.reportPeriodMs ?? reportPeriodMs,
      receiptWaitMs,
    });
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.broker.port}`;
  }

  get ledgerPath(): string {
    return join(this.directory, 'state', 'ledger.sqlite');
  }

  get storePath(): string {
    return join(this.directory, 'receiver.sqlite');
  }

  get receiver(): Receiver {
    if (this.#receiver === undefined) throw new Error('the receiver does not run');
    return this.#receiver;
  }

  /** Everybody up, the robot enrolled by file and code, the first reports receipted. */
  async start(): Promise<void> {
    await this.enrolAndStart();
    await this.receipted(2);
  }

  async enrolAndStart(): Promise<void> {
    await this.broker.start();
    await this.startReceiver();
    await this.#enrol();
    await this.agent.start();
  }

  /** The receiver last, so that the agent's last report finds it. */
  async stopAll(): Promise<void> {
    await this.agent.stop();
    await this.stopReceiver();
  }

  async startReceiver(): Promise<void> {
    this.#receiver = await startReceiver({
      broker: { url: this.url },
      tenants: [{ name: tenant, demo: true }],
      storePath: this.storePath,
      key: receiverKey,
      clock: this.clock,
      onEvent: (event) => this.#hear(event),
    });
  }

  async stopReceiver(): Promise<void> {
    await this.#receiver?.stop();
    this.#receiver = undefined;
  }

  /** The agent's own words; throws when it does not run. */
  status(): Promise<AgentStatus> {
    return answered('the agent says how it is', () => this.agent.status());
  }

  /** Resolves when the agent says so of itself. */
  async says(what: string, holds: (status: AgentStatus) => boolean): Promise<AgentStatus> {
    return answered(what, async () => {
      const status = await this.agent.status();
      return status !== undefined && holds(status) ? status : undefined;
    });
  }

  /** Resolves when so many reports have their receipt. */
  receipted(count: number): Promise<AgentStatus> {
    return this.says(`${count} receipts`, ({ outbox }) => outbox.receiptedCount >= count);
  }

  /** Resolves when so many reports more than before have their receipt, and at most one waits. */
  async caughtUp(): Promise<void> {
    const { closedCount } = (await this.status()).outbox;
    await this.says('caught up', (status) => status.outbox.receiptedCount > closedCount && waitingIn(status) <= 1);
  }

  /** Lets so much of the robot's time go by since a moment of its clock. */
  passed(durationMs: number, sinceMs: number): Promise<void> {
    return until(`${durationMs} ms of the robot's time`, () => this.clock.nowMs() - sinceMs >= durationMs);
  }

  holds(what: string, condition: () => boolean): Promise<void> {
    return until(what, condition);
  }

  async dispose(): Promise<void> {
    await this.stopAll();
    await this.broker.dispose();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** What listens to a receiver may not throw; one that does keeps it from answering what it has stored. */
  #hear(event: ReceiverEvent): void {
    this.events.listen(event);
    if (event.code === 'receiver/report-stored' && this.losesAnswer(event.reportSeq)) throw new Error('the answer is lost');
  }

  #configuration({ pinnedKey = receiverKey, configuration = {} }: LiveSystemChoice): AgentConfiguration {
    const keys = join(this.directory, 'receiver-keys.json');
    writeFileSync(keys, jwksOf([{ key: pinnedKey, role: 'insurer' }]));
    return { ...daemonConfiguration({ recipients: [{ id: 'insurer', url: this.url, tenant, keys }] }), ...configuration };
  }

  async #enrol(): Promise<void> {
    const directory = join(this.directory, 'state');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { publicJwk } = await loadDeviceKey({ directory, origin: 'simulation' });
    const robot = { manufacturer: 'Universal Robots', model: 'UR3e', serialNumber: fixtureSerialNumber };
    const enrolment = buildEnrolment({ publicJwk, role: 'simulation', robot, createdMs: this.clock.now().wallMs });
    this.receiver.enrol(checkEnrolment(JSON.stringify(enrolment), codeOf(enrolment)), tenant);
  }
}
