import { type ChildProcess, fork } from 'node:child_process';
import type { SeedOutcome } from './seed-outcome.ts';
import type { SeedJob } from './simulate-seed.ts';
import { readSimulationOptions, type SimulationOptions, usage } from './simulation-options.ts';
import { failureLines, summarise, summaryLines } from './simulation-summary.ts';

/*
 * npm run simulate: seeds ─▶ jobs ─▶ workers ─▶ outcomes ─▶ summary; exit 0 no violation, 1 violations or a defect, 2 wrong usage
 */
const options = readSimulationOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${usage}\n`);
  process.exitCode = 2;
} else process.exitCode = await run(options);

async function run(chosen: SimulationOptions): Promise<number> {
  const startedMs = performance.now();
  const outcomes = await runJobs(jobsOf(chosen), chosen);
  const summary = summarise(outcomes, `${chosen.fromSeed}..${chosen.toSeed}`, performance.now() - startedMs);
  if (chosen.isJson) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else process.stdout.write(`${summaryLines(summary).join('\n')}\n`);
  return summary.violationCount === 0 ? 0 : 1;
}

/** The long ones first, so that no worker is left alone with one at the end. */
function jobsOf({ fromSeed, toSeed, levels, hours }: SimulationOptions): SeedJob[] {
  const seeds = Array.from({ length: toSeed - fromSeed + 1 }, (_, index) => fromSeed + index);
  return [...levels].reverse().flatMap((level) => seeds.map((seed) => ({ level, seed, hours })));
}

async function runJobs(jobs: SeedJob[], { workerCount }: SimulationOptions): Promise<SeedOutcome[]> {
  const outcomes: SeedOutcome[] = [];
  const totalCount = jobs.length;
  const done = (outcome: SeedOutcome): void => {
    outcomes.push(outcome);
    if (outcome.violations.length > 0) process.stderr.write(`${failureLines(outcome).join('\n')}\n`);
    if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length} of ${totalCount} `);
  };
  const workers = Array.from({ length: Math.min(workerCount, totalCount) }, () => runWorker(jobs, done));
  await Promise.all(workers);
  return outcomes.sort((left, right) => left.seed - right.seed || left.level.localeCompare(right.level));
}

/** One worker takes jobs until none is left; rejects when it dies over one. */
function runWorker(jobs: SeedJob[], done: (outcome: SeedOutcome) => void): Promise<void> {
  const worker: ChildProcess = fork(new URL('./simulation-worker.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    let job: SeedJob | undefined;
    worker.on('message', (message: SeedOutcome | 'ready') => {
      if (message !== 'ready') done(message);
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
