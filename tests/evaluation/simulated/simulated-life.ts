import type { WindowFeatures } from '../../../agent/contract/features.ts';
import { monoMs } from '../../../agent/contract/time.ts';
import type { SeededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticRobot } from '../../../models/training/synthetic-robot.ts';
import { type ActiveFault, strengthAt } from './fault-episode.ts';
import { type JointScene, JointSenses } from './joint-senses.ts';
import { TaskCycle } from './task-cycle.ts';
import { emptyWindow, type SampleColumns, writeWindow } from './window-columns.ts';

const windowMs = 1000;
/** Samples simulated within a window; the robot's own frame count is reported. */
const sampleCountMax = 8;
const ambientPeriodS = 7200;

/**
 * The life of one synthetic robot, second by second, without a break: a repeating task with variation, payloads picked and put down, pauses,
 * joints that warm with their losses and cool to a room that drifts. What the agent's aggregate stage would have made of it.
 * ```
 *  TaskCycle ─▶ motion of every joint ─▶ torque, heat ─▶ what its sensors say ─▶ one-second window
 * ```
 */
export class SimulatedLife {
  readonly #robot: SyntheticRobot;
  readonly #task: TaskCycle;
  readonly #senses: readonly JointSenses[];
  readonly #columns: SampleColumns;
  readonly #ambientPhaseRad: number;
  readonly #ambientSwingC: number;
  #secondCount = 0;

  /** Long lives are made of fewer samples per window: a joint's noise is then averaged less, and everything else is the same. */
  constructor(robot: SyntheticRobot, random: SeededRandom, sampleCountLimit = sampleCountMax) {
    this.#robot = robot;
    this.#task = new TaskCycle(robot.joints, random);
    this.#ambientPhaseRad = random.between(-Math.PI, Math.PI);
    this.#ambientSwingC = random.between(0.5, 4);
    this.#senses = robot.joints.map((joint, place) => new JointSenses(robot, { joint, place }, random));
    const sampleCount = Math.max(2, Math.min(sampleCountLimit, robot.frameCountPerWindow));
    this.#columns = new Map(robot.layout.signals.map((name) => [name, robot.joints.map(() => new Float64Array(sampleCount))]));
  }

  /** Lets the clock run without anybody looking: the night between two sessions. */
  skip(secondCount: number): void {
    this.#secondCount += secondCount;
    for (const senses of this.#senses) senses.rest(secondCount);
  }

  /** The next second; with a fault as strong as it is by then. */
  next(fault?: ActiveFault): WindowFeatures {
    const { layout, frameCountPerWindow } = this.#robot;
    const startS = this.#secondCount;
    const window = emptyWindow(layout, { startMs: monoMs(startS * windowMs), frameCount: frameCountPerWindow });
    const sampleCount = this.#columns.values().next().value?.[0]?.length ?? 1;
    const roomC = this.#ambientSwingC * Math.sin((2 * Math.PI * startS) / ambientPeriodS + this.#ambientPhaseRad);
    const strength = fault === undefined ? 0 : strengthAt(fault, startS);
    for (let sample = 0; sample < sampleCount; sample++) {
      const motion = this.#task.at(startS + sample / sampleCount);
      for (const [joint, senses] of this.#senses.entries()) {
        const scene: JointScene = { motion, roomC, stepS: 1 / sampleCount, fault: strength > 0 ? fault : undefined, strength };
        senses.sample(scene, (name, value) => {
          const column = this.#columns.get(name)?.[joint];
          if (column !== undefined) column[sample] = value;
        });
      }
    }
    this.#secondCount++;
    writeWindow(window, this.#columns);
    return window;
  }

  get secondCount(): number {
    return this.#secondCount;
  }
}
