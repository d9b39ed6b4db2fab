import type { Nearest } from './prototypes.ts';

/** Prototypes in the order of their distance from the origin, with that distance. */
interface PrototypeIndex {
  readonly rows: readonly ArrayLike<number>[];
  readonly norms: Float64Array;
}

/** A frozen reference is asked every second for months: its order is found once. */
const indexes = new WeakMap<readonly ArrayLike<number>[], PrototypeIndex>();

/** What the last bits of two distances from the origin may add to their difference; squares of less than `roundingMinSigma` are no numbers any more. */
const roundingRatio = 1e-12;
const roundingMinSigma = 1e-150;

/**
 * The same prototype as a plain search finds, at a fraction of its cost: two points are at least as far apart as their distances from the
 * origin differ, so the search goes outward from the row's own and ends where that difference alone is too much.
 */
export function nearestIndexed(row: Float64Array, prototypes: readonly ArrayLike<number>[]): Nearest {
  const index = indexOf(prototypes);
  const norm = normOf(row);
  let best: Nearest = { distanceSigma: Number.POSITIVE_INFINITY, row };
  let least = Number.POSITIVE_INFINITY;
  const reaches = (place: number): boolean => {
    const other = index.norms[place] ?? Number.POSITIVE_INFINITY;
    const apart = Math.abs(other - norm) - roundingRatio * (other + norm) - roundingMinSigma;
    return other < Number.POSITIVE_INFINITY && (apart <= 0 || apart ** 2 < least);
  };
  const consider = (place: number): void => {
    const prototype = index.rows[place] ?? row;
    const sum = squaredDistance(row, prototype, least);
    if (sum >= least) return;
    least = sum;
    best = { distanceSigma: Math.sqrt(sum), row: prototype };
  };
  let above = firstAtLeast(index.norms, norm);
  let below = above - 1;
  while (reaches(above) || reaches(below)) {
    if (reaches(above)) consider(above++);
    if (reaches(below)) consider(below--);
  }
  return best;
}

function indexOf(prototypes: readonly ArrayLike<number>[]): PrototypeIndex {
  const known = indexes.get(prototypes);
  if (known !== undefined) return known;
  const placed = prototypes.map((row) => ({ row: Float64Array.from(row), norm: normOf(row) })).sort((a, b) => a.norm - b.norm);
  const index = { rows: placed.map(({ row }) => row), norms: Float64Array.from(placed, ({ norm }) => norm) };
  indexes.set(prototypes, index);
  return index;
}

function normOf(row: ArrayLike<number>): number {
  let sum = 0;
  for (let cell = 0; cell < row.length; cell++) sum += (row[cell] ?? 0) ** 2;
  return Math.sqrt(sum);
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Stops adding once it is not less than `least`. */
function squaredDistance(row: Float64Array, prototype: ArrayLike<number>, least: number): number {
  let sum = 0;
  for (let cell = 0; cell < row.length && sum < least; cell++) sum += ((row[cell] ?? 0) - (prototype[cell] ?? 0)) ** 2;
  return sum;
}
