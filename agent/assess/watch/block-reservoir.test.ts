import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockReservoir, windowsOf } from './block-reservoir.ts';
import { rowSize } from './joint-row.ts';
import type { WatchedWindow } from './window-memory.ts';

const window = (second: number): WatchedWindow => ({
  endMs: second * 1000,
  rows: Float64Array.from({ length: rowSize }, (_, place) => (place === 5 ? Number.NaN : second + place / 7)),
  still: second % 2 === 0,
  idleMs: second % 2 === 0 ? 1000 : 0,
});

const filled = (count: number, limits = { blockCountMax: 4, windowCountPerBlock: 10 }, seed = 1): BlockReservoir => {
  const reservoir = new BlockReservoir(seed, limits);
  for (let second = 1; second <= count; second++) reservoir.add(window(second));
  return reservoir;
};

const secondsOf = (reservoir: BlockReservoir): number[] => reservoir.blocks().flatMap(({ endMs }) => endMs.map((ms) => ms / 1000));

describe('the block reservoir', () => {
  it('keeps all of a short recording, in order', () => {
    expect(secondsOf(filled(37))).toEqual(Array.from({ length: 37 }, (_, place) => place + 1));
  });

  it('never holds more than its blocks and the open one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer(), (count, seed) => {
        expect(secondsOf(filled(count, undefined, seed)).length).toBeLessThanOrEqual(50);
      }),
      { numRuns: 30 },
    );
  });

  it('samples the whole of a long commissioning evenly', () => {
    const late = Array.from({ length: 200 }, (_, seed) => secondsOf(filled(400, undefined, seed)).filter((second) => second > 200).length);
    const mean = late.reduce((sum, count) => sum + count, 0) / late.length;
    expect(mean).toBeGreaterThan(17);
    expect(mean).toBeLessThan(23);
  });

  it('keeps blocks of consecutive windows', () => {
    for (const { endMs } of filled(500).blocks()) {
      expect(endMs).toEqual(endMs.map((_, place) => (endMs[0] ?? 0) + place * 1000));
    }
  });

  it('ends a block at a hole, and when time runs backwards', () => {
    const reservoir = filled(5);
    reservoir.add(window(15));
    reservoir.add(window(3));
    expect(reservoir.blocks().map(({ endMs }) => endMs.length)).toEqual([5, 1, 1]);
  });

  it('drops the minute before an event and keeps out the minute after it', () => {
    const reservoir = filled(100, { blockCountMax: 64, windowCountPerBlock: 10 });
    reservoir.noteEvent(100_000);
    expect(secondsOf(reservoir).at(-1)).toBe(39);
    expect(reservoir.add(window(159))).toBe(false);
    expect(reservoir.add(window(160))).toBe(true);
  });

  it('does not reach into another session with an event', () => {
    const reservoir = filled(30);
    reservoir.beginSession();
    for (let second = 1; second <= 5; second++) reservoir.add(window(second));
    reservoir.noteEvent(5000);
    expect(secondsOf(reservoir)).toEqual(Array.from({ length: 30 }, (_, place) => place + 1));
  });

  it('goes on from any saved state', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: 60 }), (count, further) => {
        const limits = { blockCountMax: 4, windowCountPerBlock: 10 };
        const straight = filled(count);
        const again = new BlockReservoir(1, limits, JSON.parse(JSON.stringify(straight.state)));
        for (const one of [straight, again]) {
          for (let second = 1; second <= further; second++) one.add(window(count + second));
          one.noteEvent((count + further) * 1000);
        }
        expect(again.state).toEqual(straight.state);
        expect(again.blocks()).toEqual(straight.blocks());
      }),
      { numRuns: 40 },
    );
  });

  it('gives the windows back as they were, to four digits, with what was unknown unknown', () => {
    const [block] = filled(3).blocks();
    const back = block === undefined ? [] : windowsOf(block, 1);
    expect(back.map(({ still, idleMs }) => [still, idleMs])).toEqual([
      [false, 0],
      [true, 1000],
      [false, 0],
    ]);
    expect(back[1]?.rows[3]).toBeCloseTo(2 + 3 / 7, 3);
    expect(back[1]?.rows[5]).toBeNaN();
  });
});
