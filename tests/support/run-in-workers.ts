import { fork, type Serializable } from 'node:child_process';
import type { WorkerMessage } from './answer-jobs.ts';

/*
 *   jobs ─▶ the next one to whichever worker is free ─▶ results, in the order of the jobs
 *
 * Processes, not threads: jobs share nothing, and TensorFlow.js keeps one backend per process. A worker does many jobs, so that its
 * modules and documents are read once.
 */
export interface DoneJob<Job, Result> {
  readonly job: Job;
  readonly result: Result;
}

export interface Workers<Job, Result> {
  /** The module that calls `answerJobs`. */
  readonly module: URL;
  readonly workerCount: number;
  /** Options of Node for each of them, beside those of this process. */
  readonly execArgv?: readonly string[];
  /** Told of every job when it is done, so in the order they end. */
  readonly onDone?: (done: DoneJob<Job, Result>) => void;
}

interface Place<Job> {
  readonly job: Job;
  readonly index: number;
}

interface Desk<Job, Result> {
  readonly take: () => Place<Job> | undefined;
  readonly put: (place: Place<Job>, result: Result) => void;
}

/** What the workers made of the jobs, in the order of the jobs; rejects when a worker dies, naming the job it had. */
export async function runInWorkers<Job extends Serializable, Result>(
  jobs: readonly Job[],
  workers: Workers<Job, Result>,
): Promise<readonly Result[]> {
  const { workerCount, onDone } = workers;
  const waiting = jobs.map((job, index): Place<Job> => ({ job, index }));
  const results: Result[] = [];
  const desk: Desk<Job, Result> = {
    take: () => waiting.shift(),
    put: ({ job, index }, result) => {
      results[index] = result;
      onDone?.({ job, result });
    },
  };
  await Promise.all(Array.from({ length: Math.min(workerCount, jobs.length) }, () => runWorker(workers, desk)));
  return results;
}

function runWorker<Job extends Serializable, Result>(workers: Workers<Job, Result>, { take, put }: Desk<Job, Result>): Promise<void> {
  const { module, execArgv = [] } = workers;
  // Typed arrays and numbers that JSON does not know travel as they are.
  const worker = fork(module, { serialization: 'advanced', execArgv: [...process.execArgv, ...execArgv] });
  return new Promise((resolve, reject) => {
    let current: Place<Job> | undefined;
    let isLetGo = false;
    worker.on('message', (message: WorkerMessage<Result>) => {
      if (message.kind === 'done' && current !== undefined) put(current, message.result);
      current = take();
      isLetGo = current === undefined;
      if (current === undefined) worker.disconnect();
      else worker.send(current.job);
    });
    worker.on('exit', (code, signal) => {
      if (code === 0 && isLetGo) resolve();
      else reject(new Error(`the worker of ${JSON.stringify(current?.job)} ended with ${code ?? signal}`));
    });
  });
}
