import { rmSync } from 'node:fs';
import { sha256 } from '../../agent/evidence/hash.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import type { IntakeItem } from '../../agent/ingest/intake-queue.ts';
import { AgentProcess } from './agent-process.ts';
import { CommittedHistory } from './committed-history.ts';
import type { Disk } from './disk.ts';
import { FaultTrace } from './fault-trace.ts';
import type { DiskHealth, FaultyDatabase } from './faulty-database.ts';
import { Host } from './host.ts';
import { LifeAudit } from './life-audit.ts';
import { ReceiverHost } from './receiver-host.ts';
import { auditReopened } from './reopening-audit.ts';
import { failedStartsMax, RestartDelay } from './restart-delay.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { SyntheticRobot } from './synthetic-robot.ts';
import { Tamperer, type Tampering } from './tampering.ts';
import { Timeline } from './timeline.ts';
import { Violations } from './violations.ts';
import { WatchedDisk } from './watched-disk.ts';
import type { WorldDocuments } from './world-documents.ts';

/**
 * A robot with its computer, disk and agent, and everything that can be done to them.
 * ```
 *  Host (clocks) ── AgentProcess ── Disk ─copy at a kill─▶ Disk of the next life
 *                       └── SimulatedNetwork ── ReceiverHost      CommittedHistory, LifeAudit: what the world saw
 * ```
 */
export class RobotWorld {
  readonly timeline = new Timeline();
  readonly trace = new FaultTrace(() => this.timeline.nowMs);
  readonly violations = new Violations(this.trace, () => this.timeline.nowMs);
  readonly history = new CommittedHistory(this.trace);
  readonly host = new Host(this.timeline);
  readonly random: SeededRandom;
  readonly key: SigningKey;
  readonly receiver: ReceiverHost;
  readonly network: SimulatedNetwork;
  readonly audit: LifeAudit;
  readonly #documents: WorldDocuments;
  readonly #robot: SyntheticRobot;
  readonly #disks: WatchedDisk;
  process: AgentProcess | undefined;
  #isPowered = false;
  /** Counts down to a kill between two steps of the process. */
  #stepsToKill: number | undefined;
  #start: 'none' | 'under way' | 'killed' = 'none';
  readonly #restart = new RestartDelay();
  /** The database was changed behind the agent's back since it last ran: it must say so. */
  #tamperedBy: string | undefined;
  readonly #tamperer: Tamperer;
  /** False once the run comes to rest: what was arranged before no longer strikes. */
  mayFault = true;
  #onceStopped: (() => void) | undefined;

  constructor(name: string, documents: WorldDocuments) {
    this.#documents = documents;
    this.random = new SeededRandom(name);
    this.key = signingKeyFromSeed(sha256(`robot ${name}`));
    this.receiver = new ReceiverHost(this.key);
    this.network = new SimulatedNetwork({
      timeline: this.timeline,
      random: this.random.fork('network'),
      trace: this.trace,
      receive: (topic, payload) => this.receiver.receive(topic, payload, this.host.now().wallMs - this.host.wallOffsetMs),
    });
    this.#disks = new WatchedDisk({
      nowMs: () => this.host.wakefulMs,
      random: this.random.fork('tear'),
      onCommitted: (database) => this.#start === 'none' && this.history.observe(database),
      onKill: (place, walBefore) => this.killProcess(place, place === 'torn' ? walBefore : undefined),
      onRefused: (mode) => this.trace.note('transactionRefused', mode),
    });
    this.#tamperer = new Tamperer(this.disk, this.random.fork('tampering'));
    this.#robot = new SyntheticRobot(this.random.fork('robot'), 0);
    this.audit = new LifeAudit(this.violations);
  }

  get disk(): Disk {
    return this.#disks.disk;
  }

  get health(): DiskHealth {
    return this.#disks.health;
  }

  get database(): FaultyDatabase {
    return this.#disks.database;
  }

  powerOn(): void {
    if (this.#isPowered) return;
    const tamperedBy = this.mayFault ? this.#tamperer.beforeStart(this.history.reports.size) : undefined;
    if (tamperedBy !== undefined) this.trace.fault(`tamper.${tamperedBy}`);
    this.#tamperedBy = tamperedBy ?? this.#tamperedBy;
    this.#isPowered = true;
    this.host.boot();
    this.startProcess();
  }

  powerOff(): void {
    if (!this.#isPowered || !this.mayFault) return;
    if (this.process !== undefined) this.killProcess('power');
    this.#isPowered = false;
    this.host.cancelSuspend();
    this.network.breakLinks();
  }

  /** Kills the process so many of its steps from now. */
  killAfterSteps(count: number): void {
    this.#stepsToKill = count;
  }

  /** Asks the process to stop and switches off once it has. */
  stopCleanly(): void {
    const stopped = this.process;
    if (stopped === undefined) return;
    this.#onceStopped = () => {
      this.#isPowered = false;
    };
    stopped.stop();
  }

  /** Changes the database while the robot is off, before it is switched on again. */
  tamper(how: Tampering): void {
    this.#tamperer.planned = how;
  }

  startProcess(): void {
    if (!this.#isPowered || this.process !== undefined) return;
    const openedFolder = this.disk.folder;
    this.#start = 'under way';
    try {
      const process = this.#openProcess();
      if (this.#wasKilledInStart()) this.#forget(process, openedFolder);
      else this.#begin(process);
    } catch (error) {
      if (this.#wasKilledInStart()) rmSync(openedFolder, { recursive: true, force: true });
      else this.#failedToStart(error);
    }
  }

  /** Leaves the disk as it is at this moment; whatever the process still does reaches nobody. */
  killProcess(why: string, walBefore?: Buffer): void {
    const killed = this.process;
    if (killed === undefined && this.#start !== 'under way') return;
    if (killed === undefined) this.#start = 'killed';
    else killed.isAlive = false;
    this.process = undefined;
    this.#stepsToKill = undefined;
    this.trace.fault(`kill.${why}${killed === undefined ? '.inStart' : ''}`);
    const leftFolder = this.#disks.moveOn(walBefore);
    if (killed !== undefined) this.#afterDeath(killed, leftFolder);
    if (why !== 'power') this.#startLater();
  }

  dispose(): void {
    const running = this.process;
    if (running !== undefined) running.isAlive = false;
    running?.agent.close();
    this.receiver.store.close();
    this.#disks.dispose();
  }

  #openProcess(): AgentProcess {
    const { host, network, key, random } = this;
    return new AgentProcess({
      ...this.#documents,
      host,
      network,
      key,
      robot: this.#robot,
      ledgerPath: this.disk.ledgerPath,
      random: random.fork(`process ${this.timeline.nowMs}`),
      onReceipt: (reportSeq, jws) => this.history.noteReceipt(reportSeq, jws),
      onStep: () => this.#step(),
      onItem: (item) => this.#seeItem(item),
      onEnded: (error) => this.#ended(error),
    });
  }

  #startLater(): void {
    this.timeline.after(this.#restart.next(this.timeline.nowMs), () => this.startProcess());
  }

  #begin(process: AgentProcess): void {
    this.#restart.started(this.timeline.nowMs);
    this.#start = 'none';
    this.process = process;
    const { history, violations } = this;
    auditReopened({ history, violations, ledgerPath: this.disk.ledgerPath, tamperedBy: this.#tamperedBy });
    this.#tamperedBy = undefined;
    this.audit.started(process, this.host.bootId);
    process.start();
  }

  #wasKilledInStart(): boolean {
    const wasKilled = this.#start === 'killed';
    this.#start = 'none';
    return wasKilled;
  }

  #step(): void {
    if (this.#stepsToKill === undefined) return;
    if (this.#stepsToKill-- <= 0) this.killProcess('step');
  }

  #seeItem(item: IntakeItem): void {
    if (this.process !== undefined) this.audit.item(item, this.process, this.health.wellForMs);
  }

  /** The process came to its end by itself: a clean stop, or something it did not survive. */
  #ended(error: unknown): void {
    const ended = this.process;
    if (ended === undefined) return;
    this.process = undefined;
    ended.isAlive = false;
    if (error === undefined) ended.agent.close();
    else this.trace.note('processFailed', error instanceof Error ? `${error.name} ${error.message}` : String(error));
    const leftFolder = this.#disks.moveOn();
    this.#afterDeath(ended, leftFolder);
    if (error === undefined) this.#onceStopped?.();
    else this.#startLater();
  }

  #afterDeath(dead: AgentProcess, leftFolder: string): void {
    this.audit.ended(dead, { ledgerPath: this.disk.ledgerPath, end: this.host.now(), wellForMs: this.health.wellForMs });
    this.#forget(dead, leftFolder);
  }

  /** It may be in the middle of a transaction: its handle is closed once the stack has unwound. */
  #forget(dead: AgentProcess, leftFolder: string): void {
    dead.isAlive = false;
    this.timeline.after(0, () => {
      dead.agent.close();
      rmSync(leftFolder, { recursive: true, force: true });
    });
  }

  #failedToStart(error: unknown): void {
    const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    this.trace.note('startFailed', text);
    this.#restart.failedStartCount++;
    const isHandNeeded = this.#restart.failedStartCount > failedStartsMax || (error instanceof Error && error.name === 'ConfigError');
    this.violations.check('startsWithoutAHand', !isHandNeeded, () => text);
    this.#startLater();
  }
}
