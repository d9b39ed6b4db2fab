import type { TraceLine } from '../fault-trace.ts';
import { auditMetering } from './audit-metering.ts';
import { billedMsOf, type HourBook } from './hour-books.ts';
import type { MeteringViolation } from './metering-invariants.ts';
import { MeteringWorld } from './metering-world.ts';
import { RobotLife } from './robot-life.ts';

const hourMs = 3_600_000;
/** In calm, every witness is heard and compared once more. */
const restMs = 1_500_000;

export interface MeteringSimulation {
  readonly seed: number;
  readonly hours: number;
  /** Faults come so many times as often; 1 unless said. */
  readonly intensityRatio?: number;
  /** A live agent's second: every one is lived through, with a reading of everything; otherwise the world goes from event to event. */
  readonly everySecond?: boolean;
  /** Changes the world before it begins: how the tests prove that an invariant can fail. */
  /** The trace is handed over even when nothing failed. */
  readonly isTraced?: boolean;
  readonly mutate?: (world: MeteringWorld) => void;
}

/** What one robot came to; plain JSON. */
export interface MeteringOutcome {
  readonly seed: number;
  readonly virtualMs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly violations: readonly MeteringViolation[];
  readonly digest: string;
  readonly trace: readonly TraceLine[];
  readonly recordCount: number;
  readonly commitCount: number;
  readonly killCount: number;
  readonly powerOn: BilledHours;
  readonly operating: BilledHours;
  readonly unmeteredMs: number;
}

export interface BilledHours extends HourBook {
  readonly billedMs: number;
}

/** One robot through so many hours of true time, then a clean stop and the audit of everything. */
export function simulateMetering(simulation: MeteringSimulation): MeteringOutcome {
  const world = liveMetering(simulation);
  auditMetering(world);
  const { trace, violations, memory, books, journal, nowMs } = world;
  const wrapCount = world.plan.counters.reduce((sum, counter) => sum + counter.wrapCount, 0);
  for (let index = 0; index < wrapCount; index++) trace.fault('counter.wrapped');
  const { lines, countByKind } = trace;
  trace.durable(JSON.stringify([journal.counters, memory.entries.map(({ type, data }) => [type, data])]));
  return {
    seed: simulation.seed,
    virtualMs: nowMs,
    faults: countByKind,
    violations: violations.all,
    digest: trace.digest(),
    trace: violations.all.length === 0 && simulation.isTraced !== true ? [] : lines,
    recordCount: memory.recordCount,
    commitCount: memory.commitCount,
    killCount: (countByKind['agent.killed'] ?? 0) + (countByKind['agent.powerCut'] ?? 0),
    powerOn: { ...books.powerOn, billedMs: billedMsOf(books.powerOn) },
    operating: { ...books.operating, billedMs: billedMsOf(books.operating) },
    unmeteredMs: journal.counters.unmeteredMs,
  };
}

/** Without the audit. */
export function liveMetering({ seed, hours, intensityRatio = 1, everySecond = false, mutate }: MeteringSimulation): MeteringWorld {
  const world = new MeteringWorld(`metering ${seed}`);
  mutate?.(world);
  const life = new RobotLife(world, intensityRatio);
  life.begin();
  if (everySecond) tickEverySecond(world);
  world.timeline.skipTo(hours * hourMs);
  life.rest();
  world.timeline.skipTo(hours * hourMs + restMs);
  world.endAgent('stopped');
  return world;
}

/** On every whole second of the host's monotonic clock, as its windows end. */
function tickEverySecond(world: MeteringWorld): void {
  const { timeline, host } = world;
  const tick = (): void => {
    if (world.isMetering && host.monoMs(timeline.nowMs) % 1000 === 0) world.changed();
    timeline.after(1000 - (host.isUp ? host.monoMs(timeline.nowMs) % 1000 : 0), tick);
  };
  tick();
}
