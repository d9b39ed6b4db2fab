import { type Knowable, unknown } from '../contract/unknown.ts';
import { noUsage } from '../contract/usage.ts';
import type { BodyMotionState } from './body-motion.ts';
import { type ClockWatchState, openingClocks, restartClocks } from './clock-watch.ts';
import { type DeskStates, openingDesks, restartDesks } from './desk-states.ts';
import { type EventRunsState, openingEventRuns, restartEventRuns } from './event-runs.ts';
import { type FaultOccurrencesState, openingFaultOccurrences, restartFaultOccurrences } from './fault-occurrences.ts';
import type { FlowState } from './flow-meter.ts';
import type { JointMotionState } from './joint-motion.ts';
import type { ProgramState } from './program-run.ts';
import { openingUsageMeter, type UsageMeterState } from './usage-meter.ts';

/** Everything the aggregate stage remembers; plain JSON, saved in the transaction of the records it led to. */
export interface AggregateState {
  readonly version: 1;
  meter: UsageMeterState;
  events: EventRunsState;
  faults: FaultOccurrencesState;
  drivesPowered: Knowable<boolean>;
  windowStartMs: number | null;
  operatingMsAtWindowStart: number;
  /** Per source, until when its last reading holds. */
  heldUntilMs: Record<string, number>;
  motion: Record<string, JointMotionState>;
  body: Record<string, BodyMotionState>;
  /** Per stream that carries distance or energy: its last reading. */
  flows: Record<string, FlowState>;
  /** Per source, what it last said of its program. */
  programs: Record<string, ProgramState>;
  windows: Record<string, number[][]>;
  /** Per class: how many pieces of evidence show it now, and when it last began. */
  shown: Record<string, ShownEvent>;
  /** What the desks beside the meter remember; a state saved by an older version has none. */
  desks: DeskStates;
  /** The life of this process by the host's clocks. */
  clocks: ClockWatchState;
}

export interface ShownEvent {
  readonly evidenceCount: number;
  readonly beganMs: number;
}

export function openingAggregateState(): AggregateState {
  return {
    version: 1,
    meter: openingUsageMeter(),
    events: openingEventRuns(),
    faults: openingFaultOccurrences(),
    drivesPowered: unknown('notReported'),
    windowStartMs: null,
    operatingMsAtWindowStart: 0,
    heldUntilMs: {},
    motion: {},
    body: {},
    flows: {},
    programs: {},
    windows: {},
    shown: {},
    desks: openingDesks(),
    clocks: openingClocks,
  };
}

/**
 * What a new process goes on with: totals stay, everything measured against the old process's clock is forgotten. The open window
 * and the time down are lost and were never counted; a run still open is ended by its next false reading, its duration from the restart.
 */
export function restartAggregate(saved: AggregateState): AggregateState {
  const motion = Object.entries(saved.motion).map(([key, state]) => [key, { ...state, lastMs: state.lastMs.map(() => null) }] as const);
  return {
    ...openingAggregateState(),
    meter: { ...openingUsageMeter(), counters: { ...noUsage, ...saved.meter.counters } },
    events: restartEventRuns(saved.events),
    faults: restartFaultOccurrences(saved.faults ?? openingFaultOccurrences()),
    operatingMsAtWindowStart: saved.meter.counters.operatingMs,
    motion: Object.fromEntries(motion),
    desks: restartDesks(saved.desks),
    clocks: restartClocks(saved.clocks, saved.meter),
  };
}
