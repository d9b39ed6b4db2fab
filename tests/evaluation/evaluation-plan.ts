import { dataSetNames, hasRecording } from './data-sets.ts';
import type { EvaluationJob } from './evaluation-job.ts';

const seeds = [1, 2, 3, 4, 5] as const;

export interface EvaluationPlan {
  readonly seeds: readonly number[];
  readonly jobs: readonly EvaluationJob[];
  /** Recordings that are not on this machine and therefore not rated. */
  readonly absent: readonly string[];
}

/** `usual` is what is committed; `full` takes an hour; `quick` leaves the large robots out; `smoke` shows that the path works. */
export type PlanSize = 'full' | 'usual' | 'quick' | 'smoke';

/** The path of a disturbance does not need half a shift to learn from; thresholds are not drawn there. */
const disturbed = { commissioningS: 3600, calibrationS: 0 } as const;
const largeCounts = [14, 29, 35] as const;

/**
 * Every seed draws robots of 6 and 7 joints; the large ones cost as much as all of these and are one of a kind unless `full` is asked for, which takes
 * them for every seed. The long jobs come first, so that no worker is left alone with one at the end.
 */
export function evaluationPlan(size: PlanSize): EvaluationPlan {
  const recordings = dataSetNames.filter((name) => name !== 'simulated');
  const recorded = recordings.filter(hasRecording).map((dataSet): EvaluationJob => ({ kind: 'recorded', dataSet, seeds }));
  const absent = recordings.filter((name) => !hasRecording(name));
  if (size === 'smoke') return { seeds: [1], jobs: smokeJobs, absent };
  const robots = (jointCount: number, some: readonly number[] = seeds): EvaluationJob[] =>
    some.map((seed) => ({ kind: 'simulated', plan: { seed, jointCount } }));
  const large = largeCounts.toReversed().flatMap((jointCount) => robots(jointCount, size === 'full' ? seeds : seeds.slice(0, 1)));
  const robustness = seeds.map(
    (seed): EvaluationJob => ({ kind: 'robustness', plan: { seed, jointCount: seed % 2 === 0 ? 7 : 6, ...disturbed } }),
  );
  const small = [...recorded, ...robots(7), ...robots(6)];
  if (size === 'quick') return { seeds, jobs: [...robustness.slice(0, 1), ...small], absent };
  return { seeds, jobs: [...large, ...(size === 'full' ? robustness : robustness.slice(0, 2)), ...small], absent };
}

const tiny = { seed: 1, commissioningS: 180, calibrationS: 0, normalS: 30 };
const smokeJobs: readonly EvaluationJob[] = [
  { kind: 'simulated', plan: { ...tiny, jointCount: 6 }, runCountMax: 2 },
  { kind: 'simulated', plan: { ...tiny, seed: 2, jointCount: 7 }, runCountMax: 2 },
];
