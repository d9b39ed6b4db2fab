import { nodeHash } from '../../evidence/merkle-log.ts';

/** Most leaves under one stored subtree hash (decisions D6). */
export const subtreeLeavesMax = 256;

/** A complete RFC 6962 subtree of the log: a removed leaf is one of 1. `firstSeq` is a multiple of `leafCount`. */
export interface FoldedSubtree {
  readonly firstSeq: number;
  readonly leafCount: number;
  readonly hash: Buffer;
  /** The chain head after the last of these records: where the chain goes on. */
  readonly head: Buffer;
}

/**
 * The fewest subtrees that cover these, which are in order and do not overlap. What was kept between them stays provable: siblings are
 * joined only when both are gone, so each kept record's audit path is made of stored hashes.
 */
export function foldSubtrees(nodes: readonly FoldedSubtree[]): FoldedSubtree[] {
  const folded: FoldedSubtree[] = [];
  for (const node of nodes) {
    let right = node;
    for (let left = folded.at(-1); left !== undefined && areSiblings(left, right); left = folded.at(-1)) {
      folded.pop();
      right = { ...left, leafCount: left.leafCount * 2, hash: nodeHash(left.hash, right.hash), head: right.head };
    }
    folded.push(right);
  }
  return folded;
}

function areSiblings(left: FoldedSubtree, right: FoldedSubtree): boolean {
  const parentLeafCount = left.leafCount * 2;
  return (
    left.leafCount === right.leafCount &&
    left.firstSeq + left.leafCount === right.firstSeq &&
    left.firstSeq % parentLeafCount === 0 &&
    parentLeafCount <= subtreeLeavesMax
  );
}

/** Neighbouring sequences as `[first, last]` runs; the sequences are in rising order. */
export function runsOf(seqs: readonly number[]): (readonly [firstSeq: number, lastSeq: number])[] {
  const runs: [number, number][] = [];
  for (const seq of seqs) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === seq) run[1] = seq;
    else runs.push([seq, seq]);
  }
  return runs;
}
