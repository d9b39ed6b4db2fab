import { type DoneJob, runInWorkers } from '../support/run-in-workers.ts';
import type { EvaluationJob, EvaluationResult } from './evaluation-job.ts';

/** Hands the jobs to so many worker processes; rejects when one dies over a job. Results are in the order of the jobs. */
export function runJobs(
  jobs: readonly EvaluationJob[],
  workerCount: number,
  onDone: (done: DoneJob<EvaluationJob, EvaluationResult>) => void,
): Promise<readonly EvaluationResult[]> {
  return runInWorkers(jobs, { module: new URL('./evaluation-worker.ts', import.meta.url), workerCount, onDone });
}
