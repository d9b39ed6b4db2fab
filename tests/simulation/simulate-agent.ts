import { auditLeftBehind } from './evidence-audit.ts';
import { scheduleFaults } from './fault-schedule.ts';
import { robotFaults } from './robot-faults.ts';
import { RobotWorld } from './robot-world.ts';
import type { SeedOutcome } from './seed-outcome.ts';
import { calm } from './simulated-network.ts';
import type { WorldDocuments } from './world-documents.ts';

const hourMs = 3_600_000;
/** Once faults stop, everything is receipted within this. */
const progressMs = 2 * hourMs;
const lookEveryMs = 60_000;
/** What is still on its way through bad weather arrives, and connections that only look alive are found out. */
const restMs = 600_000;
/** Records of one tick. */
const pendingCountMax = 16;

export interface AgentSimulation {
  readonly seed: number;
  readonly hours: number;
  readonly documents: WorldDocuments;
  /** Faults come so many times as often as in the field of our worst days; 1 unless said. */
  readonly intensityRatio?: number;
  /** Changes the world before it begins: how the tests prove that an invariant can fail. */
  readonly mutate?: (world: RobotWorld) => void;
}

/** Level A: the whole agent through so many virtual hours of faults, then calm, then the audit of everything. */
export async function simulateAgent({ seed, hours, documents, intensityRatio = 1, mutate }: AgentSimulation): Promise<SeedOutcome> {
  const world = new RobotWorld(`agent ${seed}`, documents);
  try {
    mutate?.(world);
    await liveThroughFaults(world, hours * hourMs, intensityRatio);
    await comeToRest(world);
    auditWorld(world);
    return outcomeOf(world, seed);
  } finally {
    world.dispose();
  }
}

async function liveThroughFaults(world: RobotWorld, untilMs: number, intensityRatio: number): Promise<void> {
  scheduleFaults(world.timeline, world.random.fork('faults'), {
    acts: robotFaults(world, world.random.fork('acts')),
    intensityRatio,
    isOver: () => world.timeline.nowMs >= untilMs,
  });
  world.powerOn();
  await world.timeline.runUntil(untilMs);
}

/** All faults end; the robot stays on until every report has its receipt, then stops cleanly. */
async function comeToRest(world: RobotWorld): Promise<void> {
  const { timeline, violations } = world;
  world.network.weather = calm;
  world.health.mode = 'well';
  world.receiver.isUp = true;
  world.receiver.answersLostCount = 0;
  world.database.armed = undefined;
  world.mayFault = false;
  world.powerOn();
  const untilMs = timeline.nowMs + progressMs;
  await timeline.runUntil(timeline.nowMs + restMs);
  while (timeline.nowMs < untilMs && !isSettled(world)) await timeline.runUntil(timeline.nowMs + lookEveryMs);
  violations.check(
    'progressAfterFaults',
    isSettled(world),
    () => `${waitingOf(world)} reports without receipt ${progressMs} ms after the last fault`,
  );
  world.stopCleanly();
  await timeline.runUntil(timeline.nowMs + lookEveryMs);
  violations.check('progressAfterFaults', world.process === undefined, () => 'the agent does not stop');
}

/** A quarantined ledger is kept whole: each tampering may leave one. */
const diskBytesMax = 64 * 1024 * 1024;
const stopsInFlightMax = 2;

function auditWorld(world: RobotWorld): void {
  const { key, disk, history, receiver, violations, audit, network, trace } = world;
  auditLeftBehind({
    key,
    ledgerPath: disk.ledgerPath,
    history,
    receiver,
    violations,
    faults: trace.countByKind,
    committedLifeCount: audit.committedLifeCount,
    bytesMax: diskBytesMax,
    usedBytes: disk.usedBytes(),
  });
  const recorded = history.eventCounts.protectiveStop ?? 0;
  const killCount = Object.entries(trace.countByKind).reduce((sum, [kind, count]) => sum + (kind.startsWith('kill.') ? count : 0), 0);
  const most = audit.stopsTakenCount + killCount + stopsInFlightMax;
  violations.check('nothingCountedTwice', recorded <= most, () => `${recorded} stops on record, ${audit.stopsTakenCount} taken`);
  violations.check('memoryBounded', network.linkCount === 0, () => `${network.linkCount} links left open`);
}

function waitingOf({ process }: RobotWorld): number {
  const counts = process?.agent.ledger.outbox.counts();
  return counts === undefined ? Number.POSITIVE_INFINITY : counts.closedCount - counts.receiptedCount;
}

const isSettled = (world: RobotWorld): boolean =>
  waitingOf(world) === 0 &&
  !world.host.isAsleep &&
  world.process?.isConnected === true &&
  world.process.agent.ledger.pendingCount < pendingCountMax;

function outcomeOf(world: RobotWorld, seed: number): SeedOutcome {
  const { trace, violations, timeline, history } = world;
  const { lines, countByKind } = trace;
  return {
    level: 'agent',
    seed,
    virtualMs: timeline.nowMs,
    faults: countByKind,
    violations: violations.all,
    digest: trace.digest(),
    trace: violations.all.length === 0 ? [] : lines,
    recordCount: history.epochs.reduce((sum, { records }) => sum + records.length, 0),
    reportCount: history.closedReportCount,
  };
}
