import { type DriftedJoints, stepDrifts } from '../../../agent/assess/watch/joint-drifts.ts';
import { effortOf } from '../../../agent/assess/watch/joint-row.ts';
import { PhysicsWatch } from '../../../agent/assess/watch/physics-watch.ts';
import type { WindowFeatures } from '../../../agent/contract/features.ts';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticRobot } from '../../../models/training/synthetic-robot.ts';
import type { ActiveFault } from '../simulated/fault-episode.ts';
import { SimulatedLife } from '../simulated/simulated-life.ts';
import { robotOf } from '../simulated-series.ts';

/** What changes so slowly that no minute is strange. */
export const slowChanges = {
  none: 'nothing changes',
  friction: 'friction +50 % over a hundred hours',
  sensor: 'effort sensor off by a tenth of the rated effort over a hundred hours',
} as const;
export type SlowChange = keyof typeof slowChanges;

export interface SlowDriftPlan {
  readonly seed: number;
  readonly jointCount: number;
  readonly change: SlowChange;
  readonly learnS: number;
  /** Sound, then changing, each in seconds that are lived. */
  readonly soundS: number;
  readonly changingS: number;
}

export interface SlowDriftOutcome {
  readonly change: SlowChange;
  /** Of the joint that changes, h of operation from the onset; infinite when never noticed. */
  readonly noticedAfterH: number;
  /** Notices of joints that were well, before and after the onset. */
  readonly falseNoticeCount: number;
  readonly watchedH: number;
}

const seedMin = 930_000;
const warmUpS = 900;
/** Every lived second stands for ten of operation: a change ten times as slow with a tenth of its evidence. */
export const secondsPerWindow = 10;
const sampleCount = 2;
const secondsPerH = 3600;

/** A robot is learned, lives on as it was, then changes slowly; the slow channel of the watch is what may notice. */
export function slowDriftLife({ seed, jointCount, change, learnS, soundS, changingS }: SlowDriftPlan): SlowDriftOutcome {
  const random = seededRandom(seedMin + seed * 64 + jointCount);
  const robot = robotOf(jointCount, random);
  const life = new SimulatedLife(robot, random, sampleCount);
  const joint = Math.floor(random.unit() * jointCount);
  for (let second = 0; second < warmUpS; second++) life.next();
  const slow = new SlowChannel(robot);
  for (let second = 0; second < learnS; second++) slow.learn(life.next());
  slow.freeze();
  const fromS = life.secondCount + soundS;
  const fault = faultOf(change, robot, { joint, fromS, changingS });
  let noticedAfterH = Number.POSITIVE_INFINITY;
  let falseNoticeCount = 0;
  const hoursOf = (seconds: number): number => (seconds * secondsPerWindow) / secondsPerH;
  for (let second = 0; second < soundS + changingS; second++) {
    for (const { joint: part } of slow.step(life.next(fault))) {
      const isOfChange = fault !== undefined && second >= soundS && part === robot.layout.parts[joint];
      if (isOfChange) noticedAfterH = Math.min(noticedAfterH, hoursOf(second - soundS));
      else falseNoticeCount++;
    }
  }
  return { change, noticedAfterH, falseNoticeCount, watchedH: hoursOf(soundS + changingS) };
}

interface Onset {
  readonly joint: number;
  readonly fromS: number;
  readonly changingS: number;
}

/** It is fully there when the life ends. */
function faultOf(change: SlowChange, { layout }: SyntheticRobot, { joint, fromS, changingS }: Onset): ActiveFault | undefined {
  const span = { joint, fromS, toS: fromS + changingS, rampS: changingS };
  if (change === 'friction') return { ...span, kind: 'frictionRise', size: 1.5, signal: undefined };
  if (change === 'sensor') return { ...span, kind: 'sensorDrift', size: 0.1, signal: effortOf(layout.signals) };
  return undefined;
}

/** The watch and its slow channel, as the agent's stage runs them. */
class SlowChannel {
  readonly #robot: SyntheticRobot;
  readonly #watch = new PhysicsWatch({ seed: 1 });
  #drifts: DriftedJoints['drifts'] = [];

  constructor(robot: SyntheticRobot) {
    this.#robot = robot;
  }

  learn(window: WindowFeatures): void {
    this.#watch.learn(window, this.#robot.limits);
  }

  freeze(): void {
    this.#watch.freeze();
  }

  step(joints: WindowFeatures): DriftedJoints['notices'] {
    const { limits } = this.#robot;
    this.#watch.rate(joints, limits);
    const { reference, running } = this.#watch;
    const elapsedMs = secondsPerWindow * 1000;
    const { drifts, notices } = stepDrifts(this.#drifts, { joints, limits, tracks: running.tracks, elapsedMs, reference });
    this.#drifts = drifts;
    return notices;
  }
}
