import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompactRange, leafHash, merkleRoot } from '../../evidence/merkle-log.ts';
import { type FoldedSubtree, foldSubtrees, runsOf, subtreeLeavesMax } from './fold.ts';

const leafOf = (seq: number): FoldedSubtree => ({
  firstSeq: seq,
  leafCount: 1,
  hash: leafHash(String(seq)),
  head: Buffer.from(`head ${seq}`),
});
const leaves = (first: number, count: number) => Array.from({ length: count }, (_, index) => leafOf(first + index));
const shape = (nodes: readonly FoldedSubtree[]) => nodes.map(({ firstSeq, leafCount }) => [firstSeq, leafCount]);

describe('folding', () => {
  it('makes one hash of 256 aligned leaves, and never of more', () => {
    expect(shape(foldSubtrees(leaves(0, 2 * subtreeLeavesMax)))).toEqual([
      [0, 256],
      [256, 256],
    ]);
  });

  it('joins siblings only: what is not aligned stays apart', () => {
    expect(shape(foldSubtrees(leaves(3, 7)))).toEqual([
      [3, 1],
      [4, 4],
      [8, 2],
    ]);
  });

  it('leaves a gap where a record was kept', () => {
    const kept = foldSubtrees(leaves(0, 8).filter(({ firstSeq }) => firstSeq !== 5));
    expect(shape(kept)).toEqual([
      [0, 4],
      [4, 1],
      [6, 2],
    ]);
  });

  it('goes on from what was folded before', () => {
    const before = foldSubtrees(leaves(0, 5));
    expect(shape(foldSubtrees([...before, ...leaves(5, 3)]))).toEqual([[0, 8]]);
  });

  it('hashes as RFC 6962 does, and keeps the last chain head', () => {
    const [node] = foldSubtrees(leaves(0, 16));
    expect(node?.hash).toEqual(merkleRoot(leaves(0, 16).map(({ hash }) => hash)));
    expect(node?.head).toEqual(Buffer.from('head 15'));
  });

  it('never changes the root, whichever leaves go and in which order (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.array(fc.nat(599), { maxLength: 300 }), (size, wanted) => {
        const gone = [...new Set(wanted.filter((seq) => seq < size))].sort((a, b) => a - b);
        const folded = foldSubtrees(gone.map(leafOf));
        const kept = leaves(0, size).filter(({ firstSeq }) => !gone.includes(firstSeq));
        const range = new CompactRange();
        for (const node of [...folded, ...kept].sort((a, b) => a.firstSeq - b.firstSeq)) range.appendSubtree(node);
        expect(range.root()).toEqual(merkleRoot(leaves(0, size).map(({ hash }) => hash)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('runs of sequences', () => {
  it.each([
    [[], []],
    [[4], [[4, 4]]],
    [
      [1, 2, 3, 7, 9, 10],
      [
        [1, 3],
        [7, 7],
        [9, 10],
      ],
    ],
  ])('of %j are %j', (seqs, runs) => {
    expect(runsOf(seqs)).toEqual(runs);
  });
});
