import type { SeededRandom } from '../seeded-random.ts';
import { courseMs } from './course.ts';
import { HostCourse } from './host-course.ts';
import type { MeteringWorld } from './metering-world.ts';
import { RobotCourse } from './robot-course.ts';

const grades = [1, 2, 3, 4, 5] as const;
type Fault = 'kill' | 'restart' | 'suspend' | 'wallStep' | 'silence' | 'swap' | 'service';

/**
 * Everything that happens to one robot: its shifts, its work, and what goes wrong; each kind by a random source of its own, so that what one
 * draws moves no other.
 */
export class RobotLife {
  readonly #world: MeteringWorld;
  readonly #intensityRatio: number;
  readonly #random: SeededRandom;
  readonly #host: HostCourse;
  readonly #robot: RobotCourse;
  #isOver = false;

  constructor(world: MeteringWorld, intensityRatio: number) {
    this.#world = world;
    this.#intensityRatio = intensityRatio;
    this.#random = world.random.fork('life');
    this.#host = new HostCourse(world, this.#random.fork('host'), intensityRatio);
    this.#robot = new RobotCourse(world, this.#random.fork('robot'));
  }

  begin(): void {
    const world = this.#world;
    const [host, robot] = [this.#host, this.#robot];
    host.switchOn();
    this.#tellCounters();
    this.#alternate('drives', [courseMs.drivesOn, courseMs.drivesOff], (isOn) => robot.setDrives(isOn));
    this.#alternate('motion', [courseMs.still, courseMs.moving], (isStill) => robot.move(!isStill));
    if (world.plan.isGateway) this.#every('robot', courseMs.robotOn, (random) => robot.switchRobot(random));
    this.#every('grade', courseMs.grade, (random) => world.changeGrade(random.pick(grades), random.pick(grades)));
    const acts: Readonly<Record<Fault, (random: SeededRandom) => void>> = {
      kill: (random) => host.restartAgent('killed', random),
      restart: (random) => host.restartAgent('stopped', random),
      suspend: (random) => host.suspend(random),
      wallStep: (random) => host.stepWall(random),
      silence: (random) => robot.silence(random),
      swap: () => robot.swapPack(),
      service: (random) => robot.service(random),
    };
    for (const [kind, act] of Object.entries(acts)) this.#every(kind, courseMs[kind as Fault] / this.#intensityRatio, act);
  }

  /** Nothing goes wrong any more: everything is switched on, and seen. */
  rest(): void {
    this.#isOver = true;
    this.#host.isOver = true;
    this.#robot.isOver = true;
    const world = this.#world;
    const { host, robot } = world;
    world.pass();
    if (host.isAsleep) this.#host.wake();
    if (!host.isUp) host.boot(world.nowMs);
    robot.powerOn();
    robot.isLinked = true;
    world.tellDrives();
    world.speak();
    world.startAgent();
  }

  #tellCounters(): void {
    this.#world.timeline.after(courseMs.counters, () => {
      this.#world.pass();
      this.#world.tellCounters();
      this.#tellCounters();
    });
  }

  #every(name: string, meanMs: number, act: (random: SeededRandom) => void): void {
    const random = this.#random.fork(name);
    const again = (): void => {
      this.#world.timeline.after(random.waitMs(meanMs), () => {
        if (this.#isOver) return;
        act(random);
        again();
      });
    };
    again();
  }

  /** First for as long as the first mean, then for as long as the second, and so on. */
  #alternate(name: string, meansMs: readonly [number, number], set: (isFirst: boolean) => void): void {
    const random = this.#random.fork(name);
    const turn = (isFirst: boolean): void => {
      this.#world.timeline.after(random.waitMs(meansMs[isFirst ? 0 : 1]), () => {
        if (this.#isOver) return;
        set(!isFirst);
        turn(!isFirst);
      });
    };
    turn(true);
  }
}
