import type { SeedOutcome } from './seed-outcome.ts';
import { simulateAgent } from './simulate-agent.ts';
import { simulateLedger } from './simulate-ledger.ts';
import { ledgerHoursRatio } from './simulation-options.ts';
import type { WorldDocuments } from './world-documents.ts';

/** One seed of one level, as a worker is told to run it. */
export interface SeedJob {
  readonly level: SeedOutcome['level'];
  readonly seed: number;
  /** Of the whole agent; the other level lives longer. */
  readonly hours: number;
}

export async function simulateSeed({ level, seed, hours }: SeedJob, documents: WorldDocuments): Promise<SeedOutcome> {
  return level === 'agent'
    ? simulateAgent({ seed, hours, documents })
    : simulateLedger({ seed, hours: hours * ledgerHoursRatio, documents });
}
