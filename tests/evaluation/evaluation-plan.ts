import { dataSetNames, hasRecording } from './data-sets.ts';
import type { EvaluationJob } from './evaluation-job.ts';

const seeds = [1, 2, 3, 4, 5] as const;

export interface EvaluationPlan {
  readonly seeds: readonly number[];
  readonly jobs: readonly EvaluationJob[];
  /** Recordings that are not on this machine and therefore not rated. */
  readonly absent: readonly string[];
}

export type PlanSize = 'full' | 'quick' | 'smoke';

/**
 * Every seed draws four robots, of 6, 7, 14 and either 29 or 35 joints; the long jobs first, so that no worker is left alone with one at the end. A quick
 * plan has the small robots alone, and two of them for robustness.
 */
export function evaluationPlan(size: PlanSize): EvaluationPlan {
  const recordings = dataSetNames.filter((name) => name !== 'simulated');
  const recorded = recordings.filter(hasRecording).map((dataSet): EvaluationJob => ({ kind: 'recorded', dataSet, seeds }));
  const absent = recordings.filter((name) => !hasRecording(name));
  if (size === 'smoke') return { seeds: [1], jobs: smokeJobs, absent };
  const robots = (jointCount: number): EvaluationJob[] => seeds.map((seed) => ({ kind: 'simulated', plan: { seed, jointCount } }));
  const large = seeds.map((seed): EvaluationJob => ({ kind: 'simulated', plan: { seed, jointCount: seed % 2 === 0 ? 29 : 35 } }));
  const robustness = seeds.map((seed): EvaluationJob => ({ kind: 'robustness', plan: { seed, jointCount: seed % 2 === 0 ? 7 : 6 } }));
  const small = [...recorded, ...robots(7), ...robots(6)];
  const jobs = size === 'quick' ? [...robustness.slice(0, 2), ...small] : [...large, ...robustness, ...robots(14), ...small];
  return { seeds, jobs, absent };
}

const tiny = { seed: 1, commissioningS: 180, normalS: 30 };
const smokeJobs: readonly EvaluationJob[] = [
  { kind: 'simulated', plan: { ...tiny, jointCount: 6 }, runCountMax: 2 },
  { kind: 'simulated', plan: { ...tiny, seed: 2, jointCount: 7 }, runCountMax: 2 },
];
