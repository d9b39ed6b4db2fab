import { type CommissioningPlan, shortCommissioning } from '../../agent/assess/watch/commissioning.ts';
import { WatchStage, type WatchStageParts } from '../../agent/assess/watch/watch-stage.ts';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { seededRandom } from '../../models/training/seeded-random.ts';
import type { SyntheticRobot } from '../../models/training/synthetic-robot.ts';
import { drawFault } from '../evaluation/simulated/fault-episode.ts';
import { SimulatedLife } from '../evaluation/simulated/simulated-life.ts';
import { robotOf } from '../evaluation/simulated-series.ts';

export const watchedSignals: readonly SignalName[] = ['velocityRadPerS', 'positionRad', 'motorTemperatureC', 'currentA'];

/** Five minutes to learn, one to calibrate; nothing is promised of it. */
export const quickPlan: CommissioningPlan = { ...shortCommissioning, collectMs: 300_000, collectMsMax: 300_000, calibrateMs: 60_000 };

export interface WatchedLife {
  readonly robot: SyntheticRobot;
  readonly normal: readonly WindowFeatures[];
  /** After it: well for half a minute, then the third joint rubs. */
  readonly faulty: readonly WindowFeatures[];
}

interface LifeChange {
  readonly faultyS?: number;
  /** As what it is built instead. */
  readonly built?: Partial<SyntheticRobot>;
}

/** A synthetic robot with every channel that a watch reads, after its joints have warmed. */
export function watchedLife(jointCount: number, normalS: number, { faultyS = 0, built = {} }: LifeChange = {}): WatchedLife {
  const random = seededRandom(4711);
  const drawn = robotOf(jointCount, random);
  const robot = { ...drawn, brakes: false, frameCountPerWindow: 10, layout: { ...drawn.layout, signals: watchedSignals }, ...built };
  const life = new SimulatedLife(robot, random);
  for (let second = 0; second < 60; second++) life.next();
  const normal = Array.from({ length: normalS }, () => life.next());
  const span = { kind: 'frictionRise', fromS: life.secondCount + 30, toS: life.secondCount + faultyS } as const;
  const fault = faultyS === 0 ? undefined : { ...drawFault(span, robot, random), joint: 2, size: 6 };
  return { robot, normal, faulty: Array.from({ length: faultyS }, () => life.next(fault)) };
}

/** A watch of its own, learned in a hurry. */
export function stageOf(change: Partial<WatchStageParts> = {}): WatchStage {
  return new WatchStage({ plan: quickPlan, key: 'k', hashOf: (text) => `hash of ${text.length}`, ...change });
}
