import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { FaultMessage } from '../contract/message.ts';
import { unknown } from '../contract/unknown.ts';
import type { FaultOccurrence } from '../contract/usage.ts';
import { type FaultOccurrencesState, openingFaultOccurrences, restartFaultOccurrences, stepFaultOccurrences } from './fault-occurrences.ts';

const hourMs = 3_600_000;

function faultAt(atMs: number, change: Partial<FaultMessage> = {}): FaultMessage {
  return {
    kind: 'fault',
    sourceId: 'arm',
    time: timeAt(atMs),
    codeSpace: 'maker.code',
    codeRaw: '7',
    component: 'joint',
    part: 'j1',
    severity: 'error',
    category: 'encoder',
    active: true,
    text: 'encoder',
    ...change,
  };
}

function run(
  messages: readonly FaultMessage[],
  opening = openingFaultOccurrences(),
): { state: FaultOccurrencesState; all: FaultOccurrence[] } {
  let state = opening;
  const all: FaultOccurrence[] = [];
  for (const message of messages) {
    const step = stepFaultOccurrences(state, message);
    state = JSON.parse(JSON.stringify(step.state)) as FaultOccurrencesState;
    all.push(...step.occurrences);
  }
  return { state, all };
}

const whats = (messages: readonly FaultMessage[]): string[] => run(messages).all.map(({ what }) => what);

describe('occurrences of a fault', () => {
  it('are one record when it is raised and one when it is healed, with how long it stood', () => {
    const { all } = run([
      faultAt(0),
      faultAt(100),
      faultAt(2500),
      faultAt(3000, { active: false }),
      faultAt(4000, { active: false, codeRaw: '0' }),
    ]);
    expect(all.map(({ what, durationMs }) => [what, durationMs])).toEqual([
      ['raised', null],
      ['healed', 3000],
    ]);
  });

  it('are told apart by source, code space, code and part', () => {
    const others: Partial<FaultMessage>[] = [
      { sourceId: 'b' },
      { codeSpace: 'x' },
      { codeRaw: '8' },
      { part: 'j2' },
      { part: unknown('notReported') },
    ];
    expect(whats([faultAt(0), ...others.map((change) => faultAt(1, change))])).toHaveLength(1 + others.length);
  });

  it('that never stood are noted: counters a pack tells of its past', () => {
    expect(whats([faultAt(0, { active: false, severity: 'info', codeRaw: 'cellOverVoltage=122' })])).toEqual(['noted']);
  });

  it('are no record for "no fault", which only proves the source', () => {
    expect(whats([faultAt(0, { active: false, codeRaw: '0' })])).toEqual([]);
  });

  it('go on over a restart: the same fault is not raised again, and its length is not known', () => {
    const before = run([faultAt(0)]).state;
    const { all } = run([faultAt(50), faultAt(90, { active: false })], restartFaultOccurrences(before));
    expect(all.map(({ what, durationMs }) => [what, durationMs])).toEqual([['healed', null]]);
  });
});

describe('a robot that raises faults without end', () => {
  const flood = (count: number, fromMs: number): FaultMessage[] =>
    Array.from({ length: count }, (_, index) => faultAt(fromMs + index, { active: false, codeRaw: `n${index}` }));

  it('fills no more than its share of an hour; what was left out is said in the next one', () => {
    const { all, state } = run([...flood(700, 0), faultAt(hourMs + 1)]);
    expect(all.filter(({ what }) => what === 'noted')).toHaveLength(500);
    expect(all.slice(500).map(({ what, suppressedCount }) => [what, suppressedCount])).toEqual([
      ['suppressed', 200],
      ['raised', 0],
    ]);
    expect(state.suppressedCount).toBe(0);
  });

  it('is remembered up to a limit', () => {
    const standing = Array.from({ length: 1100 }, (_, index) => faultAt(index, { codeRaw: `s${index}` }));
    expect(Object.keys(run(standing).state.standing)).toHaveLength(1024);
  });

  it('never has more records and suppressions than messages, and never raises what stands', () => {
    const message = fc.record({ stepMs: fc.nat(hourMs / 2), active: fc.boolean(), code: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 60 }), (steps) => {
        let atMs = 0;
        const { all, state } = run(
          steps.map(({ stepMs, active, code }) => {
            atMs += stepMs;
            return faultAt(atMs, { active, codeRaw: String(code) });
          }),
        );
        expect(all.length + state.suppressedCount).toBeLessThanOrEqual(steps.length);
        for (const code of ['0', '1', '2', '3']) {
          const course = all
            .filter(({ what, fault }) => fault.codeRaw === code && (what === 'raised' || what === 'healed'))
            .map(({ what }) => what);
          expect(course.every((what, index) => what === (index % 2 === 0 ? 'raised' : 'healed'))).toBe(true);
        }
      }),
    );
  });
});
