import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CausalChainState, chainMs, closeCausalChain, severity, stepCausalChain } from './causal-chain.ts';

interface TimedEvent {
  readonly atMs: number;
  readonly eventClass: string;
}

/** Steps once a second through the events and closes what is still open. */
function countChains(events: readonly TimedEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (output: Readonly<Record<string, number>>): void => {
    for (const [name, count] of Object.entries(output)) counts[name] = (counts[name] ?? 0) + count;
  };
  let state: CausalChainState = null;
  const lastMs = Math.max(0, ...events.map(({ atMs }) => atMs));
  for (let nowMs = 0; nowMs <= lastMs; nowMs += 1000) {
    const eventCounts: Record<string, number> = {};
    for (const { atMs, eventClass } of events) if (atMs === nowMs) eventCounts[eventClass] = (eventCounts[eventClass] ?? 0) + 1;
    const step = stepCausalChain(state, { nowMs, eventCounts });
    state = step.state;
    add(step.output);
  }
  add(closeCausalChain(state));
  return counts;
}

const at = (atMs: number, eventClass: string): TimedEvent => ({ atMs, eventClass });

describe('a causal chain', () => {
  it.each([
    ['an impact that stops the robot', [at(0, 'impact'), at(1000, 'protectiveStop')], { impact: 1 }],
    ['a stop that ends in a fall', [at(0, 'protectiveStop'), at(1000, 'fall')], { fall: 1 }],
    ['all classes at once', severity.map((eventClass) => at(0, eventClass)), { fall: 1 }],
    ['a trip with a fault', [at(0, 'majorFault'), at(1000, 'limitTrip')], { limitTrip: 1 }],
    ['two stops that bounce', [at(0, 'protectiveStop'), at(1000, 'protectiveStop')], { protectiveStop: 1 }],
  ])('%s counts once, in its severest class', (_, events, expected) => {
    expect(countChains(events)).toEqual(expected);
  });

  it('goes on record when it closes: which events, and the one class they count in', () => {
    const first = stepCausalChain(null, { nowMs: 1000, eventCounts: { impact: 1, gripLost: 1 } });
    const second = stepCausalChain(first.state, { nowMs: 2000, eventCounts: { protectiveStop: 2, emergencyStop: 1, fall: 1 } });
    expect([first.joined, second.joined]).toEqual([undefined, undefined]);
    expect(stepCausalChain(second.state, { nowMs: 3000, eventCounts: {} }).joined).toEqual({
      code: 'event.chain',
      data: { countsAs: 'fall', eventCounts: { fall: 1, impact: 1, protectiveStop: 2 }, windowEndMs: 1000 },
    });
  });

  it('of one event needs no record of its own, nor one that an older version saved', () => {
    const { state } = stepCausalChain(null, { nowMs: 0, eventCounts: { fall: 1 } });
    expect(stepCausalChain(state, { nowMs: 2000, eventCounts: {} })).toEqual({ state: null, output: { fall: 1 } });
    expect(stepCausalChain({ startMs: 0, severest: 'fall' }, { nowMs: 2000, eventCounts: {} })).toEqual({
      state: null,
      output: { fall: 1 },
    });
  });

  it('ends two seconds after its first event', () => {
    expect(countChains([at(0, 'protectiveStop'), at(chainMs, 'protectiveStop')])).toEqual({ protectiveStop: 2 });
  });

  it('does not go on for ever by being fed: its length is measured from the first event', () => {
    const events = Array.from({ length: 10 }, (_, i) => at(i * 1000, 'protectiveStop'));
    expect(countChains(events)).toEqual({ protectiveStop: 5 });
  });

  it('is still open while it may grow, and readable as what it is so far', () => {
    const { state, output } = stepCausalChain(null, { nowMs: 0, eventCounts: { impact: 1 } });
    expect(output).toEqual({});
    expect(closeCausalChain(state)).toEqual({ impact: 1 });
  });

  it('closes when the clock runs backwards, as after a new boot', () => {
    const { state } = stepCausalChain(null, { nowMs: 90_000, eventCounts: { impact: 1 } });
    expect(stepCausalChain(state, { nowMs: 5, eventCounts: { fall: 1 } })).toEqual({
      state: { startMs: 5, severest: 'fall', events: { fall: 1 } },
      output: { impact: 1 },
    });
  });

  it('lets classes that are not rated pass', () => {
    expect(countChains([at(0, 'gripLost'), at(1000, 'gripLost'), at(1000, 'impact')])).toEqual({ gripLost: 2, impact: 1 });
  });

  it('of nothing is nothing', () => {
    expect(stepCausalChain(null, { nowMs: 1, eventCounts: { impact: 0 } })).toEqual({ state: null, output: {} });
    expect(closeCausalChain(null)).toEqual({});
  });
});

describe('properties', () => {
  const events = fc.array(
    fc.record({ atMs: fc.nat(60).map((s) => s * 1000), eventClass: fc.constantFrom(...severity, 'emergencyStop', 'gripLost') }),
    { maxLength: 40 },
  );

  it('an emergency-stop press moves no other count', () => {
    fc.assert(
      fc.property(events, fc.nat(60), (trace, second) => {
        const { emergencyStop: _, ...without } = countChains(trace);
        const { emergencyStop: presses, ...with_ } = countChains([...trace, at(second * 1000, 'emergencyStop')]);
        expect(with_).toEqual(without);
        expect(presses).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('never counts more than happened, and something when something did', () => {
    fc.assert(
      fc.property(events, (trace) => {
        const rated = trace.filter(({ eventClass }) => severity.includes(eventClass as (typeof severity)[number]));
        const counts = countChains(trace);
        const total = severity.reduce((sum, eventClass) => sum + (counts[eventClass] ?? 0), 0);
        expect(total).toBeLessThanOrEqual(rated.length);
        expect(total > 0).toBe(rated.length > 0);
      }),
    );
  });
});
