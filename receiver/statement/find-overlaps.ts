import type { MeterOverlap } from './agent-statement.ts';

/** The periods one agent metered, labels in the robot's wall time, ms. */
export interface MeteredPeriods {
  readonly agentId: string;
  readonly tenant: string;
  /** Maker, model and serial number: what makes two agents speak of one robot. */
  readonly robot: string;
  readonly periods: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Labels of one moment on one host differ by less than this when a report is closed and the next one opened elsewhere. */
const overlapMsMin = 2000;

/**
 * Robots that two agents metered at the same time (rule M-4). An agent alone keeps its own out with a lock, so two meet only here. Hours in an
 * overlap are the robot's once: the time of a robot is the union of its agents' periods.
 */
export function findOverlaps(agents: readonly MeteredPeriods[]): MeterOverlap[] {
  return agents.flatMap((agent, place) =>
    agents.slice(place + 1).flatMap((other) => {
      if (agent.tenant !== other.tenant || agent.robot !== other.robot) return [];
      const [mine, its] = [union(agent.periods), union(other.periods)];
      const overlapMs = lengthOf(mine) + lengthOf(its) - lengthOf(union([...mine, ...its]));
      if (overlapMs < overlapMsMin) return [];
      return [{ code: 'meter.overlap', robot: agent.robot, agentIds: [agent.agentId, other.agentId], overlapMs } as const];
    }),
  );
}

type Interval = MeteredPeriods['periods'][number];

/** Disjoint and in order; a period that ends before it begins, as after a clock that was set back, covers nothing. */
function union(periods: readonly Interval[]): Interval[] {
  const joined: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of periods.filter((period) => period.toMs > period.fromMs).toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else joined.push({ fromMs, toMs });
  }
  return joined;
}

function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}
