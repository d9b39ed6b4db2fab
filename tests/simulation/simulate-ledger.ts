import { auditLeftBehind } from './evidence-audit.ts';
import { LedgerCourse } from './ledger-course.ts';
import { LedgerWorld } from './ledger-world.ts';
import type { SeedOutcome } from './seed-outcome.ts';
import type { WorldDocuments } from './world-documents.ts';

const hourMs = 3_600_000;
/** Quarantined ledgers are kept whole: each tampering may leave one. */
const diskBytesMax = 128 * 1024 * 1024;

export interface LedgerSimulation {
  readonly seed: number;
  /** Hours the robot is on. */
  readonly hours: number;
  readonly documents: WorldDocuments;
  /** Faults come so many times as often; 1 unless said. */
  readonly intensityRatio?: number;
  readonly mutate?: (world: LedgerWorld) => void;
}

/** Level B: recorder, ledger, outbox and receiver through so many hours of power-on time, then calm, then the audit of everything. */
export function simulateLedger({ seed, hours, documents, intensityRatio = 1, mutate }: LedgerSimulation): SeedOutcome {
  const world = new LedgerWorld(`ledger ${seed}`, documents);
  try {
    mutate?.(world);
    const course = new LedgerCourse(world, intensityRatio);
    course.live(hours * hourMs);
    course.rest();
    const { key, history, receiver, violations, trace, disks } = world;
    const { disk } = disks;
    auditLeftBehind({
      key,
      ledgerPath: disk.ledgerPath,
      history,
      receiver,
      violations,
      faults: trace.countByKind,
      committedLifeCount: course.committedLifeCount,
      bytesMax: diskBytesMax,
      usedBytes: disk.usedBytes(),
    });
    return outcomeOf(world, seed);
  } finally {
    world.dispose();
  }
}

function outcomeOf({ trace, violations, poweredMs, history }: LedgerWorld, seed: number): SeedOutcome {
  return {
    level: 'ledger',
    seed,
    virtualMs: poweredMs,
    faults: trace.countByKind,
    violations: violations.all,
    digest: trace.digest(),
    trace: violations.all.length === 0 ? [] : trace.lines,
    recordCount: history.epochs.reduce((sum, { records }) => sum + records.length, 0),
    reportCount: history.closedReportCount,
  };
}
