import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { Message } from '../../../agent/contract/message.ts';
import type { Grade } from '../../../agent/contract/usage.ts';
import { gradeOf } from '../../support/telemetry.ts';
import { FaultTrace } from '../fault-trace.ts';
import { SeededRandom } from '../seeded-random.ts';
import { Timeline } from '../timeline.ts';
import { DurableMemory } from './durable-memory.ts';
import { HourBooks } from './hour-books.ts';
import { LifeJournal } from './life-journal.ts';
import { MeteredHost } from './metered-host.ts';
import { MeteredProcess } from './metered-process.ts';
import { MeteringViolations } from './metering-invariants.ts';
import { drawPlan, holdMsOf, hostLayoutOf, jointLayoutOf, type RobotPlan } from './robot-plan.ts';
import { StandingAssessor } from './standing-stages.ts';
import { TrueRobot } from './true-robot.ts';

export type ProcessEnd = 'stopped' | 'killed' | 'powerCut';

/**
 * One robot, its host and its agent, by true time; every change of the world goes through `pass`.
 * ```
 *  pass ─▶ true robot (what was) ─▶ agent catches up (what it counts) ─▶ reference meter, books (what it must have counted) ─▶ the change
 * ```
 */
export class MeteringWorld {
  readonly timeline = new Timeline();
  readonly random: SeededRandom;
  readonly trace = new FaultTrace(() => this.timeline.nowMs);
  readonly violations = new MeteringViolations(this.trace, () => this.timeline.nowMs);
  readonly host = new MeteredHost();
  readonly robot = new TrueRobot();
  readonly memory = new DurableMemory();
  readonly assessor = new StandingAssessor();
  readonly books = new HourBooks();
  readonly plan: RobotPlan;
  readonly journal: LifeJournal;
  readonly joints: FrameLayout;
  readonly hostLayout: FrameLayout;
  process: MeteredProcess | undefined;
  #keepAliveOrder = 0;

  constructor(name: string) {
    this.random = new SeededRandom(name);
    this.plan = drawPlan(this.random.fork('plan'), { robot: this.robot, hostStarts: () => this.host.bootCount });
    this.joints = jointLayoutOf(this.plan);
    this.hostLayout = hostLayoutOf(this.plan);
    this.journal = new LifeJournal(this);
  }

  get nowMs(): number {
    return this.timeline.nowMs;
  }

  /** True while an agent runs on a host that is awake. */
  get isMetering(): boolean {
    return this.process !== undefined && !this.host.isAsleep;
  }

  /** Everybody comes to now; nothing has changed since the last time. */
  pass(): void {
    const stretch = this.robot.passUntil(this.nowMs);
    if (this.process === undefined || this.host.isAsleep) {
      this.books.add(stretch, this.process === undefined ? 'away' : 'asleep', { powerOnMs: 0, operatingMs: 0 });
      return;
    }
    this.process.catchUp(this.host.timeAt(this.nowMs));
    this.books.add(stretch, 'awake', this.journal.pass());
  }

  startAgent(): void {
    this.pass();
    if (!this.host.isUp || this.host.isAsleep || this.process !== undefined) return;
    const now = this.host.timeAt(this.nowMs);
    this.journal.begin(now);
    this.process = new MeteredProcess({
      ...{ memory: this.memory, assessor: this.assessor, now },
      hostRole: this.plan.isGateway ? 'gateway' : 'onboard',
      layouts: this.plan.hasHostSensors ? [this.hostLayout, this.joints] : [this.joints],
    });
    this.trace.note('agent starts', now.bootId);
    this.tellDrives();
    this.speak();
    this.tellCounters();
  }

  endAgent(end: ProcessEnd): void {
    this.pass();
    if (this.process === undefined) return;
    if (end === 'stopped') {
      this.tellCounters();
      this.process.stop();
    }
    this.books.lose(this.journal.end(end));
    if (this.host.isAsleep) this.books.neverWoke();
    this.memory.forgetPending();
    this.process = undefined;
    this.trace.fault(`agent.${end}`);
  }

  /** The joints are read now, if they can be. */
  speak(): void {
    if (!this.isMetering) return;
    const { robot, plan, process } = this;
    const time = this.host.timeAt(this.nowMs);
    if (plan.hasHostSensors) process?.frame(this.hostLayout, time, [45]);
    if (!robot.isOn || !robot.isLinked) return;
    process?.frame(this.joints, time, [robot.poseRad, 0, robot.isMoving ? 1 : 0, 0]);
    this.journal.seeFrame(robot.isMoving);
    const order = ++this.#keepAliveOrder;
    // A reading without a cause falls on a whole second, where a live agent looks at its clocks too.
    this.timeline.after(holdMsOf(plan) - (this.host.monoMs(this.nowMs) % 1000), () => {
      if (order === this.#keepAliveOrder && this.isMetering && robot.isOn && robot.isLinked) this.changed();
    });
  }

  /** After a change, or for none: the world comes to now, and what it is now is read. */
  changed(change: () => void = () => undefined): void {
    this.pass();
    change();
    this.speak();
  }

  tellDrives(): void {
    if (!this.isMetering || !this.robot.isOn || !this.robot.isLinked) return;
    this.#tell({ kind: 'safety', sourceId: 'robot', time: this.host.timeAt(this.nowMs), drivesPowered: this.robot.drivesPowered });
    this.journal.seeDrives(this.robot.drivesPowered);
  }

  tellCounters(): void {
    if (!this.isMetering) return;
    const canRobot = this.robot.isOn && this.robot.isLinked;
    if (canRobot) this.journal.seeCounters();
    for (const counter of this.plan.counters) {
      const { sourceId } = counter.parts;
      if (sourceId === 'box' || canRobot) this.#tell(counter.message({ sourceId, time: this.host.timeAt(this.nowMs) }));
    }
  }

  /** The grade from the next whole second on. */
  changeGrade(e: Grade, ePeople: Grade): void {
    this.pass();
    if (this.isMetering) this.assessor.change(gradeOf(e, e, ePeople));
  }

  #tell(message: Message): void {
    this.process?.message(message);
  }
}
