import { type DoneJob, runInWorkers } from '../../support/run-in-workers.ts';
import { type MeteringOptions, readMeteringOptions, usage } from './metering-options.ts';
import { meteringLines, summariseMetering, traceLines } from './metering-summary.ts';
import type { MeteredJob, MeteringJob } from './metering-worker.ts';

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
  let doneCount = 0;
  const onDone = ({ result: { outcome } }: DoneJob<MeteringJob, MeteredJob>): void => {
    doneCount++;
    if (isTraced || outcome.violations.length > 0) process.stderr.write(`${traceLines(outcome).join('\n')}\n`);
    if (doneCount % progressEveryCount === 0) process.stderr.write(`${doneCount} of ${jobs.length} robots\n`);
  };
  const metered = await runInWorkers(jobs, { module: new URL('./metering-worker.ts', import.meta.url), workerCount, onDone });
  return { outcomes: metered.map(({ outcome }) => outcome), cpuMs: metered.reduce((sum, { cpuMs }) => sum + cpuMs, 0) };
}
