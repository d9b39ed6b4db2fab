import { describe, expect, it } from 'vitest';
import { missing, modeAt } from '../../tests/support/desk-fixture.ts';
import type { ModeMessage } from '../contract/message.ts';
import { type AutoResetState, beginStop, openingAutoReset, seeControl, stepAutoReset } from './auto-reset.ts';

const hourMs = 3_600_000;
type Said = Partial<ModeMessage>;

/** A stop of ten seconds at `nowMs`, while which these mode messages came. */
function stopWith(said: readonly Said[], inControl = 'unknown', { state = openingAutoReset, nowMs = 20_000 } = {}) {
  const standing = said.reduce<AutoResetState>((before, one) => seeControl(before, modeAt(nowMs, one), inControl), beginStop(state));
  return stepAutoReset(standing, { nowMs, durationMs: 10_000 });
}
const running = { executionState: 'running' } as const;

describe('a protective stop that a program cleared', () => {
  it.each<[string, readonly Said[], string]>([
    ['an external program that runs on', [{ ...running, controlSource: 'externalProgram' }], 'unknown'],
    ["the robot's own program, said to be in control before", [running], 'autonomous'],
    ['a program that goes on before the stop is over', [{ executionState: 'paused' }, running], 'externalProgram'],
    ['a program, whatever an unknown word says after it', [{ ...running, controlSource: 'autonomous' }, { controlSource: missing }], 'x'],
  ])('is one of %s', (_, said, inControl) => {
    expect(stopWith(said, inControl)).toMatchObject({ byProgram: true });
  });

  it.each<[string, readonly Said[], string]>([
    ['nothing was said while it stood', [], 'externalProgram'],
    ['nobody is known to be in control', [running], 'unknown'],
    ['the program stood still', [{ executionState: 'paused', controlSource: 'externalProgram' }], 'unknown'],
    ['the program was stopped in the end', [running, { executionState: 'stopped' }], 'externalProgram'],
    ['a pendant is in control', [{ ...running, controlSource: 'pendant' }], 'externalProgram'],
    ['a person leads it by hand', [running], 'handGuided'],
    ['the mode is a manual one', [{ ...running, operationalMode: 'manualReducedSpeed' }], 'autonomous'],
    ['only the control source is said, and no program', [{ controlSource: 'externalProgram' }], 'unknown'],
    ['the words are unknown', [{ executionState: missing, controlSource: missing }], 'externalProgram'],
  ])('is none where %s', (_, said, inControl) => {
    expect(stopWith(said, inControl)).not.toHaveProperty('byProgram');
  });

  it('is none of a robot that said all that before the stop, or after it', () => {
    const before = seeControl(openingAutoReset, modeAt(0, running), 'externalProgram');
    expect(before).toBe(openingAutoReset);
    const first = stopWith([running], 'externalProgram');
    expect(seeControl(first.state, modeAt(0, running), 'externalProgram')).toBe(first.state);
    expect(stopWith([], 'externalProgram', { state: openingAutoReset, nowMs: 5 })).not.toHaveProperty('byProgram');
  });

  it('is said once an hour', () => {
    const first = stopWith([running], 'autonomous', { state: openingAutoReset, nowMs: 20_000 });
    const second = stopWith([running], 'autonomous', { state: first.state, nowMs: 20_000 + hourMs - 1 });
    expect(second).not.toHaveProperty('byProgram');
    expect(stopWith([running], 'autonomous', { state: second.state, nowMs: 20_000 + hourMs })).toMatchObject({ byProgram: true });
  });
});

describe('stops that are cleared too soon', () => {
  const clearAt = (times: readonly number[], durationMs = 1000) => {
    let state = openingAutoReset;
    return times.map((nowMs) => {
      const step = stepAutoReset(state, { nowMs, durationMs });
      state = step.state;
      return step.resetCount;
    });
  };

  it.each([
    [2999, 3],
    [3000, undefined],
    [1, 3],
    [0, undefined],
    [-1, undefined],
  ])('of %i ms give %s at the third', (durationMs, expected) => {
    expect(clearAt([0, 1, 2], durationMs)).toEqual([undefined, undefined, expected]);
  });

  it('count within the last hour alone, and forget what a clock that ran backwards left', () => {
    expect(clearAt([0, 1, hourMs])).toEqual([undefined, undefined, undefined]);
    expect(clearAt([0, 1, hourMs - 1])).toEqual([undefined, undefined, 3]);
    expect(clearAt([9000, 9001, 5])).toEqual([undefined, undefined, undefined]);
  });

  it('are said beside a program that cleared the third, both in one step', () => {
    const twice = [0, 1].reduce((state, nowMs) => stepAutoReset(state, { nowMs, durationMs: 500 }).state, openingAutoReset);
    const standing = seeControl(beginStop(twice), modeAt(2, running), 'autonomous');
    expect(stepAutoReset(standing, { nowMs: 3, durationMs: 500 })).toMatchObject({ resetCount: 3, byProgram: true });
  });

  it('keep a bounded memory', () => {
    let state = openingAutoReset;
    for (let nowMs = 0; nowMs < 500; nowMs++) state = stepAutoReset(state, { nowMs, durationMs: 1 }).state;
    expect(state.clearedMs.length).toBeLessThanOrEqual(3);
  });
});
