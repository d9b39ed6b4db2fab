import { join } from 'node:path';
import type { AgentConfiguration } from '../../agent/configuration/agent-schema.ts';
import type { AgentStatus } from '../../agent/contract/status.ts';
import { lockHolder } from '../../agent/platform/instance-lock.ts';
import { ChildCommand, type Ending } from './child-command.ts';
import { type RunningDaemon, runDaemon } from './daemon-fixture.ts';
import type { QuickClock } from './quick-clock.ts';
import type { DaemonOrder } from './run-daemon.ts';

export interface OutageAgentSetup {
  readonly configuration: AgentConfiguration;
  readonly folder: string;
  readonly clock: QuickClock;
  readonly reportPeriodMs: number;
  readonly receiptWaitMs: number;
}

/** A daemon that can be stopped and started again on its directory. */
export interface OutageAgent {
  start(): Promise<void>;
  /** What it says of itself; undefined while it does not run. */
  status(): Promise<AgentStatus | undefined>;
  /** Asks it to stop and waits until it has. Harmless when it does not run. */
  stop(): Promise<void>;
}

/** In the process of the test. */
export class InProcessAgent implements OutageAgent {
  readonly #setup: OutageAgentSetup;
  #running: RunningDaemon | undefined;

  constructor(setup: OutageAgentSetup) {
    this.#setup = setup;
  }

  async start(): Promise<void> {
    this.#running = await runDaemon(this.#setup);
  }

  async status(): Promise<AgentStatus | undefined> {
    return this.#running?.daemon.status();
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }
}

/** In a process of its own, where it can be killed; its state is read from its page, as `status` reads it. */
export class ChildAgent implements OutageAgent {
  readonly #folder: string;
  readonly #spawn: () => ChildCommand;
  readonly #isUp: RegExp;
  #child: ChildCommand | undefined;

  private constructor(folder: string, isUp: RegExp, spawn: () => ChildCommand) {
    this.#folder = folder;
    this.#isUp = isUp;
    this.#spawn = spawn;
  }

  /** The daemon with the clock and report period of the test. */
  static ofOrder({ clock, ...setup }: OutageAgentSetup): ChildAgent {
    const order: DaemonOrder = { ...setup, clockRatio: clock.ratio, clockOriginNs: clock.originNs };
    const script = new URL('run-daemon.ts', import.meta.url);
    return new ChildAgent(setup.folder, /running/, () => new ChildCommand(script, [JSON.stringify(order)]));
  }

  /** `robot-risk run --config FILE`, as the service manager starts it. */
  static ofCommand(folder: string, configurationPath: string): ChildAgent {
    const launcher = new URL('../../packaging/bin/robot-risk.mjs', import.meta.url);
    return new ChildAgent(folder, /Page: /, () => new ChildCommand(launcher, ['run', '--config', configurationPath]));
  }

  async start(): Promise<void> {
    this.#child = this.#spawn();
    await this.#child.said(this.#isUp);
  }

  async status(): Promise<AgentStatus | undefined> {
    const pageUrl = lockHolder(join(this.#folder, 'state'))?.pageUrl;
    if (!pageUrl) return undefined;
    const answer = await fetch(new URL('status.json', pageUrl)).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as AgentStatus) : undefined;
  }

  async stop(): Promise<void> {
    await this.#child?.end('SIGTERM');
  }

  /** Without a word. */
  async kill(): Promise<Ending | undefined> {
    return this.#child?.end('SIGKILL');
  }
}
