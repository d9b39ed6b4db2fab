import { surpriseOf, surpriseScale } from '../../agent/assess/watch/surprise.ts';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { Detector, Method, RobotUnderTest } from './detector.ts';

/** A method that already speaks in surprise (−ln p), and one whose ratings are turned into it on the robot's own commissioning. */
export interface CombinedParts {
  readonly name: string;
  readonly surprising: Method;
  readonly other: Method;
}

/** The larger surprise of two levels; for the robot as a whole the second level's is corrected for the number of joints (Bonferroni). */
export function combinedMethod({ name, surprising, other }: CombinedParts): Method {
  return { name, create: (robot) => new CombinedDetector(robot, [surprising.create(robot), other.create(robot)]) };
}

class CombinedDetector implements Detector {
  readonly #robot: RobotUnderTest;
  readonly #surprising: Detector;
  readonly #other: Detector;
  #windows: WindowFeatures[] = [];
  #scales: readonly ReturnType<typeof surpriseScale>[] = [];

  constructor(robot: RobotUnderTest, [surprising, other]: readonly [Detector, Detector]) {
    this.#robot = robot;
    this.#surprising = surprising;
    this.#other = other;
  }

  learn(window: WindowFeatures): void {
    this.#surprising.learn(window);
    this.#other.learn(window);
    this.#windows.push(window);
  }

  freeze(): void {
    this.#surprising.freeze();
    this.#other.freeze();
    const rated = this.#windows.map((window) => this.#other.rate(window));
    this.#scales = this.#robot.layout.parts.map((_, joint) => surpriseScale(rated.map((ratings) => ratings[joint] ?? 0)));
    this.#windows = [];
  }

  rate(window: WindowFeatures): Float64Array {
    const correction = this.#robot.scope === 'robot' ? Math.log(this.#robot.layout.parts.length) : 0;
    const second = this.#other.rate(window).map((rating, joint) => surpriseOf(rating, this.#scales[joint]) - correction);
    return this.#surprising.rate(window).map((surprise, joint) => Math.max(surprise, second[joint] ?? 0));
  }
}
