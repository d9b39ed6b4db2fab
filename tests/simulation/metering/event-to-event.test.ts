import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveMetering } from './simulate-metering.ts';

/** Everything a history comes to: the totals of every life, and what is on record. */
function historyOf(seed: number, everySecond: boolean) {
  const { journal, memory } = liveMetering({ seed, hours: 2, intensityRatio: 6, everySecond });
  const entries = memory.entries.map(({ type, data, time }) => [type, data, `${time.bootId} ${time.monoNs}`]);
  const states = journal.lives.map(({ durable, gaps, clocks, end }) => ({
    ...durable,
    gaps,
    sleeps: clocks.sleeps,
    steps: clocks.steps,
    end,
  }));
  return { counters: journal.counters, states, entries };
}

/** Two virtual hours are lived in a tenth of a second, both ways. */
const runCount = 60;

describe('from event to event', () => {
  it('comes to the same totals, records and losses as a second at a time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const everySecond = historyOf(seed, true);
        expect(historyOf(seed, false)).toEqual(everySecond);
        expect(everySecond.states.length).toBeGreaterThan(0);
      }),
      { numRuns: runCount },
    );
  }, 120_000);
});
