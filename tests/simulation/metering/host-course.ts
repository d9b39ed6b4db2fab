import type { SeededRandom } from '../seeded-random.ts';
import { courseMs } from './course.ts';
import type { MeteringWorld } from './metering-world.ts';

const secondMs = 1000;
/** Of all boots, so many go by without the agent; and so many more where faults come more often. */
const leftOutRatio = 0.1;
const leftOutRatioMax = 0.3;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const longAgo = { to1970: Date.UTC(1970, 0, 1), to2038: Date.UTC(2038, 0, 19, 3, 14, 8) } as const;
const epochWallMs = Date.UTC(2026, 0, 1);

/** Shifts, boots, sleeps and clocks of the host, and the starts and ends of the agent on it. */
export class HostCourse {
  readonly #world: MeteringWorld;
  readonly #random: SeededRandom;
  readonly #intensityRatio: number;
  isOver = false;

  constructor(world: MeteringWorld, random: SeededRandom, intensityRatio: number) {
    this.#world = world;
    this.#random = random;
    this.#intensityRatio = intensityRatio;
  }

  switchOn(): void {
    const { world, random } = this.#turn('host');
    const { host, robot, timeline, plan, trace } = world;
    world.pass();
    host.boot(timeline.nowMs);
    trace.note('host on', host.bootId);
    if (plan.forgetsTime) host.wallOffsetMs = longAgo.to1970 - epochWallMs - timeline.nowMs;
    if (!plan.isGateway || random.chance(0.7)) robot.powerOn();
    const bootId = host.bootId;
    const inThisBoot = (act: () => void) => (): void => {
      if (host.isUp && host.bootId === bootId && !this.isOver) act();
    };
    if (random.chance(0.75))
      timeline.after(
        random.whole(3, 240) * secondMs,
        inThisBoot(() => this.#synchronise()),
      );
    const isLeftOut = random.chance(Math.min(leftOutRatioMax, leftOutRatio * this.#intensityRatio));
    if (isLeftOut) trace.fault('agent.leftOut');
    const isLate = random.chance(0.06);
    if (isLate && !isLeftOut) trace.fault('agent.late');
    const startsAfterMs = random.whole(4_000, 60_000) + (isLate ? random.whole(0, 3 * hourMs) : 0);
    if (!isLeftOut)
      timeline.after(
        startsAfterMs,
        inThisBoot(() => world.startAgent()),
      );
    timeline.after(
      minuteMs + random.waitMs(courseMs.hostOn),
      inThisBoot(() => this.#switchOff()),
    );
  }

  #turn(name: string): { world: MeteringWorld; random: SeededRandom } {
    return { world: this.#world, random: this.#random.fork(`${name} ${this.#world.host.bootCount}`) };
  }

  /** The power goes, or the host is shut down; on the robot it is the robot's own. */
  #switchOff(): void {
    const { world, random } = this.#turn('off');
    const { host, robot, timeline, plan, trace } = world;
    const isCut = random.chance(0.6);
    if (isCut || host.isAsleep) trace.fault('powerCut');
    world.endAgent(isCut || host.isAsleep ? 'powerCut' : 'stopped');
    world.pass();
    host.off();
    if (!plan.isGateway) robot.powerOff();
    if (random.chance(0.3) && !robot.isOn) robot.poseRad = random.next() * 3;
    const [least, most] = courseMs.hostOff;
    timeline.after(Math.round(least * (most / least) ** random.next()), () => this.isOver || this.switchOn());
  }

  #synchronise(): void {
    const { host } = this.#world;
    if (host.isAsleep) return;
    this.#world.pass();
    host.wallOffsetMs = 0;
    host.syncState = 'synced';
    this.#world.trace.note('clock synchronised');
    this.#noticeSoon();
  }

  /** A live agent looks at its clocks on every second. */
  #noticeSoon(): void {
    const { host, timeline } = this.#world;
    timeline.after((secondMs - (host.monoMs(timeline.nowMs) % secondMs)) % secondMs, () => {
      if (this.#world.isMetering) this.#world.pass();
    });
  }

  restartAgent(end: 'killed' | 'stopped', random: SeededRandom): void {
    const world = this.#world;
    if (!world.isMetering) return;
    const bootId = world.host.bootId;
    world.endAgent(end);
    const downMs = random.chance(0.8) ? random.whole(300, minuteMs) : random.whole(minuteMs, 3 * hourMs);
    world.timeline.after(downMs, () => {
      if (world.host.isUp && world.host.bootId === bootId) world.startAgent();
    });
  }

  suspend(random: SeededRandom): void {
    const world = this.#world;
    const { host, plan, robot, timeline } = world;
    if (!host.isUp || host.isAsleep) return;
    world.changed();
    world.trace.fault('suspend');
    host.sleep(timeline.nowMs);
    if (plan.sleepsWithHost && !plan.isGateway) robot.isOn = false;
    const bootId = host.bootId;
    timeline.after(Math.round(300 * 20_000 ** random.next()), () => {
      if (host.bootId === bootId && host.isAsleep) this.wake();
    });
  }

  wake(): void {
    const world = this.#world;
    const { plan, robot, host } = world;
    world.pass();
    if (plan.sleepsWithHost && !plan.isGateway) robot.isOn = true;
    host.wake(world.nowMs);
    world.tellDrives();
    world.speak();
    this.#noticeSoon();
  }

  stepWall(random: SeededRandom): void {
    const world = this.#world;
    const { host, timeline } = world;
    const kind = random.pick(['forth', 'back', 'small', 'to1970', 'to2038', 'true'] as const);
    world.pass();
    world.trace.fault(`wallStep.${kind}`);
    if (kind === 'forth' || kind === 'back') host.wallOffsetMs += kind === 'forth' ? hourMs : -hourMs;
    else if (kind === 'small') host.wallOffsetMs += random.whole(-1000, 1000);
    else if (kind === 'true') host.wallOffsetMs = 0;
    else host.wallOffsetMs = longAgo[kind] - epochWallMs - timeline.nowMs;
    this.#noticeSoon();
  }
}
