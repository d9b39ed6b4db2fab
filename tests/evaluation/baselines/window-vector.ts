import type { WindowFeatures } from '../../../agent/contract/features.ts';
import { type RobotUnderTest, sessionGapMs } from '../detector.ts';

/** Values per joint and signal: mean and spread of the window. */
const valuesPerSignal = 2;
const smoothedWindowCount = 5;

/**
 * What every vector method sees: mean and standard deviation of every signal of every joint, averaged over the last five windows of the
 * session; a missing cell keeps its last value. In the scope of the joint there is one vector per joint, else one for the robot.
 */
export class WindowVectors {
  readonly size: number;
  readonly vectorCount: number;
  readonly #robot: RobotUnderTest;
  #last: Float64Array;
  #recent: Float64Array[] = [];
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(robot: RobotUnderTest) {
    const { parts, signals } = robot.layout;
    this.#robot = robot;
    this.vectorCount = robot.scope === 'joint' ? parts.length : 1;
    this.size = (valuesPerSignal * signals.length * parts.length) / this.vectorCount;
    this.#last = new Float64Array(this.size * this.vectorCount);
  }

  /** One vector per joint, or one; only good until the next call. */
  next(window: WindowFeatures): readonly Float64Array[] {
    if (window.startMs - this.#endMs > sessionGapMs) this.#recent = [];
    this.#endMs = window.endMs;
    this.#last = this.#read(window);
    this.#recent = [...this.#recent, this.#last].slice(-smoothedWindowCount);
    const mean = this.#last.map((_, cell) => this.#recent.reduce((sum, one) => sum + (one[cell] ?? 0), 0) / this.#recent.length);
    return Array.from({ length: this.vectorCount }, (_, joint) => mean.subarray(joint * this.size, (joint + 1) * this.size));
  }

  #read(window: WindowFeatures): Float64Array {
    const { parts, signals } = this.#robot.layout;
    const values = this.#last.slice();
    for (let joint = 0; joint < parts.length; joint++) {
      for (let signal = 0; signal < signals.length; signal++) {
        const cell = signal * parts.length + joint;
        if ((window.count[cell] ?? 0) === 0) continue;
        const place = (joint * signals.length + signal) * valuesPerSignal;
        values[place] = window.mean[cell] ?? 0;
        values[place + 1] = window.sd[cell] ?? 0;
      }
    }
    return values;
  }
}
