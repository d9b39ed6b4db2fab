import { type DoneJob, runInWorkers } from '../support/run-in-workers.ts';
import type { SeedOutcome } from './seed-outcome.ts';
import type { SeedJob } from './simulate-seed.ts';
import { readSimulationOptions, type SimulationOptions, usage } from './simulation-options.ts';
import { failureLines, summarise, summaryLines } from './simulation-summary.ts';

/**
 * Megabytes for what hardly outlives a minute of a world: little more than half as many collections as without. Each by the thread that works,
 * for every processor has a worker: helpers take a tenth more of its time.
 */
const collectorOptions = ['--min-semi-space-size=64', '--max-semi-space-size=64', '--single-threaded-gc'];

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

async function runJobs(jobs: readonly SeedJob[], { workerCount }: SimulationOptions): Promise<SeedOutcome[]> {
  let doneCount = 0;
  const onDone = ({ result }: DoneJob<SeedJob, SeedOutcome>): void => {
    doneCount++;
    if (result.violations.length > 0) process.stderr.write(`${failureLines(result).join('\n')}\n`);
    if (process.stderr.isTTY) process.stderr.write(`\r${doneCount} of ${jobs.length} `);
  };
  const module = new URL('./simulation-worker.ts', import.meta.url);
  const outcomes = await runInWorkers(jobs, { module, workerCount, execArgv: collectorOptions, onDone });
  return [...outcomes].sort((left, right) => left.seed - right.seed || left.level.localeCompare(right.level));
}
