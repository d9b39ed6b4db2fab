import { fork } from 'node:child_process';
import type { EvaluationJob, EvaluationResult } from './evaluation-job.ts';

export interface DoneJob {
  readonly job: EvaluationJob;
  readonly result: EvaluationResult;
}

/** Hands the jobs to so many worker processes; rejects when one dies over a job. Results are in the order of the jobs. */
export async function runJobs(
  jobs: readonly EvaluationJob[],
  workerCount: number,
  onDone: (done: DoneJob) => void,
): Promise<readonly EvaluationResult[]> {
  const waiting = jobs.map((job, place) => ({ job, place }));
  const results: EvaluationResult[] = [];
  const take = (): Place | undefined => waiting.shift();
  const put = ({ job, place }: Place, result: EvaluationResult): void => {
    results[place] = result;
    onDone({ job, result });
  };
  await Promise.all(Array.from({ length: Math.min(workerCount, jobs.length) }, () => runWorker(take, put)));
  return results;
}

interface Place {
  readonly job: EvaluationJob;
  readonly place: number;
}

function runWorker(take: () => Place | undefined, put: (place: Place, result: EvaluationResult) => void): Promise<void> {
  // Typed arrays and numbers that JSON does not know travel as they are.
  const worker = fork(new URL('./evaluation-worker.ts', import.meta.url), { serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    let current: Place | undefined;
    worker.on('message', (message: EvaluationResult | 'ready') => {
      if (message !== 'ready' && current !== undefined) put(current, message);
      current = take();
      if (current === undefined) worker.disconnect();
      else worker.send(current.job);
    });
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the worker of ${JSON.stringify(current?.job)} ended with ${code}`));
    });
  });
}
