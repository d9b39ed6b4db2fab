import { faultEventClass } from '../contract/fault-class.ts';
import type { ConditionMessage, FaultMessage, Flag, Message, SafetyMessage } from '../contract/message.ts';
import type { TimePoint } from '../contract/time.ts';
import { monoMsOf } from '../contract/time.ts';
import { isUnknown, knownOr } from '../contract/unknown.ts';
import type { DetectedEvent, EndedEvent } from '../contract/usage.ts';

/** One open run: when its condition became true. */
export interface OpenRun {
  readonly eventClass: string;
  readonly sourceId: string;
  /** Null after a restart, until the condition is seen true again: the old process's clock measures nothing now. */
  readonly startMonoMs: number | null;
  readonly startWallMs: number;
}

/** Open runs by `source/class`, and the classes that a source has proven it can report, by a known value. */
export interface EventRunsState {
  readonly open: Readonly<Record<string, OpenRun>>;
  readonly proven: Readonly<Record<string, readonly string[]>>;
}

export function openingEventRuns(): EventRunsState {
  return { open: {}, proven: {} };
}

/** Open runs as a new process takes them up: still open, their durations counted from when they are seen again. */
export function restartEventRuns(saved: EventRunsState): EventRunsState {
  const open = Object.entries(saved.open).map(([key, run]) => [key, { ...run, startMonoMs: null }] as const);
  return { open: Object.fromEntries(open), proven: {} };
}

export interface EventRunsStep {
  readonly state: EventRunsState;
  readonly started: readonly DetectedEvent[];
  readonly ended: readonly EndedEvent[];
}

/** Which class a safety signal is an event of. A collision the controller reports is an impact. */
const safetyClasses = {
  emergencyStop: 'emergencyStop',
  protectiveStop: 'protectiveStop',
  safeguardStop: 'safeguardStop',
  collisionDetected: 'impact',
} as const satisfies Partial<Record<keyof SafetyMessage, string>>;

/**
 * Runs of a condition being true are events: one run is one event, counted at its first true reading.
 * A missing value continues the current run (decisions A7), only a known false ends it.
 */
export function stepEventRuns(state: EventRunsState, message: Message): EventRunsStep {
  let step: EventRunsStep = { state, started: [], ended: [] };
  if (message.kind === 'fault') return stepFault(step, message);
  for (const [eventClass, flag] of flagsOf(message))
    step = stepRun(step, { eventClass, flag, message, key: `${message.sourceId}/${eventClass}` });
  return step;
}

/** Each code of each part is a run of its own. */
function stepFault(step: EventRunsStep, message: FaultMessage): EventRunsStep {
  const { sourceId, codeSpace, codeRaw, part, active } = message;
  const eventClass = faultEventClass(message);
  if (eventClass === undefined) return step;
  const key = `${sourceId}/${eventClass}/${codeSpace}/${codeRaw}/${knownOr(part, '')}`;
  return stepRun(step, { eventClass, flag: active, message, key });
}

function flagsOf(message: Exclude<Message, FaultMessage>): [string, Flag][] {
  if (message.kind === 'condition') return [[message.eventClass, (message satisfies ConditionMessage).active]];
  if (message.kind !== 'safety') return [];
  return Object.entries(safetyClasses).flatMap(([key, eventClass]): [string, Flag][] => {
    const flag = message[key as keyof typeof safetyClasses];
    return flag === undefined ? [] : [[eventClass, flag]];
  });
}

interface Reading {
  readonly eventClass: string;
  readonly flag: Flag;
  readonly message: Message;
  readonly key: string;
}

function stepRun(step: EventRunsStep, { eventClass, flag, message, key }: Reading): EventRunsStep {
  if (isUnknown(flag)) return step;
  const state = prove(step.state, message.sourceId, eventClass);
  const run = state.open[key];
  if (flag && run === undefined) {
    const start = message.time;
    const opened = { eventClass, sourceId: message.sourceId, startMonoMs: monoMsOf(start), startWallMs: start.wallMs };
    return {
      ...step,
      state: { ...state, open: { ...state.open, [key]: opened } },
      started: [...step.started, { eventClass, sourceId: message.sourceId, start }],
    };
  }
  if (flag && run?.startMonoMs === null) {
    const resumed = { ...run, startMonoMs: monoMsOf(message.time) };
    return { ...step, state: { ...state, open: { ...state.open, [key]: resumed } } };
  }
  if (flag || run === undefined) return { ...step, state };
  const { [key]: _closed, ...open } = state.open;
  return { ...step, state: { ...state, open }, ended: [...step.ended, endOf(run, message.time)] };
}

function prove(state: EventRunsState, sourceId: string, eventClass: string): EventRunsState {
  const known = state.proven[sourceId] ?? [];
  if (known.includes(eventClass)) return state;
  return { ...state, proven: { ...state.proven, [sourceId]: [...known, eventClass].sort() } };
}

function endOf(run: OpenRun, time: TimePoint): EndedEvent {
  return {
    eventClass: run.eventClass,
    sourceId: run.sourceId,
    start: time,
    durationMs: run.startMonoMs === null ? 0 : monoMsOf(time) - run.startMonoMs,
  };
}
