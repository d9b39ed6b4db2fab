import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HourLimit, openingHourLimit, restartHourLimit, stepHourLimit } from './hour-limit.ts';

const hourMs = 3_600_000;

/** Says something at each of these times; gives what was said and what was owned up to. */
function sayAt(times: readonly number[], perHourMax: number): { said: number; ownedUp: number; limit: HourLimit } {
  let [limit, said, ownedUp] = [openingHourLimit, 0, 0];
  for (const nowMs of times) {
    const step = stepHourLimit(limit, nowMs, perHourMax);
    limit = step.limit;
    said += step.maySpeak ? 1 : 0;
    ownedUp += step.suppressedCount;
  }
  return { said, ownedUp, limit };
}

describe('a limit per hour', () => {
  it('lets so many through and counts the rest', () => {
    expect(sayAt([1, 2, 3, 4, 5], 3)).toMatchObject({ said: 3, ownedUp: 0, limit: { suppressedCount: 2 } });
  });

  it('owns up to what it left out with the first of the next hour', () => {
    expect(sayAt([1, 2, 3, 1 + hourMs], 1)).toMatchObject({ said: 2, ownedUp: 2, limit: { suppressedCount: 0 } });
  });

  it('begins a new hour when the clock runs backwards', () => {
    expect(sayAt([hourMs, hourMs + 1, 5], 1)).toMatchObject({ said: 2, ownedUp: 1 });
  });

  it('keeps what a process that ended left out', () => {
    expect(restartHourLimit(sayAt([1, 2], 1).limit)).toEqual({ hourStartMs: 0, saidCount: 0, suppressedCount: 1 });
  });

  it('loses nothing: said, owned up to and waiting add up (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 * hourMs }), { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (times, max) => {
        const { said, ownedUp, limit } = sayAt(times, max);
        expect(said + ownedUp + limit.suppressedCount).toBe(times.length);
      }),
    );
  });
});
