import { describe, expect, it } from 'vitest';
import { InvariantError } from '../contract/errors.ts';
import { sha256 } from './hash.ts';
import { CompactRange, consistencyProof, consistencyProofFrom, inclusionProof, leafHash, merkleRoot, nodeHash } from './merkle-log.ts';

const leaves = Array.from({ length: 64 }, (_, place) => leafHash(`record ${place}`));
const leafAt = (index: number): Buffer => leaves[index] ?? sha256('no such leaf');

/** The root straight from the definition (RFC 6962 §2.1), for comparison. */
function rootByDefinition(part: readonly Buffer[]): Buffer {
  const [only] = part;
  if (only === undefined) return sha256('');
  if (part.length === 1) return only;
  const leftCount = 2 ** Math.ceil(Math.log2(part.length) - 1);
  return nodeHash(rootByDefinition(part.slice(0, leftCount)), rootByDefinition(part.slice(leftCount)));
}

function rangeOf(size: number): CompactRange {
  const range = new CompactRange();
  for (const leaf of leaves.slice(0, size)) range.append(leaf);
  return range;
}

describe('hashing', () => {
  it('keeps leaves and nodes apart by their first byte', () => {
    expect(leafHash('')).toEqual(sha256(Buffer.of(0)));
    expect(leafHash('°')).toEqual(leafHash(Buffer.from('°')));
    const [left, right] = [leafAt(0), leafAt(1)];
    expect(nodeHash(left, right)).toEqual(sha256(Buffer.concat([Buffer.of(1), left, right])));
    expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])));
  });
});

describe('CompactRange', () => {
  it('has the root of the definition at every size to 64', () => {
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(rangeOf(size).root()).toEqual(rootByDefinition(leaves.slice(0, size)));
      expect(merkleRoot(leaves.slice(0, size))).toEqual(rangeOf(size).root());
    }
  });

  it('holds one hash per binary one of its size', () => {
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(rangeOf(size).snapshot()).toHaveLength([...size.toString(2)].filter((digit) => digit === '1').length);
    }
  });

  it('continues from a snapshot as if it had never stopped', () => {
    for (let size = 0; size < leaves.length; size += 1) {
      const restored = CompactRange.restore(size, rangeOf(size).snapshot());
      expect(restored.root()).toEqual(rangeOf(size).root());
      restored.append(leafAt(size));
      expect(restored.size).toBe(size + 1);
      expect(restored.snapshot()).toEqual(rangeOf(size + 1).snapshot());
    }
  });

  it('refuses a snapshot that does not belong to the size', () => {
    const hash = leafAt(0).toString('hex');
    expect(() => CompactRange.restore(3, [hash])).toThrow(InvariantError);
    expect(() => CompactRange.restore(0, [hash])).toThrow(InvariantError);
    expect(() => CompactRange.restore(1, ['xyz'])).toThrow(InvariantError);
    expect(() => CompactRange.restore(1, [hash.toUpperCase()])).toThrow(InvariantError);
  });
});

describe('consistencyProof', () => {
  it('is empty for an empty or an equal log', () => {
    expect(consistencyProof(leafAt, 0, 9)).toEqual([]);
    expect(consistencyProof(leafAt, 9, 9)).toEqual([]);
  });

  it('from the older range is the same and reads only the leaves added since', () => {
    for (let oldSize = 0; oldSize <= leaves.length; oldSize += 1) {
      const range = rangeOf(oldSize);
      for (let newSize = oldSize; newSize <= leaves.length; newSize += 1) {
        const proof = consistencyProofFrom(range, (index) => (index >= oldSize ? leafAt(index) : sha256('forgotten')), newSize);
        expect(proof).toEqual(consistencyProof(leafAt, oldSize, newSize));
      }
    }
  });
});

describe('inclusionProof', () => {
  it('has no step in a log of one leaf and one per level otherwise', () => {
    expect(inclusionProof(leafAt, 0, 1)).toEqual([]);
    expect(inclusionProof(leafAt, 0, 64)).toHaveLength(6);
    expect(inclusionProof(leafAt, 2, 3)).toEqual([nodeHash(leafAt(0), leafAt(1))]);
  });
});
