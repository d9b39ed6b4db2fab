import { answerJobs } from '../../support/answer-jobs.ts';
import { type MeteringOutcome, simulateMetering } from './simulate-metering.ts';

/*
 * { seed, hours, isTraced } ─message─▶ simulateMetering ─▶ outcome, and the processor time it took ─message─▶ run-metering-simulation
 */
export interface MeteringJob {
  readonly seed: number;
  readonly hours: number;
  readonly isTraced: boolean;
}

export interface MeteredJob {
  readonly outcome: MeteringOutcome;
  readonly cpuMs: number;
}

answerJobs<MeteringJob, MeteredJob>((job) => {
  const before = process.cpuUsage();
  const outcome = simulateMetering(job);
  const { user, system } = process.cpuUsage(before);
  return { outcome, cpuMs: (user + system) / 1000 };
});
