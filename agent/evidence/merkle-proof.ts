import { nodeHash } from './merkle-log.ts';

/** What an inclusion proof claims: this leaf stands at `index` of the log of `size` leaves with this root. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
}

/** What a consistency proof claims: the new log begins with all leaves of the old one. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
}

/** RFC 9162 §2.1.3.2. False for any input that does not prove the claim; never throws. */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): boolean {
  if (!isSize(claim.index) || !isSize(claim.size) || claim.index >= claim.size) return false;
  let node = claim.index;
  let last = claim.size - 1;
  let root: Uint8Array = claim.leaf;
  for (const step of proof) {
    if (last === 0) return false;
    const fromLeft = isOdd(node) || node === last;
    root = fromLeft ? nodeHash(step, root) : nodeHash(root, step);
    if (fromLeft) [node, last] = climbToOdd(node, last);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(root, claim.root);
}

/** RFC 9162 §2.1.4.2. An old size of 0 is consistent with everything and needs an empty proof. Never throws. */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Uint8Array[]): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && same(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0;
  if (proof.length === 0) return false;
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  return followConsistency(claim, path);
}

function followConsistency(claim: ConsistencyClaim, path: readonly Uint8Array[]): boolean {
  let [node, last] = [claim.oldSize - 1, claim.newSize - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  const [first, ...steps] = path;
  let oldRoot = first ?? claim.oldRoot;
  let newRoot = oldRoot;
  for (const step of steps) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      oldRoot = nodeHash(step, oldRoot);
      newRoot = nodeHash(step, newRoot);
      [node, last] = climbToOdd(node, last);
    } else {
      newRoot = nodeHash(newRoot, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(oldRoot, claim.oldRoot) && same(newRoot, claim.newRoot);
}

// A node without a right sibling moves up unchanged until it is a right child or the root.
function climbToOdd(node: number, last: number): [number, number] {
  let [at, end] = [node, last];
  while (!isOdd(at) && at !== 0) [at, end] = [half(at), half(end)];
  return [at, end];
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);
const same = (left: Uint8Array, right: Uint8Array): boolean => Buffer.from(left).equals(right);

// By division, because a size may pass 2^31 and the bit operators cut there.
function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}
