/** What a worker says of itself to `runInWorkers`. */
export type WorkerMessage<Result> = { readonly kind: 'ready' } | { readonly kind: 'done'; readonly result: Result };

/** The worker's side of `runInWorkers`: one job after the other, until it is let go; what `answer` throws ends the process. */
export function answerJobs<Job, Result>(answer: (job: Job) => Result | Promise<Result>): void {
  const say = (message: WorkerMessage<Result>): void => void process.send?.(message);
  process.on('message', async (job: Job) => say({ kind: 'done', result: await answer(job) }));
  say({ kind: 'ready' });
}
