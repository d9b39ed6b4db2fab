import { dataSetNames, hasRecording } from './data-sets.ts';
import type { EvaluationJob } from './evaluation-job.ts';

const seeds = [1, 2, 3, 4, 5] as const;

export interface EvaluationPlan {
  readonly seeds: readonly number[];
  readonly jobs: readonly EvaluationJob[];
  /** Recordings that are not on this machine and therefore not rated. */
  readonly absent: readonly string[];
}

/** Every seed draws four robots, of 6, 7, 14 and either 29 or 35 joints; the long jobs first, so that no worker is left alone with one at the end. */
export function evaluationPlan(isSmoke: boolean): EvaluationPlan {
  const recordings = dataSetNames.filter((name) => name !== 'simulated');
  const recorded = recordings.filter(hasRecording).map((dataSet): EvaluationJob => ({ kind: 'recorded', dataSet, seeds }));
  const absent = recordings.filter((name) => !hasRecording(name));
  if (isSmoke) return { seeds: [1], jobs: smokeJobs, absent };
  const large = seeds.map((seed): EvaluationJob => ({ kind: 'simulated', plan: { seed, jointCount: seed % 2 === 0 ? 29 : 35 } }));
  const small = [14, 7, 6].flatMap((jointCount) => seeds.map((seed): EvaluationJob => ({ kind: 'simulated', plan: { seed, jointCount } })));
  const robustness = seeds.map((seed): EvaluationJob => ({ kind: 'robustness', plan: { seed, jointCount: seed % 2 === 0 ? 7 : 6 } }));
  return { seeds, jobs: [...large, ...robustness, ...recorded, ...small], absent };
}

const tiny = { seed: 1, commissioningS: 180, normalS: 30 };
const smokeJobs: readonly EvaluationJob[] = [
  { kind: 'simulated', plan: { ...tiny, jointCount: 6 }, runCountMax: 2 },
  { kind: 'simulated', plan: { ...tiny, seed: 2, jointCount: 7 }, runCountMax: 2 },
];
