import { type AnomalyState, type AnomalyStep, openingAnomaly, stepAnomaly } from '../../../agent/assess/anomaly-decision.ts';
import { PhysicsWatch } from '../../../agent/assess/watch/physics-watch.ts';
import type { JointLimits, WindowFeatures } from '../../../agent/contract/features.ts';
import { monoMs } from '../../../agent/contract/time.ts';

/** What each promised rate made of one window; in the order of the rates. */
export type Decisions = readonly AnomalyStep[];

export interface WatchedLifeParts {
  readonly limits: JointLimits;
  readonly ratesPerH: readonly number[];
  readonly calibrateMs: number;
}

const windowMs = 1000;

/** L0, L1 and L3 of one robot as the agent runs them, with one decision for each promised rate on the same scores. */
export class WatchedLife {
  readonly #parts: WatchedLifeParts;
  readonly #watch = new PhysicsWatch({ seed: 1 });
  #states: readonly AnomalyState[];

  constructor(parts: WatchedLifeParts) {
    this.#parts = parts;
    this.#states = parts.ratesPerH.map(() => openingAnomaly);
  }

  get states(): readonly AnomalyState[] {
    return this.#states;
  }

  learn(window: WindowFeatures): void {
    this.#watch.learn(window, this.#parts.limits);
  }

  freeze(): void {
    this.#watch.freeze();
  }

  /** Nothing is judged while joints warm up; what the watch remembers goes on. */
  warmUp(window: WindowFeatures): void {
    this.#watch.rate(window, this.#parts.limits);
    this.#step(window, undefined);
  }

  decide(window: WindowFeatures): Decisions {
    const { jointScores, robotScore } = this.#watch.rate(window, this.#parts.limits);
    const jointMask = new Uint8Array(jointScores.length).fill(1);
    return this.#step(window, { startMs: window.startMs, jointScores, jointMask, robotScore });
  }

  #step({ endMs }: WindowFeatures, score: Parameters<typeof stepAnomaly>[1]['score']): Decisions {
    const { calibrateMs: commissioningMs, ratesPerH } = this.#parts;
    const input = { nowMs: monoMs(endMs), operating: true, operatingMs: windowMs, quiet: true, score, commissioningMs };
    const steps = ratesPerH.map((promisedRatePerH, place) =>
      stepAnomaly(this.#states[place] ?? openingAnomaly, { ...input, promisedRatePerH }),
    );
    this.#states = steps.map(({ state }) => state);
    return steps;
  }
}
