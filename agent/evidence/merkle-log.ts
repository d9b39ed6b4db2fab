import { InvariantError } from '../contract/errors.ts';
import { sha256 } from './hash.ts';

const LEAF_BYTE = Buffer.of(0x00);
const NODE_BYTE = Buffer.of(0x01);

/** A complete subtree of which only the hash is left; the index it begins at is a multiple of its leaves, a power of two. */
export interface Subtree {
  readonly hash: Uint8Array;
  readonly leafCount: number;
}

/**
 * The leaf hash at an index, for example from the database, or the subtree that begins there; called only for leaves the proof needs.
 */
export type LeafAt = (index: number) => Uint8Array | Subtree;

/** SHA-256(0x00 ‖ record) (RFC 6962 §2.1). */
export function leafHash(record: Uint8Array | string): Buffer {
  return sha256(typeof record === 'string' ? `\0${record}` : Buffer.concat([LEAF_BYTE, record]));
}

/** SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.concat([NODE_BYTE, left, right]));
}

/**
 * The growing tree as at most log2(n) subtree hashes: appending a leaf costs O(log n) and no stored leaf.
 * `snapshot` and `restore` carry it over a restart.
 */
export class CompactRange {
  #size = 0;
  #peaks: Uint8Array[] = [];

  /** The range of `size` leaves from its snapshot; throws InvariantError when they do not belong together. */
  static restore(size: number, hashes: readonly string[]): CompactRange {
    const fits = hashes.length === peakSizes(size).length && hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash));
    if (!fits) throw new InvariantError('evidence/range-mismatch', `A log of ${size} leaves cannot have these ${hashes.length} peaks`);
    const range = new CompactRange();
    range.#size = size;
    range.#peaks = hashes.map((hash) => Buffer.from(hash, 'hex'));
    return range;
  }

  get size(): number {
    return this.#size;
  }

  /** Subtree hashes, largest (oldest) first. */
  get peaks(): readonly Uint8Array[] {
    return this.#peaks;
  }

  append(leaf: Uint8Array): void {
    this.appendSubtree({ hash: leaf, leafCount: 1 });
  }

  /** Appends all leaves of a subtree at once; throws InvariantError where no subtree of that many leaves can begin. */
  appendSubtree({ hash, leafCount }: Subtree): void {
    if (!isSubtreeAt(this.#size, leafCount)) {
      throw new InvariantError('evidence/subtree-misplaced', `No subtree of ${leafCount} leaves begins after ${this.#size}`);
    }
    let merged = hash;
    for (let rest = this.#size / leafCount; rest % 2 === 1; rest = (rest - 1) / 2) merged = nodeHash(this.#peaks.pop() ?? hash, merged);
    this.#peaks.push(merged);
    this.#size += leafCount;
  }

  /** The RFC 6962 root; of an empty log SHA-256(""). */
  root(): Buffer {
    const root = this.#peaks.reduceRight<Uint8Array | undefined>((right, peak) => (right ? nodeHash(peak, right) : peak), undefined);
    return root ? Buffer.from(root) : sha256('');
  }

  snapshot(): string[] {
    return this.#peaks.map((peak) => Buffer.from(peak).toString('hex'));
  }
}

/** The root of these leaf hashes. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  const range = new CompactRange();
  for (const leaf of leaves) range.append(leaf);
  return range.root();
}

/** The audit path of leaf `index` in a log of `size` leaves, `index < size` (RFC 6962 §2.1.1). */
export function inclusionProof(leafAt: LeafAt, index: number, size: number): Buffer[] {
  return auditPath({ begin: 0, end: size }, index, (span) => hashOfSpan(leafAt, span));
}

/** Proof that the log of `newSize` leaves extends the one of `oldSize`; empty for 0 and for equal sizes (RFC 6962 §2.1.2). */
export function consistencyProof(leafAt: LeafAt, oldSize: number, newSize: number): Buffer[] {
  if (oldSize === 0 || oldSize === newSize) return [];
  return extensionPath({ begin: 0, end: newSize }, oldSize, (span) => hashOfSpan(leafAt, span));
}

/**
 * The same proof from the older range: needs only the leaves added since, because every other node of the proof is one of the
 * older range's peaks. `leafAt` is called for indices from `oldRange.size` on.
 */
export function consistencyProofFrom(oldRange: CompactRange, leafAt: LeafAt, newSize: number): Buffer[] {
  if (oldRange.size === 0 || oldRange.size === newSize) return [];
  const peakAt = new Map<number, Uint8Array>();
  peakSizes(oldRange.size).reduce((begin, size, place) => {
    peakAt.set(begin, oldRange.peaks[place] ?? sha256(''));
    return begin + size;
  }, 0);
  const hashOf: HashOfSpan = (span) => Buffer.from((span.end <= oldRange.size && peakAt.get(span.begin)) || hashOfSpan(leafAt, span));
  return extensionPath({ begin: 0, end: newSize }, oldRange.size, hashOf);
}

interface Span {
  readonly begin: number;
  readonly end: number;
}
type HashOfSpan = (span: Span) => Buffer;

function auditPath(span: Span, index: number, hashOf: HashOfSpan): Buffer[] {
  if (span.end - span.begin <= 1) return [];
  const [left, right] = halves(span);
  if (index < left.end) return [...auditPath(left, index, hashOf), hashOf(right)];
  return [...auditPath(right, index, hashOf), hashOf(left)];
}

// SUBPROOF of RFC 6962 §2.1.2; a node that is exactly the old tree from leaf 0 is known to the verifier and left out.
function extensionPath(span: Span, oldSize: number, hashOf: HashOfSpan): Buffer[] {
  if (span.end === oldSize) return span.begin === 0 ? [] : [hashOf(span)];
  const [left, right] = halves(span);
  if (oldSize <= left.end) return [...extensionPath(left, oldSize, hashOf), hashOf(right)];
  return [...extensionPath(right, oldSize, hashOf), hashOf(left)];
}

function halves(span: Span): [Span, Span] {
  const leafCount = span.end - span.begin;
  let leftCount = 1;
  while (leftCount * 2 < leafCount) leftCount *= 2;
  const middle = span.begin + leftCount;
  return [
    { begin: span.begin, end: middle },
    { begin: middle, end: span.end },
  ];
}

function hashOfSpan(leafAt: LeafAt, span: Span): Buffer {
  const range = new CompactRange();
  while (span.begin + range.size < span.end) {
    const node = leafAt(span.begin + range.size);
    if (node instanceof Uint8Array) range.append(node);
    else range.appendSubtree(node);
  }
  if (span.begin + range.size > span.end) {
    throw new InvariantError('evidence/subtree-straddles', `A proof needs a hash within a subtree that ends after leaf ${span.end}`);
  }
  return range.root();
}

/** Whether a complete subtree of this many leaves can begin at this index. */
export function isSubtreeAt(index: number, leafCount: number): boolean {
  return Number.isSafeInteger(leafCount) && leafCount > 0 && peakSizes(leafCount).length === 1 && index % leafCount === 0;
}

// Sizes of the complete subtrees of a log, largest first: the binary digits of its size.
function peakSizes(size: number): number[] {
  const sizes: number[] = [];
  for (let rest = size, weight = 1; rest > 0; rest = Math.floor(rest / 2), weight *= 2) if (rest % 2 === 1) sizes.unshift(weight);
  return sizes;
}
