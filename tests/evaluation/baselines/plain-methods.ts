import type { WindowFeatures } from '../../../agent/contract/features.ts';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { type Detector, type Method, type RobotUnderTest, sessionGapMs } from '../detector.ts';

const nothing = (): void => undefined;

/** Knows nothing and says so in noise. */
export const randomMethod: Method = {
  name: 'random',
  isRandom: true,
  create: ({ layout, seed }) => {
    const random = seededRandom(seed);
    return { learn: nothing, freeze: nothing, rate: () => Float64Array.from(layout.parts, () => random.unit()) };
  },
};

/** The same for every window. */
export const constantMethod: Method = {
  name: 'constant',
  create: ({ layout }) => ({ learn: nothing, freeze: nothing, rate: () => new Float64Array(layout.parts.length) }),
};

const riseC = 2;
const riseMs = 30_000;

/** "The temperature rises by more than 2 °C in 30 s": 1 or 0. */
export const temperatureRule: Method = { name: 'rule +2 °C in 30 s', fixedThreshold: 0.5, create: (robot) => new TemperatureRule(robot) };

class TemperatureRule implements Detector {
  readonly #robot: RobotUnderTest;
  readonly #row: number;
  #history: { readonly atMs: number; readonly valuesC: Float64Array }[] = [];

  constructor(robot: RobotUnderTest) {
    this.#robot = robot;
    this.#row = robot.layout.signals.indexOf('motorTemperatureC');
  }

  learn(window: WindowFeatures): void {
    this.rate(window);
  }

  freeze(): void {
    this.#history = [];
  }

  rate(window: WindowFeatures): Float64Array {
    const { length: jointCount } = this.#robot.layout.parts;
    const newest = this.#history.at(-1);
    if (newest === undefined || window.startMs - newest.atMs > sessionGapMs) this.#history = [];
    const last = this.#history.at(-1)?.valuesC;
    const valuesC = Float64Array.from({ length: jointCount }, (_, joint) => {
      const cell = this.#row * jointCount + joint;
      return this.#row >= 0 && (window.count[cell] ?? 0) > 0 ? (window.mean[cell] ?? 0) : (last?.[joint] ?? Number.NaN);
    });
    this.#history = [...this.#history.filter(({ atMs }) => window.startMs - atMs <= riseMs), { atMs: window.startMs, valuesC }];
    const before = this.#history[0]?.valuesC;
    const rises = valuesC.map((valueC, joint) => (valueC - (before?.[joint] ?? valueC) > riseC ? 1 : 0));
    return this.#robot.scope === 'joint' ? rises : new Float64Array(jointCount).fill(Math.max(0, ...rises));
  }
}
