import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOverlaps, type MeteredPeriods } from './find-overlaps.ts';

const hourMs = 3_600_000;
type Hours = readonly (readonly [from: number, to: number])[];

const metered = (agentId: string, hours: Hours, change: Partial<MeteredPeriods> = {}): MeteredPeriods => ({
  agentId,
  tenant: 'insurer',
  robot: 'Maker Model 7',
  periods: hours.map(([from, to]) => ({ fromMs: from * hourMs, toMs: to * hourMs })),
  ...change,
});

const overlapH = (mine: Hours, its: Hours, change: Partial<MeteredPeriods> = {}): number[] =>
  findOverlaps([metered('one', mine), metered('two', its, change)]).map(({ overlapMs }) => overlapMs / hourMs);

describe('two agents on one robot', () => {
  it('M-4: are found, with the time both metered', () => {
    expect(findOverlaps([metered('one', [[0, 4]]), metered('two', [[3, 6]])])).toEqual([
      { code: 'meter.overlap', robot: 'Maker Model 7', agentIds: ['one', 'two'], overlapMs: hourMs },
    ]);
  });

  it('that followed each other did not overlap', () => {
    expect(
      overlapH(
        [
          [0, 1],
          [1, 2],
        ],
        [[2, 3]],
      ),
    ).toEqual([]);
  });

  it('overlap by the union of their periods, however these overlap among themselves', () => {
    expect(
      overlapH(
        [
          [0, 2],
          [1, 3],
        ],
        [
          [0, 10],
          [2, 4],
        ],
      ),
    ).toEqual([3]);
  });

  it('are two robots when serial number or tenant differ', () => {
    expect(overlapH([[0, 4]], [[0, 4]], { robot: 'Maker Model 8' })).toEqual([]);
    expect(overlapH([[0, 4]], [[0, 4]], { tenant: 'lessor' })).toEqual([]);
  });

  it('are not found by a period whose clock was set back', () => {
    expect(overlapH([[5, 1]], [[0, 10]])).toEqual([]);
  });

  it('M-4: never overlap by more than the shorter one metered, whichever is named first', () => {
    const hours = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { maxLength: 12 });
    fc.assert(
      fc.property(hours, hours, (mine, its) => {
        const [found = 0, turned = 0] = [overlapH(mine, its)[0], overlapH(its, mine)[0]];
        expect(found).toBe(turned);
        const longest = (each: Hours): number => new Set(each.flatMap(([from, to]) => hoursIn(from, to))).size;
        expect(found).toBeLessThanOrEqual(Math.min(longest(mine), longest(its)));
      }),
    );
  });
});

function hoursIn(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, hour) => from + hour);
}
