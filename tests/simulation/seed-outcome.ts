import type { TraceLine } from './fault-trace.ts';
import type { Violation } from './violations.ts';

/** What one seed of one level came to; plain JSON, so that a worker can hand it over. */
export interface SeedOutcome {
  readonly level: 'agent' | 'ledger';
  readonly seed: number;
  readonly virtualMs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Of every fault and everything that became durable: equal for equal histories. */
  readonly digest: string;
  /** Of a failing seed: what was done to the world, up to the end. */
  readonly trace: readonly TraceLine[];
  readonly recordCount: number;
  readonly reportCount: number;
}
