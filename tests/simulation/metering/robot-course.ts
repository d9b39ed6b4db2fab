import type { SeededRandom } from '../seeded-random.ts';
import { courseMs } from './course.ts';
import type { MeteringWorld } from './metering-world.ts';

const hourMs = 3_600_000;

/** What the robot does and what is done to it, whatever its host does. */
export class RobotCourse {
  readonly #world: MeteringWorld;
  readonly #random: SeededRandom;
  isOver = false;

  constructor(world: MeteringWorld, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  move(isMoving: boolean): void {
    const world = this.#world;
    const { robot } = world;
    if (!robot.isOn || (isMoving && !robot.drivesPowered) || robot.isMoving === isMoving) return;
    const restRad = this.#random.next() * 3;
    world.changed(() => {
      robot.move(isMoving);
      if (!isMoving) robot.poseRad = restRad;
    });
  }

  setDrives(drivesPowered: boolean): void {
    const world = this.#world;
    if (!world.robot.isOn || world.robot.drivesPowered === drivesPowered) return;
    world.pass();
    world.robot.drivesPowered = drivesPowered;
    if (!drivesPowered) world.robot.move(false);
    world.tellDrives();
    world.speak();
  }

  switchRobot(random: SeededRandom): void {
    const world = this.#world;
    if (!world.robot.isOn) return;
    world.trace.fault('robot.off');
    // The last thing it says is said right before it goes dark.
    world.changed();
    world.robot.powerOff();
    world.timeline.after(random.whole(...courseMs.robotOff), () => {
      if (this.isOver) return;
      world.pass();
      world.robot.powerOn();
      world.tellDrives();
      world.speak();
    });
  }

  silence(random: SeededRandom): void {
    const world = this.#world;
    const { robot, timeline } = world;
    if (!robot.isLinked) return;
    world.changed();
    world.trace.fault('silence');
    robot.isLinked = false;
    timeline.after(Math.round(1000 * 7_200 ** random.next()), () => {
      if (this.isOver) return;
      world.pass();
      robot.isLinked = true;
      world.tellDrives();
      world.speak();
      world.tellCounters();
    });
  }

  swapPack(): void {
    const world = this.#world;
    const pack = world.plan.counters.find(({ parts }) => parts.component === 'battery');
    if (pack === undefined) return;
    world.pass();
    world.trace.fault('pack.swapped');
    const next = pack.serialNumber === 'B-1' ? 'B-2' : 'B-1';
    pack.replace(next, next === 'B-1' ? 300 : 20);
    world.tellCounters();
  }

  /** A technician resets a counter of hours, or puts in another controller. */
  service(random: SeededRandom): void {
    const world = this.#world;
    const hours = world.plan.counters.find(({ parts }) => parts.counter === 'powerOnMs');
    if (hours === undefined || hours.serialNumber === null || hours.parts.wrapsAt !== undefined) return;
    world.pass();
    const isReset = random.chance(0.5);
    world.trace.fault(isReset ? 'counter.reset' : 'controller.replaced');
    const serialNumber = `C-${Number(hours.serialNumber.slice(2)) + 1}`;
    if (isReset) hours.reset();
    else
      for (const counter of world.plan.counters)
        if (counter.parts.component === 'controller') counter.replace(serialNumber, counter === hours ? 50 * hourMs : 3);
    world.tellCounters();
  }
}
