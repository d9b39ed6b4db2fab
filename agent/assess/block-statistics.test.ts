import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToBlocks, type BlockStatistics, openingBlocks, topScoreCountMax } from './block-statistics.ts';

const filled = (confirmedScores: readonly (number | null)[], watchedMs = 1000): BlockStatistics =>
  confirmedScores.reduce<BlockStatistics>((blocks, confirmedScore) => addToBlocks(blocks, { watchedMs, confirmedScore }), openingBlocks);

describe('a block', () => {
  it('is a minute of watched time, and stands for its largest confirmed score', () => {
    const scores = Array.from({ length: 60 }, (_, second) => (second === 20 ? 7.5 : 1));
    expect(filled(scores.slice(0, 59))).toMatchObject({ blockCount: 0, topScores: [], openMs: 59_000, openScore: 7.5 });
    expect(filled(scores)).toEqual({ blockCount: 1, topScores: [7.5], openMs: 0, openScore: null });
  });

  it('is not counted where nothing was confirmed', () => {
    expect(filled(Array<null>(60).fill(null))).toEqual(openingBlocks);
  });

  it('is counted in watched time, not in windows', () => {
    expect(filled([1, 2], 30_000)).toMatchObject({ blockCount: 1, topScores: [2] });
  });
});

describe('what is kept', () => {
  it('are the largest blocks in order, however many there were', () => {
    const score = fc.double({ min: 0, max: 200, noNaN: true }).map((value) => Math.round(value * 1000) / 1000);
    fc.assert(
      fc.property(fc.array(score, { maxLength: 150 }), (scores) => {
        const { blockCount, topScores } = filled(scores, 60_000);
        expect(blockCount).toBe(scores.length);
        expect(topScores).toEqual([...scores].sort((a, b) => b - a).slice(0, topScoreCountMax));
      }),
    );
  });
});
