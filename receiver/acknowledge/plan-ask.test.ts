import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askLimits, type MissingRange, planAsk } from './plan-ask.ts';

const limits = { reportsCountMax: 10, rangesCountMax: 3, againFirstMs: 1_000, againMsMax: 8_000, asksCountMax: 4 };
const never = { askedCount: 0, nextAskMs: 0 };
const missing: readonly MissingRange[] = [{ fromSeq: 3, toSeq: 5 }];
const plan = (situation: Partial<Parameters<typeof planAsk>[0]>) =>
  planAsk({ state: never, missing, nowMs: 100, hasFilled: false, ...situation }, limits);

describe('asking for missing reports', () => {
  it('happens at once, and not again before its time', () => {
    const first = plan({});
    expect(first).toEqual({ ranges: missing, state: { askedCount: 1, nextAskMs: 1_100 } });
    expect(plan({ state: first.state, nowMs: 1_099 }).ranges).toEqual([]);
    expect(plan({ state: first.state, nowMs: 1_100 }).ranges).toEqual(missing);
  });

  it('waits twice as long each time, up to a limit, and stops after so many in vain', () => {
    const waits: number[] = [];
    let state: { askedCount: number; nextAskMs: number } = never;
    for (let nowMs = 0; nowMs < 60_000; nowMs += 500) {
      const asked = plan({ state, nowMs });
      if (asked.ranges.length > 0) waits.push(asked.state.nextAskMs - nowMs);
      state = asked.state;
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('goes on when a missing report came, and still keeps its wait', () => {
    const tired = { askedCount: 4, nextAskMs: 5_000 };
    expect(plan({ state: tired, nowMs: 6_000 }).ranges).toEqual([]);
    expect(plan({ state: tired, nowMs: 4_000, hasFilled: true })).toEqual({ ranges: [], state: { askedCount: 1, nextAskMs: 5_000 } });
    expect(plan({ state: tired, nowMs: 6_000, hasFilled: true }).ranges).toEqual(missing);
  });

  it('begins anew when nothing is missing any more', () => {
    expect(plan({ state: { askedCount: 3, nextAskMs: 9_000 }, missing: [] })).toEqual({ ranges: [], state: never });
  });

  it('is not silenced by a clock that was set back', () => {
    expect(plan({ state: { askedCount: 1, nextAskMs: 1_000_000 }, nowMs: 100 }).ranges).toEqual(missing);
  });

  it('never asks for more reports or ranges than the limits, nor for one that is not missing', () => {
    const range = fc.tuple(fc.nat(1_000), fc.nat(2 ** 40)).map(([fromSeq, length]) => ({ fromSeq, toSeq: fromSeq + length }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 10 }), (ranges) => {
        const asked = planAsk({ state: never, missing: ranges, nowMs: 0, hasFilled: false }, limits).ranges;
        const count = asked.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0);
        expect(asked.length).toBeLessThanOrEqual(limits.rangesCountMax);
        expect(count).toBeLessThanOrEqual(limits.reportsCountMax);
        expect(asked.every(({ fromSeq, toSeq }, place) => fromSeq === ranges[place]?.fromSeq && toSeq <= (ranges[place]?.toSeq ?? 0))).toBe(
          true,
        );
      }),
    );
    expect(askLimits.reportsCountMax).toBeGreaterThan(0);
  });
});
