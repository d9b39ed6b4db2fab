import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from './hash.ts';
import { consistencyProof, inclusionProof, leafHash, merkleRoot } from './merkle-log.ts';
import { verifyConsistency, verifyInclusion } from './merkle-proof.ts';

const sizeMax = 64;
const leaves = Array.from({ length: sizeMax }, (_, place) => leafHash(`record ${place}`));
const leafAt = (index: number): Buffer => leaves[index] ?? sha256('no such leaf');
const roots = Array.from({ length: sizeMax + 1 }, (_, size) => merkleRoot(leaves.slice(0, size)));
const rootAt = (size: number): Buffer => roots[size] ?? sha256('no such root');
const forged = sha256('forged');

const flipped = (hash: Buffer): Buffer => {
  const copy = Buffer.from(hash);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
};

describe('verifyInclusion', () => {
  it('accepts every leaf of every log to 64 leaves, and no other leaf, place, size or root', () => {
    for (let size = 1; size <= sizeMax; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(leafAt, index, size);
        const claim = { leaf: leafAt(index), index, size, root: rootAt(size) };
        expect(verifyInclusion(claim, proof)).toBe(true);
        expect(verifyInclusion({ ...claim, leaf: forged }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, root: forged }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, index: index + 1 }, proof)).toBe(false);
        expect(verifyInclusion(claim, [...proof, forged])).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(claim, proof.slice(1))).toBe(false);
      }
    }
  });

  it.each([
    [-1, 8],
    [8, 8],
    [0, 0],
    [0.5, 8],
    [0, Number.NaN],
    [0, 2 ** 53],
  ])('is false for index %d of %d', (index, size) => {
    expect(verifyInclusion({ leaf: leafAt(0), index, size, root: rootAt(8) }, inclusionProof(leafAt, 0, 8))).toBe(false);
  });
});

describe('verifyConsistency', () => {
  const claimOf = (oldSize: number, newSize: number) => ({ oldSize, oldRoot: rootAt(oldSize), newSize, newRoot: rootAt(newSize) });

  it('accepts every extension to 64 leaves and rejects forged roots', () => {
    for (let oldSize = 0; oldSize <= sizeMax; oldSize += 1) {
      for (let newSize = oldSize; newSize <= sizeMax; newSize += 1) {
        const proof = consistencyProof(leafAt, oldSize, newSize);
        const claim = claimOf(oldSize, newSize);
        expect(verifyConsistency(claim, proof)).toBe(true);
        if (oldSize === 0) continue;
        expect(verifyConsistency({ ...claim, oldRoot: forged }, proof)).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: forged }, proof)).toBe(false);
      }
    }
  });

  it('rejects a proof with any one node changed, left out or added', () => {
    for (let oldSize = 1; oldSize < sizeMax; oldSize += 1) {
      const claim = claimOf(oldSize, sizeMax);
      const proof = consistencyProof(leafAt, oldSize, sizeMax);
      for (let at = 0; at < proof.length; at += 1) {
        expect(verifyConsistency(claim, proof.with(at, flipped(proof[at] ?? forged)))).toBe(false);
        expect(verifyConsistency(claim, proof.toSpliced(at, 1))).toBe(false);
      }
      expect(verifyConsistency(claim, [...proof, forged])).toBe(false);
    }
  });

  it('rejects a log whose past was rewritten, whatever honest proof it shows', () => {
    for (let oldSize = 1; oldSize < 32; oldSize += 1) {
      const rewritten = leaves.with(oldSize - 1, forged);
      const proof = consistencyProof((index) => rewritten[index] ?? forged, oldSize, 32);
      expect(verifyConsistency({ ...claimOf(oldSize, 32), newRoot: merkleRoot(rewritten.slice(0, 32)) }, proof)).toBe(false);
    }
  });

  it('rejects a shrunken log and sizes that are none', () => {
    expect(verifyConsistency(claimOf(5, 3), [])).toBe(false);
    expect(verifyConsistency({ ...claimOf(3, 5), oldSize: -3 }, consistencyProof(leafAt, 3, 5))).toBe(false);
    expect(verifyConsistency({ ...claimOf(3, 5), newSize: 5.5 }, consistencyProof(leafAt, 3, 5))).toBe(false);
    expect(verifyConsistency({ ...claimOf(4, 4), newRoot: forged }, [])).toBe(false);
  });

  it('never throws on any proof', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (oldSize, newSize, proof) => {
        const claim = { oldSize, oldRoot: forged, newSize, newRoot: rootAt(7) };
        expect(verifyConsistency(claim, proof)).toBe(oldSize === 0 && proof.length === 0 && newSize > 0);
      }),
    );
  });
});
