import type { ControlSource, ModeMessage } from '../contract/message.ts';
import { isUnknown, knownOr } from '../contract/unknown.ts';

/** A protective stop cleared sooner than this was not looked at by anybody (risk model §3.9; the maker prohibits automatic reset). */
const soonMs = 3_000;
const oftenCount = 3;
const hourMs = 3_600_000;
const programs: readonly string[] = ['autonomous', 'externalProgram'] satisfies readonly ControlSource[];

/** When stops were cleared too soon within the last hour, when each sort was last said, and the stop that stands; plain JSON. */
export interface AutoResetState {
  readonly clearedMs: readonly number[];
  readonly saidMs: number | null;
  readonly programSaidMs: number | null;
  /** `isProgram`: the robot said, while it stood, that a program ran on and was in control. */
  readonly stop: { readonly isProgram: boolean } | null;
}

export const openingAutoReset: AutoResetState = { clearedMs: [], saidMs: null, programSaidMs: null, stop: null };

/** A protective stop began. */
export const beginStop = (state: AutoResetState): AutoResetState => ({ ...state, stop: { isProgram: false } });

/** What a mode message says of who could clear the stop that stands; `inControl` is who was said to be in control before it. */
export function seeControl(state: AutoResetState, message: ModeMessage, inControl: string): AutoResetState {
  const { executionState, controlSource, operationalMode } = message;
  if (state.stop === null || [executionState, controlSource, operationalMode].every((word) => word === undefined || isUnknown(word)))
    return state;
  const isManual = String(knownOr(operationalMode ?? 'other', 'other')).startsWith('manual');
  const inProgram = programs.includes(knownOr<string>(controlSource ?? inControl, inControl)) && !isManual;
  const runs = executionState === undefined || isUnknown(executionState) ? state.stop.isProgram : executionState === 'running';
  return { ...state, stop: { isProgram: inProgram && runs } };
}

export interface AutoResetStep {
  readonly state: AutoResetState;
  /** Three or more within an hour, each sooner than three seconds. */
  readonly resetCount?: number;
  /** True when a program cleared this one. */
  readonly byProgram?: true;
}

/** The stop ended with this message, after `durationMs`. Each of the two sorts is said once an hour. */
export function stepAutoReset(before: AutoResetState, end: { readonly nowMs: number; readonly durationMs: number }): AutoResetStep {
  const state = { ...before, stop: null };
  // A stop that a restart cut in two has no duration of its own: 0 is unknown, not short.
  if (end.durationMs <= 0) return { state };
  const program = stepProgram(before.stop?.isProgram === true, state, end.nowMs);
  const soon = end.durationMs < soonMs ? stepSoon(program.state, end.nowMs) : program;
  return { ...program, ...soon };
}

function stepProgram(isProgram: boolean, state: AutoResetState, nowMs: number): AutoResetStep {
  if (!isProgram || isRecent(state.programSaidMs, nowMs)) return { state };
  return { state: { ...state, programSaidMs: nowMs }, byProgram: true };
}

function stepSoon(state: AutoResetState, nowMs: number): AutoResetStep {
  const clearedMs = [...state.clearedMs.filter((ms) => isRecent(ms, nowMs)), nowMs];
  const kept = { ...state, clearedMs: clearedMs.slice(-oftenCount) };
  if (clearedMs.length < oftenCount || isRecent(state.saidMs, nowMs)) return { state: kept };
  return { state: { ...kept, saidMs: nowMs }, resetCount: clearedMs.length };
}

const isRecent = (ms: number | null, nowMs: number): boolean => ms !== null && nowMs >= ms && nowMs - ms < hourMs;
