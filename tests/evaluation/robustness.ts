import type { Scorer } from '../../agent/contract/features.ts';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { mahalanobis } from './baselines/vector-methods.ts';
import { changedLife, type LifeChange, lifeChanges } from './changed-life.ts';
import { meanOf } from './compare-methods.ts';
import { simulatedRobot } from './data-sets.ts';
import type { Method } from './detector.ts';
import { contaminated, disturbed, permuted, unpermuted } from './disturbances.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { levelMethods } from './methods.ts';
import { auprc, auroc } from './ranking.ts';
import { rateSeries } from './rate-series.ts';
import type { SimulatedPlan } from './simulated-series.ts';

/** One method on one robot under one condition. */
export interface RobustnessFigure {
  readonly condition: string;
  readonly method: string;
  /** Mean over the robot's runs; unknown (NaN) where the condition has no faults. */
  readonly auprcRatio: number;
  readonly aurocRatio: number;
  /** Where joints were permuted: the largest difference of any score; NaN elsewhere. */
  readonly differenceScore: number;
}

const disturbances = {
  '10 % of channels dropped': { channelDropRatio: 0.1 },
  '30 % of channels dropped': { channelDropRatio: 0.3 },
  '50 % of channels dropped': { channelDropRatio: 0.5 },
  'a joint dropped': { dropsJoint: true },
  '25 → 10 Hz': { frameRatio: 0.4 },
  '± 5 % clock jitter': { jitterMs: 50 },
} as const;
const contaminations = {
  'commissioning sound, on the runs of the next two': 0,
  'commissioning 1 % faulty': 0.01,
  'commissioning 5 % faulty': 0.05,
} as const;

/** All conditions of facts §5.3.5 on one simulated robot, for the product's levels and the Mahalanobis window beside them. */
export function robustnessFigures(plan: SimulatedPlan, scorer: Scorer): readonly RobustnessFigure[] {
  const series = simulatedRobot(plan);
  const methods = [mahalanobis, ...levelMethods(scorer)];
  const each = (condition: string, changed: LabelledSeries): RobustnessFigure[] =>
    methods.map((method) => figureOf(condition, method, changed));
  const random = (): ReturnType<typeof seededRandom> => seededRandom(plan.seed);
  return [
    ...each('undisturbed', series),
    ...Object.entries(disturbances).flatMap(([name, disturbance]) => each(name, disturbed(series, disturbance, random()))),
    ...Object.entries(contaminations).flatMap(([name, ratio]) => each(name, contaminated(series, ratio))),
    ...methods.map((method) => permutationFigure(method, series, plan.seed)),
    ...(Object.keys(lifeChanges) as LifeChange[]).flatMap((change) => each(lifeChanges[change], changedLife(plan, change))),
  ];
}

function figureOf(condition: string, method: Method, series: LabelledSeries): RobustnessFigure {
  const { runs } = rateSeries(method, series, 1);
  return {
    condition,
    method: method.name,
    auprcRatio: meanOf(runs.map(auprc)),
    aurocRatio: meanOf(runs.map(auroc)),
    differenceScore: Number.NaN,
  };
}

/** The same windows with the joints in another order, in learning and in rating; each joint must be rated as before. */
export function permutationFigure(method: Method, series: LabelledSeries, seed: number): RobustnessFigure {
  const order = seededRandom(seed).order(series.layout.parts.length);
  const [run] = series.runs.slice(1);
  const short = { ...series, runs: run === undefined ? [] : [run] };
  const plain = rateSeries(method, short, 1).runs;
  const mixed = rateSeries(method, permuted(short, order), 1).runs;
  const differences = plain.flatMap(({ scores }, place) => {
    const back = unpermuted(mixed[place]?.scores ?? new Float64Array(scores.length), order);
    return scores.reduce((most, score, cell) => Math.max(most, Math.abs(score - (back[cell] ?? 0))), 0);
  });
  return {
    condition: 'joints permuted',
    method: method.name,
    auprcRatio: meanOf(mixed.map(auprc)),
    aurocRatio: meanOf(mixed.map(auroc)),
    differenceScore: Math.max(0, ...differences),
  };
}
