import { type ChildProcess, fork } from 'node:child_process';
import { type MeteringOptions, readMeteringOptions, usage } from './metering-options.ts';
import { meteringLines, summariseMetering, traceLines } from './metering-summary.ts';
import type { MeteringJob } from './metering-worker.ts';
import type { MeteringOutcome } from './simulate-metering.ts';

/*
 * npm run simulate:metering: robots ─▶ jobs ─▶ workers ─▶ outcomes ─▶ summary; exit 0 no violation, 1 violations or a defect, 2 wrong usage
 */
const progressEveryCount = 50;
const options = readMeteringOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${usage}\n`);
  process.exitCode = 2;
} else process.exitCode = await run(options);

async function run(chosen: MeteringOptions): Promise<number> {
  const startedMs = performance.now();
  const { outcomes, cpuMs } = await runJobs(chosen);
  const spent = { cpuMs, wallMs: performance.now() - startedMs };
  const summary = summariseMetering(outcomes, `${chosen.fromSeed}..${chosen.toSeed}`, spent);
  process.stdout.write(chosen.isJson ? `${JSON.stringify(summary)}\n` : `${meteringLines(summary).join('\n')}\n`);
  return summary.violationCount === 0 ? 0 : 1;
}

async function runJobs({ fromSeed, toSeed, hours, workerCount, isTraced }: MeteringOptions) {
  const jobs = Array.from({ length: toSeed - fromSeed + 1 }, (_, index): MeteringJob => ({ seed: fromSeed + index, hours, isTraced }));
  const totalCount = jobs.length;
  const outcomes: MeteringOutcome[] = [];
  let cpuMs = 0;
  const done = (outcome: MeteringOutcome, spentMs: number): void => {
    outcomes.push(outcome);
    cpuMs += spentMs;
    if (isTraced || outcome.violations.length > 0) process.stderr.write(`${traceLines(outcome).join('\n')}\n`);
    if (outcomes.length % progressEveryCount === 0) process.stderr.write(`${outcomes.length} of ${totalCount} robots\n`);
  };
  await Promise.all(Array.from({ length: Math.min(workerCount, totalCount) }, () => runWorker(jobs, done)));
  return { outcomes: outcomes.sort((left, right) => left.seed - right.seed), cpuMs };
}

interface Answer {
  readonly outcome: MeteringOutcome;
  readonly cpuMs: number;
}

/** One worker takes robots until none is left; rejects when it dies over one. */
function runWorker(jobs: MeteringJob[], done: (outcome: MeteringOutcome, spentMs: number) => void): Promise<void> {
  const worker: ChildProcess = fork(new URL('./metering-worker.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    let job: MeteringJob | undefined;
    worker.on('message', (message: Answer | 'ready') => {
      if (message !== 'ready') done(message.outcome, message.cpuMs);
      job = jobs.shift();
      if (job === undefined) worker.disconnect();
      else worker.send(job);
    });
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the worker of ${JSON.stringify(job)} ended with ${code}`));
    });
  });
}
