import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { DetectedEvent } from '../contract/usage.ts';
import type { ShownEvent } from './aggregate-state.ts';
import { beginShown, endShown, sameEventMs } from './merge-evidence.ts';

/** One piece of evidence that shows a class from here to there. */
interface Evidence {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Merged {
  readonly startsMs: readonly number[];
  /** When the class was over, and how long it had lasted then. */
  readonly ends: readonly (readonly [atMs: number, durationMs: number])[];
  readonly shown: ShownEvent | undefined;
}

const eventAt = (ms: number): DetectedEvent => ({ eventClass: 'impact', sourceId: 'arm', start: timeAt(ms) });

/** Tells every beginning and end in the order of time; at one moment beginnings come before ends. */
function merge(pieces: readonly Evidence[]): Merged {
  const moments = pieces.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, isEnd: false, durationMs: 0 },
    { atMs: toMs, isEnd: true, durationMs: toMs - fromMs },
  ]);
  moments.sort((a, b) => a.atMs - b.atMs || Number(a.isEnd) - Number(b.isEnd));
  const startsMs: number[] = [];
  const ends: [number, number][] = [];
  let shown: ShownEvent | undefined;
  for (const { atMs, isEnd, durationMs } of moments) {
    if (isEnd) {
      const over = endShown(shown, { ...eventAt(atMs), durationMs });
      shown = over.shown;
      if (over.ended !== undefined) ends.push([atMs, over.ended.durationMs]);
    } else {
      const begun = beginShown(shown, eventAt(atMs));
      shown = begun.shown;
      if (begun.isNew) startsMs.push(atMs);
    }
  }
  return { startsMs, ends, shown };
}

const evidence = (from: fc.Arbitrary<number>): fc.Arbitrary<Evidence> =>
  fc.tuple(from, fc.integer({ min: 1, max: 8000 })).map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));

describe('one blow that several signals show', () => {
  it('is one event, in whatever order they begin and end, while they begin within two seconds', () => {
    const together = fc.array(evidence(fc.integer({ min: 10_000, max: 10_000 + sameEventMs })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(together, (pieces) => {
        const { startsMs, shown } = merge(pieces);
        expect(startsMs).toEqual([Math.min(...pieces.map(({ fromMs }) => fromMs))]);
        expect(shown?.evidenceCount).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('is one event however late a signal joins, while another still shows it', () => {
    const first = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(first, fc.integer({ min: 3000, max: 60_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (fromMs, lengthMs, share) => {
        const joined = fromMs + Math.floor(share * lengthMs);
        const { startsMs, ends } = merge([
          { fromMs, toMs: fromMs + lengthMs },
          { fromMs: joined, toMs: joined + 100_000 },
        ]);
        expect(startsMs).toEqual([fromMs]);
        expect(ends).toEqual([[joined + 100_000, joined + 100_000 - fromMs]]);
      }),
    );
  });

  it('is over with its last evidence, and lasted from its first', () => {
    const { startsMs, ends } = merge([
      { fromMs: 1000, toMs: 1500 },
      { fromMs: 1100, toMs: 4000 },
      { fromMs: 1200, toMs: 1300 },
    ]);
    expect(startsMs).toEqual([1000]);
    expect(ends).toEqual([[4000, 3000]]);
  });

  it('that goes and comes back within two seconds of its beginning is still one, and is told to be over again, longer', () => {
    const { startsMs, ends } = merge([
      { fromMs: 1000, toMs: 1200 },
      { fromMs: 2900, toMs: 3100 },
    ]);
    expect(startsMs).toEqual([1000]);
    expect(ends).toEqual([
      [1200, 200],
      [3100, 2100],
    ]);
  });
});

describe('two blows', () => {
  it('are two events once the first is over and two seconds have passed since it began', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 60_000 }), (lengthMs, pauseMs) => {
        const secondMs = lengthMs + pauseMs;
        const { startsMs } = merge([
          { fromMs: 0, toMs: lengthMs },
          { fromMs: secondMs, toMs: secondMs + 10 },
        ]);
        expect(startsMs).toEqual(secondMs > sameEventMs ? [0, secondMs] : [0]);
      }),
    );
    expect(merge([0, sameEventMs].map((fromMs) => ({ fromMs, toMs: fromMs + 1 }))).startsMs).toHaveLength(1);
    expect(merge([0, sameEventMs + 1].map((fromMs) => ({ fromMs, toMs: fromMs + 1 }))).startsMs).toHaveLength(2);
  });

  it('do not become one by a chain of short ones: two seconds count from the first of each', () => {
    const chain = [0, 1500, 3000, 4500, 6000].map((fromMs) => ({ fromMs, toMs: fromMs + 100 }));
    expect(merge(chain).startsMs).toEqual([0, 3000, 6000]);
  });
});

describe('any evidence at all', () => {
  const pieces = fc.array(evidence(fc.nat(30_000)), { minLength: 1, maxLength: 12 });

  it('has events that start after one another, more than two seconds apart, each at a beginning', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const { startsMs } = merge(all);
        for (const startMs of startsMs) expect(all.some(({ fromMs }) => fromMs === startMs)).toBe(true);
        startsMs.slice(1).forEach((startMs, k) => {
          expect(startMs - (startsMs[k] ?? 0)).toBeGreaterThan(sameEventMs);
          expect(all.some(({ fromMs, toMs }) => fromMs < startMs && toMs > startMs)).toBe(false);
        });
      }),
    );
  });

  it('is told to be over at least once for each event, never shorter than what was seen', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const { startsMs, ends, shown } = merge(all);
        expect(shown?.evidenceCount).toBe(0);
        expect(ends.length).toBeGreaterThanOrEqual(startsMs.length);
        for (const [atMs, durationMs] of ends) {
          const beganMs = atMs - durationMs;
          expect(startsMs).toContain(beganMs);
          for (const { fromMs, toMs } of all) if (toMs === atMs) expect(durationMs).toBeGreaterThanOrEqual(toMs - fromMs);
        }
        expect(ends.at(-1)?.[0]).toBe(Math.max(...all.map(({ toMs }) => toMs)));
      }),
    );
  });
});

describe('evidence across a restart', () => {
  it('that ends without having begun here ends once, with its own duration', () => {
    const over = endShown(undefined, { ...eventAt(5000), durationMs: 700 });
    expect(over.ended?.durationMs).toBe(700);
    expect(over.shown).toEqual({ evidenceCount: 0, beganMs: 4300 });
  });

  it('does not belong to an event of a clock that ran ahead of this one', () => {
    expect(beginShown({ evidenceCount: 0, beganMs: 9_000_000 }, eventAt(100)).isNew).toBe(true);
  });
});
