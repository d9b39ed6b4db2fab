import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { FaultMessage, Flag, Message } from '../contract/message.ts';
import { unknown } from '../contract/unknown.ts';
import { openingEventRuns, restartEventRuns, stepEventRuns } from './event-runs.ts';

const missing = unknown('missing');

function conditions(flags: readonly Flag[], eventClass = 'gripLost'): Message[] {
  return flags.map((active, index) => ({ kind: 'condition', sourceId: 'arm', time: timeAt(index * 1000), eventClass, active }));
}

function run(messages: readonly Message[]) {
  let state = openingEventRuns();
  const started: string[] = [];
  const ended: number[] = [];
  for (const message of messages) {
    const step = stepEventRuns(state, message);
    state = step.state;
    started.push(...step.started.map((event) => event.eventClass));
    ended.push(...step.ended.map((event) => event.durationMs));
  }
  return { state, started, ended };
}

describe('event runs', () => {
  it('counts one run of true as one event, from its first true reading', () => {
    const { started, ended } = run(conditions([false, true, true, true, false, true, false]));
    expect(started).toHaveLength(2);
    expect(ended).toEqual([3000, 1000]);
  });

  it('continues a run over a missing value (A7)', () => {
    expect(run(conditions([true, missing, missing, true, false])).ended).toEqual([4000]);
  });

  it('does not start a run at a missing value', () => {
    expect(run(conditions([missing, missing, false])).started).toEqual([]);
  });

  it('leaves a run open that never ended', () => {
    expect(Object.keys(run(conditions([true, true])).state.open)).toEqual(['arm/gripLost']);
  });

  it('reads the safety signals as their classes, a reported collision as an impact', () => {
    const message: Message = {
      kind: 'safety',
      sourceId: 'arm',
      time: timeAt(0),
      protectiveStop: true,
      collisionDetected: true,
      emergencyStop: false,
    };
    expect(run([message]).started.sort()).toEqual(['impact', 'protectiveStop']);
  });

  it('proves a class observable by a known value only (B5)', () => {
    expect(run(conditions([missing])).state.proven).toEqual({});
    expect(run(conditions([missing, false])).state.proven).toEqual({ arm: ['gripLost'] });
  });

  it('is one event over a restart, its duration from when it was seen again', () => {
    let state = restartEventRuns(JSON.parse(JSON.stringify(run(conditions([true])).state)) as never);
    const ended: number[] = [];
    for (const message of conditions([missing, true, true, false])) {
      const step = stepEventRuns(state, message);
      expect(step.started).toEqual([]);
      state = step.state;
      ended.push(...step.ended.map(({ durationMs }) => durationMs));
    }
    expect(ended).toEqual([2000]);
  });

  it('keeps sources apart', () => {
    const two = conditions([true]).concat(conditions([true]).map((message) => ({ ...message, sourceId: 'tool' }) as Message));
    expect(run(two).started).toHaveLength(2);
  });

  const fault = (ms: number, change: Partial<FaultMessage>): Message => ({
    kind: 'fault',
    sourceId: 'arm',
    time: timeAt(ms),
    codeSpace: 'test.motor',
    codeRaw: '0x400',
    component: 'joint',
    part: 'j1',
    severity: 'error',
    category: 'encoder',
    active: true,
    text: 'rotor encoder',
    ...change,
  });

  it('takes an active error of a code and part as one major fault until it clears', () => {
    const messages = [fault(0, {}), fault(1000, {}), fault(2000, { part: 'j2' }), fault(3000, { active: false }), fault(4000, {})];
    const { started, ended } = run(messages);
    expect(started).toEqual(['majorFault', 'majorFault', 'majorFault']);
    expect(ended).toEqual([3000]);
  });

  it('takes neither a warning nor a stop among the faults for a major fault', () => {
    const messages = [fault(0, { severity: 'warning' }), fault(0, { severity: 'info' }), fault(0, { category: 'protectiveStop' })];
    expect(run(messages).started).toEqual([]);
  });

  it('takes no event from a mode', () => {
    expect(run([{ kind: 'mode', sourceId: 'arm', time: timeAt(0), robotMode: 'running' }]).started).toEqual([]);
  });

  it('counts as many events as there are rises from not-true to true, missing values aside', () => {
    const flag = fc.constantFrom<Flag>(true, false, missing);
    fc.assert(
      fc.property(fc.array(flag, { maxLength: 60 }), (flags) => {
        const known = flags.filter((each) => typeof each === 'boolean');
        const rises = known.filter((each, index) => each === true && known[index - 1] !== true).length;
        const { started, ended, state } = run(conditions(flags));
        expect(started).toHaveLength(rises);
        expect(ended.length + Object.keys(state.open).length).toBe(rises);
      }),
    );
  });
});
