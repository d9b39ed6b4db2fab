import { type SeededRandom, seededRandom } from '../../../models/training/seeded-random.ts';
import type { Method } from '../detector.ts';
import { eigenOf, shrunkCovariance } from './symmetric-matrix.ts';
import { type VectorRating, vectorMethod } from './vector-detector.ts';

const shrinkRatio = 0.1;
const keptVarianceRatio = 0.95;
const treeCount = 100;
const treeRowCountMax = 256;

/** Largest absolute z of any value. */
export const maxZ: Method = vectorMethod('max|z|', () => (vector) => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0));

/** Squared Mahalanobis distance under a shrunk covariance of the five-window means. */
export const mahalanobis: Method = vectorMethod('Mahalanobis window', (rows) => {
  const axes = eigenOf(shrunkCovariance(rows, shrinkRatio));
  return (vector) => axes.reduce((sum, { value, vector: axis }) => sum + dot(axis, vector) ** 2 / value, 0);
});

/** Squared distance from the space of the components that hold 95 % of the variance (Q statistic). */
export const pcaQ: Method = vectorMethod('PCA-Q', (rows) => {
  const axes = eigenOf(shrunkCovariance(rows, 0));
  const total = axes.reduce((sum, { value }) => sum + value, 0);
  let held = 0;
  const kept = axes.filter(({ value }) => {
    const isKept = held < keptVarianceRatio * total;
    held += value;
    return isKept;
  });
  return (vector) =>
    vector.reduce((sum, value) => sum + value * value, 0) - kept.reduce((sum, { vector: axis }) => sum + dot(axis, vector) ** 2, 0);
});

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}

// Isolation forest (Liu, Ting, Zhou 2008): 100 trees on 256 rows; the score is 2^(−mean depth / c(n)).
const forest: Method = vectorMethod('isolation forest', (rows, seed) => {
  const random = seededRandom(seed);
  const size = Math.min(treeRowCountMax, rows.length);
  const depthMax = Math.ceil(Math.log2(Math.max(2, size)));
  const trees = Array.from({ length: treeCount }, () => {
    const sample = [...random.order(rows.length).subarray(0, size)].map((place) => rows[place] ?? new Float64Array(0));
    return grow({ random, depthMax }, sample, 0);
  });
  const norm = pathLength(size);
  return (vector) => 2 ** (-trees.reduce((sum, tree) => sum + tree(vector), 0) / treeCount / norm);
});

/** Isolation forest; every seed another one. */
export const isolationForest: Method = { ...forest, isRandom: true };

interface Growth {
  readonly random: SeededRandom;
  readonly depthMax: number;
}

/** A tree as a function from a vector to the depth at which it is alone. */
function grow(growth: Growth, rows: readonly Float64Array[], depth: number): VectorRating {
  const { random, depthMax } = growth;
  const leafDepth = depth + pathLength(rows.length);
  if (depth >= depthMax || rows.length <= 1) return () => leafDepth;
  const cell = Math.floor(random.unit() * (rows[0]?.length ?? 1));
  const values = rows.map((row) => row[cell] ?? 0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return () => leafDepth;
  const cut = random.between(low, high);
  const [left, right] = [rows.filter((row) => (row[cell] ?? 0) < cut), rows.filter((row) => (row[cell] ?? 0) >= cut)];
  const [below, above] = [grow(growth, left, depth + 1), grow(growth, right, depth + 1)];
  return (vector) => ((vector[cell] ?? 0) < cut ? below(vector) : above(vector));
}

const eulerMascheroni = 0.5772156649;

/** Mean depth of an unsuccessful search in a binary tree of so many rows. */
function pathLength(rowCount: number): number {
  if (rowCount <= 1) return 0;
  return 2 * (Math.log(rowCount - 1) + eulerMascheroni) - (2 * (rowCount - 1)) / rowCount;
}
