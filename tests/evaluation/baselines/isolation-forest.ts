import { type SeededRandom, seededRandom } from '../../../models/training/seeded-random.ts';
import type { Method } from '../detector.ts';
import { vectorMethod } from './vector-detector.ts';

const treeCount = 100;
const treeRowCountMax = 256;
/** The forest of these few rows per tree has at most so many nodes; children are numbered by their node. */
const nodeCountMax = treeCount * (2 * treeRowCountMax + 1);
const eulerMascheroni = 0.5772156649;

/** Isolation forest (Liu, Ting, Zhou 2008): 100 trees on 256 rows; the score is 2^(−mean depth / c(n)). Every seed is another forest. */
export const isolationForest: Method = {
  ...vectorMethod('isolation forest', (rows, seed) => {
    const forest = new Forest(rows, seededRandom(seed));
    return (vector) => forest.score(vector);
  }),
  isRandom: true,
};

/** Nodes in flat columns: millions of vectors go through them. */
class Forest {
  readonly #random: SeededRandom;
  /** Value that is compared; −1 in a leaf. */
  readonly #cell = new Int16Array(nodeCountMax).fill(-1);
  /** Cut, or in a leaf the depth at which a vector is taken to be alone. */
  readonly #cut = new Float64Array(nodeCountMax);
  /** Node of the lower side; the other one follows it. */
  readonly #below = new Uint32Array(nodeCountMax);
  readonly #roots: readonly number[];
  readonly #depthMax: number;
  readonly #norm: number;
  #nodeCount = 0;

  constructor(rows: readonly Float64Array[], random: SeededRandom) {
    const size = Math.min(treeRowCountMax, rows.length);
    this.#random = random;
    this.#depthMax = Math.ceil(Math.log2(Math.max(2, size)));
    this.#norm = Math.max(1, pathLength(size));
    this.#roots = Array.from({ length: treeCount }, () => {
      const sample = [...random.order(rows.length).subarray(0, size)].map((place) => rows[place] ?? new Float64Array(0));
      const root = this.#nodeCount++;
      this.#grow(root, sample, 0);
      return root;
    });
  }

  score(vector: Float64Array): number {
    let depthSum = 0;
    for (const root of this.#roots) {
      let node = root;
      for (let cell = this.#cell[node] ?? -1; cell >= 0; cell = this.#cell[node] ?? -1) {
        node = (this.#below[node] ?? 0) + ((vector[cell] ?? 0) < (this.#cut[node] ?? 0) ? 0 : 1);
      }
      depthSum += this.#cut[node] ?? 0;
    }
    return 2 ** (-depthSum / treeCount / this.#norm);
  }

  #grow(node: number, rows: readonly Float64Array[], depth: number): void {
    this.#cut[node] = depth + pathLength(rows.length);
    if (depth >= this.#depthMax || rows.length <= 1) return;
    const cell = Math.floor(this.#random.unit() * (rows[0]?.length ?? 1));
    const values = rows.map((row) => row[cell] ?? 0);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (low === high) return;
    const cut = this.#random.between(low, high);
    const below = this.#nodeCount;
    this.#nodeCount += 2;
    this.#cell[node] = cell;
    this.#cut[node] = cut;
    this.#below[node] = below;
    const isBelow = (row: Float64Array): boolean => (row[cell] ?? 0) < cut;
    this.#grow(below, rows.filter(isBelow), depth + 1);
    this.#grow(
      below + 1,
      rows.filter((row) => !isBelow(row)),
      depth + 1,
    );
  }
}

/** Mean depth of an unsuccessful search in a binary tree of so many rows. */
function pathLength(rowCount: number): number {
  if (rowCount <= 1) return 0;
  return 2 * (Math.log(rowCount - 1) + eulerMascheroni) - (2 * (rowCount - 1)) / rowCount;
}
