import type { Json } from '../contract/schema.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import type { UsageCounters } from '../contract/usage.ts';

/** The counters whose rises part the time of a process. */
const parting = ['powerOnMs', 'readyMs', 'operatingMs', 'collaborativeMs', 'gapMs', 'suspendedMs'] as const;
type PartingCounters = Pick<UsageCounters, (typeof parting)[number]>;

/** One process from its first moment on; JSON. */
export interface ProcessLife {
  /** Names the process: two agents that metered one robot at the same time have two of these (rule M-4). */
  readonly instanceId: string;
  readonly bootId: string;
  readonly startedWallMs: number;
  readonly startedMonoMs: number;
  /** Boottime less monotonic time, up to which sleep is accounted for. */
  readonly offsetMs: number;
  readonly suspendedMs: number;
  /** True after the first time service of this process had set the clock. */
  readonly synchronised: boolean;
  readonly opening: PartingCounters;
}

/** The time of one process by exclusive states: their sum is `elapsedMs`, exactly. */
export interface LifeStates {
  /** Boottime observed: monotonic time, and the sleeps. */
  readonly elapsedMs: number;
  readonly suspendedMs: number;
  readonly silentMs: number;
  readonly poweredOnlyMs: number;
  readonly readyOnlyMs: number;
  readonly operatingAloneMs: number;
  readonly collaborativeMs: number;
}

/** The same process whoever asks: boot and first moment. */
export const instanceIdOf = (time: TimePoint): string => `${time.bootId}:${time.monoNs}`;

export function beginLife(time: TimePoint, counters: UsageCounters): ProcessLife {
  return {
    instanceId: instanceIdOf(time),
    bootId: time.bootId,
    startedWallMs: time.wallMs,
    startedMonoMs: monoMsOf(time),
    offsetMs: time.boottimeMs - monoMsOf(time),
    suspendedMs: 0,
    synchronised: time.syncState !== 'unsynced',
    opening: Object.fromEntries(parting.map((name) => [name, counters[name]])) as unknown as PartingCounters,
  };
}

/** What a life came to, from the totals counted up to `countedUntilMs`. On a gateway the host's sleep is silence of the robot. */
export function statesOf(life: ProcessLife, counters: UsageCounters, countedUntilMs: number | null): LifeStates {
  const { opening } = life;
  const [powerOnMs = 0, readyMs = 0, operatingMs = 0, collaborativeMs = 0, silentMs = 0, suspendedMs = 0] = parting.map(
    (name) => counters[name] - opening[name],
  );
  return {
    elapsedMs: (countedUntilMs ?? life.startedMonoMs) - life.startedMonoMs + life.suspendedMs,
    suspendedMs,
    silentMs,
    poweredOnlyMs: powerOnMs - readyMs,
    readyOnlyMs: readyMs - operatingMs,
    operatingAloneMs: operatingMs - collaborativeMs,
    collaborativeMs,
  };
}

/** Facts of the record `meter.boot`; `cut` when no stop was written, and what was counted after the last commit is lost. */
export function lifeFacts(life: ProcessLife, states: LifeStates, end: 'stopped' | 'cut'): Readonly<Record<string, Json>> {
  const { instanceId, bootId, startedWallMs } = life;
  return { instanceId, bootId, from: new Date(startedWallMs).toISOString(), ...states, end };
}
