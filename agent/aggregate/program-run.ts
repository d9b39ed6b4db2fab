import type { ModeMessage } from '../contract/message.ts';
import { type MonoMs, monoMsOf } from '../contract/time.ts';
import { type Knowable, knownOr } from '../contract/unknown.ts';
import { hangOverMs } from './usage-meter.ts';

/** Drivers say the mode at every change and every 10 s; three of these periods without a word and nothing is known of it (decisions A7). */
export const modeHoldMs = 30_000;

/** What one source last said of its program; JSON. */
export interface ProgramState {
  /** A program or task executes. */
  readonly executing: boolean;
  /** The controller is in its running mode: drives on, brakes released, in control. */
  readonly inControl: boolean;
  readonly untilMs: number;
}

const notSaid: ProgramState = { executing: false, inControl: false, untilMs: 0 };

/** A word left out leaves what was said; an unknown one takes it back. */
export function seeMode(before: ProgramState | undefined, { executionState, robotMode, time }: ModeMessage): ProgramState {
  const { executing, inControl } = before ?? notSaid;
  return {
    executing: executionState === undefined ? executing : executionState === 'running',
    inControl: robotMode === undefined ? inControl : robotMode === 'running',
    untilMs: executionState === undefined && robotMode === undefined ? (before?.untilMs ?? 0) : monoMsOf(time) + modeHoldMs,
  };
}

/**
 * Whether some source's program runs with drives enabled, which is operating even while nothing moves (risk model §2.1): drives known to be
 * powered, or, where nobody reports them, a controller in its running mode. A robot that balances operates in that mode without any program:
 * it stands under active balance.
 */
export function programRuns(
  programs: Readonly<Record<string, ProgramState>>,
  at: { readonly nowMs: MonoMs; readonly drivesPowered: Knowable<boolean>; readonly balances: boolean },
): { readonly moving: boolean; readonly knownUntilMs: number } {
  let untilMs = 0;
  for (const { executing, inControl, untilMs: heldUntilMs } of Object.values(programs)) {
    const isEnabled = knownOr(at.drivesPowered, inControl);
    if (isEnabled && (executing || (at.balances && inControl))) untilMs = Math.max(untilMs, heldUntilMs);
  }
  return untilMs > at.nowMs ? { moving: true, knownUntilMs: untilMs } : { moving: false, knownUntilMs: at.nowMs + hangOverMs };
}
