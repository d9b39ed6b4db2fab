import { simulateMetering } from './simulate-metering.ts';

/*
 * A process of its own for each worker:
 *   { seed, hours, isTraced } ─message─▶ simulateMetering ─▶ outcome, and the processor time it took ─message─▶ run-metering-simulation
 */
export interface MeteringJob {
  readonly seed: number;
  readonly hours: number;
  readonly isTraced: boolean;
}

process.on('message', (job: MeteringJob) => {
  const before = process.cpuUsage();
  const outcome = simulateMetering(job);
  const { user, system } = process.cpuUsage(before);
  process.send?.({ outcome, cpuMs: (user + system) / 1000 });
});
process.send?.('ready');
