import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { ModeMessage } from '../contract/message.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import { modeHoldMs, type ProgramState, programRuns, seeMode } from './program-run.ts';
import { hangOverMs } from './usage-meter.ts';

const said = (ms: number, words: Partial<ModeMessage>): ModeMessage => ({ kind: 'mode', sourceId: 'arm', time: timeAt(ms), ...words });
const running = seeMode(undefined, said(0, { executionState: 'running' }));
const inMode = seeMode(undefined, said(0, { robotMode: 'running' }));
const both: ProgramState = { ...running, inControl: true };

interface Case {
  readonly state: ProgramState;
  readonly drives?: boolean;
  readonly balances?: boolean;
  readonly runs: boolean;
}

const cases: Readonly<Record<string, Case>> = {
  'a running program with powered drives': { state: running, drives: true, runs: true },
  'a running program with drives off': { state: running, drives: false, runs: false },
  'a running program of which nobody says whether the drives are on': { state: running, runs: false },
  'the same, when the controller is in its running mode': { state: both, runs: true },
  'a controller in its running mode without a program': { state: inMode, drives: true, runs: false },
  'the same on a robot that balances: it stands under active balance': { state: inMode, drives: true, balances: true, runs: true },
  'a robot that balances with its drives off': { state: inMode, drives: false, balances: true, runs: false },
};

describe('a program that runs', () => {
  it.each(Object.entries(cases))('%s', (_name, { state, drives, balances = false, runs }) => {
    const at = { nowMs: monoMs(1000), drivesPowered: drives ?? unknown('notReported'), balances };
    expect(programRuns({ arm: state }, at).moving).toBe(runs);
  });

  it('holds for three periods of the mode, then nothing is known of it (A7)', () => {
    const at = (ms: number) => programRuns({ arm: running }, { nowMs: monoMs(ms), drivesPowered: true, balances: false });
    expect(at(modeHoldMs - 1)).toEqual({ moving: true, knownUntilMs: modeHoldMs });
    expect(at(modeHoldMs)).toEqual({ moving: false, knownUntilMs: modeHoldMs + hangOverMs });
  });

  it('is enough at one source, and holds as long as the one that said it last', () => {
    const later = seeMode(undefined, said(5000, { executionState: 'running' }));
    const idle = seeMode(undefined, said(6000, { executionState: 'idle' }));
    const seen = programRuns({ arm: running, pendant: later, cell: idle }, { nowMs: monoMs(6000), drivesPowered: true, balances: false });
    expect(seen).toEqual({ moving: true, knownUntilMs: 5000 + modeHoldMs });
  });
});

describe('what a mode message leaves', () => {
  it('what it does not carry, as it was', () => {
    expect(seeMode(running, said(1000, { operationalMode: 'automatic' }))).toEqual(running);
    expect(seeMode(running, said(1000, { robotMode: 'running' }))).toEqual({
      executing: true,
      inControl: true,
      untilMs: 1000 + modeHoldMs,
    });
  });

  it.each(['paused', 'stopped', 'idle', unknown('missing')] as const)('no running program when it says %j', (executionState) => {
    expect(seeMode(running, said(1000, { executionState })).executing).toBe(false);
  });

  it('no control in any other mode, and none in an unknown one', () => {
    for (const robotMode of ['standby', 'fault', 'off', unknown('outOfRange')] as const) {
      expect(seeMode(inMode, said(1000, { robotMode })).inControl).toBe(false);
    }
  });
});
